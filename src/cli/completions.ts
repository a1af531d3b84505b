import { COMMANDS, type CliOption, OPTIONS, type SHELLS } from './options.ts';

/** A script that completes commands, flags and the values of flags; made from the same table as the help. */
export function completionScript(shell: (typeof SHELLS)[number]): string {
  switch (shell) {
    case 'bash':
      return bash();
    case 'zsh':
      return zsh();
    case 'fish':
      return fish();
  }
}

const named = COMMANDS.filter(({ name }) => name !== '');

function flagsOf({ name, short }: CliOption): string[] {
  return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
}

function bash(): string {
  const values = OPTIONS.filter(({ type }) => type === 'string').map(
    (option) =>
      `    ${flagsOf(option).join('|')}) COMPREPLY=($(compgen ${option.choices ? `-W '${option.choices.join(' ')}'` : '-f'} -- "$word")); return ;;`,
  );
  const choices = named
    .filter((command) => command.choices)
    .map(
      ({ name, choices: list = [] }) =>
        `    ${name}) COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$word")); return ;;`,
    );
  return `# bash completion for iam-lint
_iam_lint() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$before" in
${[...values, ...choices].join('\n')}
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W '${OPTIONS.flatMap(flagsOf).join(' ')}' -- "$word"))
  elif [[ "$COMP_CWORD" -eq 1 ]]; then
    COMPREPLY=($(compgen -W '${named.map(({ name }) => name).join(' ')}' -- "$word") $(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _iam_lint iam-lint
`;
}

function zsh(): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
  const flags = OPTIONS.flatMap((option) =>
    flagsOf(option).map((flag) => {
      const value = option.choices ? `(${option.choices.join(' ')})` : '_files';
      const argument =
        option.type === 'boolean' ? '' : `:${(option.value ?? '').replace(/[[\]:=]/g, ' ')}:${value}`;
      return `    '${option.multiple ? '*' : ''}${flag}[${quote(option.help)}]${argument}'`;
    }),
  );
  return `#compdef iam-lint
_iam_lint() {
  local -a commands
  commands=(
${named.map(({ name, help }) => `    '${name}:${quote(help)}'`).join('\n')}
  )
  _arguments \\
${flags.map((flag) => `${flag} \\`).join('\n')}
    '1: :{ _describe command commands; _files }' \\
    '*:: :_iam_lint_rest'
}
_iam_lint_rest() {
  case $words[1] in
${named
  .filter((command) => command.choices)
  .map(({ name, choices = [] }) => `    ${name}) _values shell ${choices.join(' ')} ;;`)
  .join('\n')}
    *) _files ;;
  esac
}
compdef _iam_lint iam-lint
`;
}

function fish(): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = named.map(
    ({ name, help }) => `complete -c iam-lint -n __fish_use_subcommand -a ${name} -d ${quote(help)}`,
  );
  for (const { name, choices } of named)
    if (choices)
      lines.push(
        `complete -c iam-lint -n '__fish_seen_subcommand_from ${name}' -f -a ${quote(choices.join(' '))}`,
      );
  for (const { name, short, type, choices, help } of OPTIONS)
    lines.push(
      [
        `complete -c iam-lint -l ${name}`,
        ...(short === undefined ? [] : [`-s ${short}`]),
        ...(type === 'boolean' ? [] : [choices ? `-x -a ${quote(choices.join(' '))}` : '-r']),
        `-d ${quote(help)}`,
      ].join(' '),
    );
  return `# fish completion for iam-lint\n${lines.join('\n')}\n`;
}
