import { parseArgs } from 'node:util';
import { didYouMean } from '../config/nearest.ts';
import { COMMANDS, OPTIONS, type CliOption } from './options.ts';
import { UsageError } from './known-errors.ts';

/** The command line, checked against the table. */
export interface CommandLine {
  /** Empty for the lint itself. */
  readonly command: string;
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/** @throws UsageError for an unknown flag, a missing or superfluous value, a value that is none of the choices. */
export function parseArguments(argv: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      OPTIONS.map(({ name, type, short }) => [name, { type, ...(short !== undefined && { short }) }]),
    ),
  });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = OPTIONS.find(({ name }) => name === token.name);
    if (!option) throw unknownFlag(token.rawName);
    const value = checked(option, token.rawName, token.value);
    const before = values.get(option.name);
    if (before && !option.multiple && option.type === 'string')
      throw new UsageError(`${token.rawName} is given twice, and can have only one value`);
    values.set(option.name, [...(before ?? []), value]);
  }
  const command = COMMANDS.find(({ name }) => name !== '' && name === positionals[0])?.name ?? '';
  return {
    command,
    positionals: command === '' ? positionals : positionals.slice(1),
    flag: (name) => values.has(name),
    value: (name) => values.get(name)?.at(-1),
    values: (name) => values.get(name) ?? [],
  };
}

function checked(option: CliOption, flag: string, value: string | undefined): string {
  if (option.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${flag} takes no value`);
    return 'true';
  }
  if (value === undefined || (value.length > 1 && value.startsWith('-')))
    throw new UsageError(`${flag} needs a value: ${option.value}`);
  if (option.choices) checkChoice(flag, value, option.choices);
  return value;
}

/** @throws UsageError when the value is none of the choices. */
export function checkChoice(what: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new UsageError(
    `${what} cannot be \`${value}\``,
    didYouMean(value, choices) ?? `It is one of ${choices.join(', ')}.`,
  );
}

function unknownFlag(flag: string): UsageError {
  const flags = OPTIONS.map(({ name }) => `--${name}`);
  return new UsageError(
    `There is no flag ${flag}`,
    didYouMean(flag, flags) ?? '`iam-lint --help` lists them all.',
  );
}
