import { isAbsolute } from 'node:path';
import { describeError, UsageError } from './known-errors.ts';
import { helpText } from './options.ts';
import { type CommandLine, parseArguments } from './parse-arguments.ts';
import { type OutputStream, type Streams } from './streams.ts';

/** What a run knows of the machine. */
export interface Environment {
  /** Absolute. */
  readonly cwd: string;
  /** Read are only `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Whether this Node reads TypeScript. */
  readonly typescript: boolean;
}

/** What every command is given. */
export interface Invocation {
  readonly line: CommandLine;
  readonly streams: Streams;
  readonly environment: Environment;
  /** Colours on stdout. */
  readonly color: boolean;
  /** Columns of stdout. */
  readonly width: number;
}

const DEFAULT_WIDTH = 100;

/** Runs the command line and gives the exit code; never throws. */
export async function run(
  argv: readonly string[],
  streams: Streams,
  environment: Environment,
): Promise<number> {
  const width = streams.stdout.columns || DEFAULT_WIDTH;
  let line: CommandLine | undefined;
  try {
    if (!isAbsolute(environment.cwd))
      throw new UsageError(`The working directory ${environment.cwd} is not absolute`);
    line = parseArguments(argv);
    const color = wantsColor(line, streams.stdout, environment.variables);
    return await dispatch({ line, streams, environment, color, width });
  } catch (error) {
    const color = wantsColor(line, streams.stderr, environment.variables);
    const { text, exitCode } = await describeError(error, {
      color,
      width: streams.stderr.columns || DEFAULT_WIDTH,
    });
    streams.stderr.write(text);
    return exitCode;
  }
}

async function dispatch(invocation: Invocation): Promise<number> {
  const { line, streams, width } = invocation;
  if (line.flag('help')) {
    streams.stdout.write(helpText(width));
    return 0;
  }
  const commands = await import('./commands.ts');
  if (line.flag('version')) return commands.version(invocation);
  switch (line.command) {
    case 'diff':
      return (await import('./diff-command.ts')).diffCommand(invocation);
    case 'check':
      return (await import('./check-command.ts')).checkCommand(invocation);
    case 'migrate':
      return (await import('./migrate-command.ts')).migrateCommand(invocation);
    case 'explain':
      return commands.explain(invocation);
    case 'rules':
      return commands.listRules(invocation);
    case 'init':
      return commands.init(invocation);
    case 'completions':
      return commands.completions(invocation);
    default:
      return (await import('./lint-command.ts')).lintCommand(invocation);
  }
}

/** The flags come first, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then whether anybody sees colours. */
function wantsColor(
  line: CommandLine | undefined,
  stream: OutputStream,
  variables: Environment['variables'],
): boolean {
  if (line?.flag('no-color')) return false;
  if (line?.flag('color')) return true;
  if (variables['NO_COLOR']) return false;
  const forced = variables['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && variables['TERM'] !== 'dumb' && line?.value('output') === undefined;
}
