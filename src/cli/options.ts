import { FAIL_ON, PRESETS } from '../config/read-config-node.ts';
import { CONFIDENCES } from '../rule/finding.ts';
import { CHECK_OPTIONS, CHECKS } from './check-options.ts';

/** One flag: what `--help`, the completions, `docs/cli.md` and the parser all know of it. */
export interface CliOption {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  readonly type: 'boolean' | 'string';
  /** May be given several times. */
  readonly multiple?: boolean;
  /** What the value is, for the help: `FILE`. */
  readonly value?: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  readonly default?: string;
  /** One sentence without a full stop. */
  readonly help: string;
}

export interface CliCommand {
  /** Empty for the lint itself. */
  readonly name: string;
  /** `explain RULE` */
  readonly usage: string;
  readonly help: string;
  /** The only values that its argument may have. */
  readonly choices?: readonly string[];
}

export const FORMATS = [
  'pretty',
  'compact',
  'json',
  'sarif',
  'github',
  'markdown',
  'gitlab',
  'gitlab-sast',
  'junit',
  'checkstyle',
  'rdjsonl',
  'azure',
  'html',
] as const;
/** Of these a person who reads the terminal sees what could not be read. */
export const READABLE_FORMATS: readonly string[] = ['pretty', 'compact', 'github', 'azure'];
/** Of these the command `rules` knows. */
export const RULES_FORMATS = ['pretty', 'json', 'markdown'] as const;
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const COMMANDS: readonly CliCommand[] = [
  {
    name: '',
    usage: '[PATHS]',
    help: 'Judge templates: files, folders, globs, cdk.out, - for stdin; without paths everything below the working directory',
  },
  {
    name: 'diff',
    usage: 'diff BASE [HEAD]',
    help: 'Say what access a change adds and takes away; each state is a git revision, a file, a folder or a cdk.out',
  },
  {
    name: 'check',
    usage: 'check CHECK',
    help: 'Prove a limit of policies or show a request that breaks it: no-new-access, access-not-granted, no-public-access',
    choices: CHECKS,
  },
  {
    name: 'explain',
    usage: 'explain RULE',
    help: 'Say why a rule matters and what to do, with examples; also by the id of another tool',
  },
  {
    name: 'migrate',
    usage: 'migrate [PATHS]',
    help: 'Write suppressions for cfn_nag, checkov, cdk-nag, guard and cfn-lint as ours; with --fix-dry-run only print the changes',
  },
  { name: 'rules', usage: 'rules', help: 'List all rules' },
  { name: 'init', usage: 'init', help: 'Write an iam-lint.yaml to start from' },
  {
    name: 'completions',
    usage: 'completions SHELL',
    help: 'Print completions for bash, zsh or fish',
    choices: SHELLS,
  },
];

export const OPTIONS: readonly CliOption[] = [
  {
    name: 'format',
    short: 'f',
    type: 'string',
    value: 'FORMAT',
    choices: FORMATS,
    default: 'pretty',
    help: 'How to print the report',
  },
  {
    name: 'output',
    short: 'o',
    type: 'string',
    value: 'FILE',
    help: 'Write the report to a file instead of stdout',
  },
  {
    name: 'preset',
    type: 'string',
    value: 'PRESET',
    choices: PRESETS,
    default: 'recommended',
    help: 'The rules that are on',
  },
  {
    name: 'rule',
    type: 'string',
    multiple: true,
    value: 'RULE[=LEVEL]',
    help: 'Judge by this rule only, or with =LEVEL set its level (off, on, low, medium, high, critical)',
  },
  {
    name: 'config',
    short: 'c',
    type: 'string',
    value: 'FILE',
    help: 'Read this configuration instead of the nearest iam-lint.yaml',
  },
  {
    name: 'fail-on',
    type: 'string',
    value: 'SEVERITY',
    choices: FAIL_ON,
    default: 'medium',
    help: 'The severity from which on a finding makes the exit code 1',
  },
  {
    name: 'min-confidence',
    type: 'string',
    value: 'CONFIDENCE',
    choices: CONFIDENCES,
    default: 'medium',
    help: 'Leave out findings with less confidence',
  },
  {
    name: 'parameters',
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: "Values of template parameters: the AWS CLI's list, CodePipeline's file, samconfig.toml[#ENVIRONMENT], a map, Key=Value lines",
  },
  { name: 'fix', type: 'boolean', help: 'Apply the safe fixes, which cannot widen access' },
  {
    name: 'fix-suggestions',
    type: 'boolean',
    help: 'Apply all fixes, those too that somebody has to look at',
  },
  {
    name: 'fix-dry-run',
    type: 'boolean',
    help: 'Print what --fix would change (with --fix-suggestions what that would) as a unified diff, and write nothing',
  },
  {
    name: 'baseline',
    type: 'string',
    value: 'FILE',
    help: 'Accept the findings that are recorded in a file',
  },
  {
    name: 'write-baseline',
    type: 'string',
    value: 'FILE',
    help: 'Record all findings in a file that --baseline takes, without those that are gone, and stop',
  },
  {
    name: 'new-since',
    type: 'string',
    value: 'REF',
    help: 'Report only what was not there at a commit, branch or tag of git (A...B is their merge base)',
  },
  {
    name: 'reference',
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'Report principals that may do more than this policy document allows',
  },
  ...CHECK_OPTIONS,
  { name: 'no-ignores', type: 'boolean', help: 'Report what is suppressed, too' },
  {
    name: 'no-plugins',
    type: 'boolean',
    help: 'Run no code of the repository: neither plugins nor a configuration that is a module',
  },
  { name: 'exit-zero', type: 'boolean', help: 'Exit with 0 when there are findings; problems still count' },
  {
    name: 'ignore-non-templates',
    type: 'boolean',
    help: 'Pass over named files that are no templates (for pre-commit)',
  },
  {
    name: 'stdin-filename',
    type: 'string',
    value: 'NAME',
    default: '<stdin>',
    help: 'The name that reports give to stdin',
  },
  { name: 'list-files', type: 'boolean', help: 'Print the templates that would be judged, and stop' },
  {
    name: 'print-config',
    type: 'boolean',
    help: 'Print the configuration that would be used as JSON, and stop',
  },
  { name: 'color', type: 'boolean', help: 'Use colours; NO_COLOR and FORCE_COLOR are understood' },
  { name: 'no-color', type: 'boolean', help: 'Use no colours' },
  {
    name: 'verbose',
    short: 'v',
    type: 'boolean',
    help: 'Also list what is suppressed, undecided and passed over',
  },
  { name: 'quiet', short: 'q', type: 'boolean', help: 'Print nothing on stderr but errors' },
  {
    name: 'version',
    short: 'V',
    type: 'boolean',
    help: 'Print the version; with --verbose also those of the AWS data',
  },
  { name: 'help', short: 'h', type: 'boolean', help: 'Print this help' },
];

/** The help: every command and every flag. */
export function helpText(width: number): string {
  const flags = OPTIONS.map((option) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    const notes = [
      ...(option.choices ? [option.choices.join(', ')] : []),
      ...(option.default === undefined ? [] : [`default ${option.default}`]),
      ...(option.multiple ? ['repeatable'] : []),
    ];
    const help = notes.length === 0 ? option.help : `${option.help} (${notes.join('; ')})`;
    return [`${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`, help] as const;
  });
  return [
    'Judges the IAM in CloudFormation, SAM and CDK templates.',
    '',
    'Usage:',
    ...columns(
      COMMANDS.map(({ usage, help }) => [`iam-lint ${usage}`, help]),
      width,
    ),
    '',
    'Flags:',
    ...columns(flags, width),
    '',
    'Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 not everything could be done, 3 fault of iam-lint.',
    '',
  ].join('\n');
}

/** Two columns; the right one is wrapped at blanks. */
function columns(rows: readonly (readonly [left: string, right: string])[], width: number): string[] {
  const indent = Math.min(32, Math.max(...rows.map(([left]) => left.length)) + 4);
  const room = Math.max(30, width - indent);
  return rows.flatMap(([left, right]) => {
    const lines = [''];
    for (const word of right.split(' ')) {
      const line = lines.at(-1)!;
      if (line !== '' && line.length + 1 + word.length > room) lines.push(word);
      else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    }
    const wrapped = lines.map((line) => ' '.repeat(indent) + line);
    if (left.length + 4 > indent) return [`  ${left}`, ...wrapped];
    return [`  ${left}`.padEnd(indent) + lines[0]!, ...wrapped.slice(1)];
  });
}
