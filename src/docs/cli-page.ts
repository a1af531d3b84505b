/** What the page needs to know of a command; the table of the command line has it. */
export interface DocumentedCommand {
  readonly usage: string;
  readonly help: string;
}

/** What the page needs to know of a flag. */
export interface DocumentedOption {
  readonly name: string;
  readonly short?: string;
  readonly multiple?: boolean;
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly help: string;
}

const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'Everything was read, and nothing is at or above `--fail-on`'],
  [1, 'There are findings at or above `--fail-on`'],
  [
    2,
    'Not everything could be done: nothing to read, a file not or only partly read, a flag or rule that is not known',
  ],
  [3, 'iam-lint itself failed, in a rule or elsewhere'],
];

/** The reference of the command line as Markdown: commands, flags and exit codes. */
export function cliPage(
  commands: readonly DocumentedCommand[],
  options: readonly DocumentedOption[],
): string {
  return [
    '# Command line',
    '## Commands',
    table(
      ['Command', 'What it does'],
      commands.map(({ usage, help }) => [`\`iam-lint ${usage}\``, help]),
    ),
    '## Flags',
    table(
      ['Flag', 'Meaning', 'Values', 'Default'],
      options.map((option) => [flagText(option), meaning(option), values(option), code(option.default)]),
    ),
    '## Exit codes',
    table(
      ['Code', 'Meaning'],
      EXIT_CODES.map(([number, meaning]) => [String(number), meaning]),
    ),
    'Of several codes that apply the highest counts. The format of the report never changes it; `--exit-zero` turns 1 into 0.',
  ]
    .join('\n\n')
    .concat('\n');
}

function flagText({ name, short, value }: DocumentedOption): string {
  const long = `\`--${name}${value === undefined ? '' : ` ${value}`}\``;
  return short === undefined ? long : `\`-${short}\`, ${long}`;
}

function meaning({ help, multiple }: DocumentedOption): string {
  return multiple ? `${help}; may be given several times` : help;
}

function values({ choices }: DocumentedOption): string {
  return (choices ?? []).map(code).join(', ');
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
