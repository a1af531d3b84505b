import { GitError } from '../load/git-error.ts';
import { ConfigError } from '../config/config-error.ts';

/** Something that was asked for in a way that cannot be understood or done. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** An error as people read it, and the exit code that it makes. */
export interface DescribedError {
  readonly text: string;
  readonly exitCode: 2 | 3;
}

/** The page on which faults are reported. */
const ISSUES = 'the issues of the repository of iam-lint';

/** One sentence and a hint for what is known; the stack for a fault of iam-lint itself. Ends in a line break. */
export async function describeError(
  error: unknown,
  options: { color: boolean; width: number },
): Promise<DescribedError> {
  if (error instanceof UsageError) {
    const hint = error.hint === undefined ? '' : `${error.hint}\n`;
    return { text: `iam-lint: ${error.message}\n${hint}`, exitCode: 2 };
  }
  if (error instanceof GitError) return { text: `iam-lint: ${error.message}\n`, exitCode: 2 };
  if (error instanceof ConfigError) return { text: await describeConfigError(error, options), exitCode: 2 };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `iam-lint: internal error\n${stack}\nThis is a fault of iam-lint. Please report it with this text in ${ISSUES}.\n`,
    exitCode: 3,
  };
}

async function describeConfigError(
  error: ConfigError,
  options: { color: boolean; width: number },
): Promise<string> {
  const [{ codeFrame }, { painter }] = await Promise.all([
    import('../reporters/code-frame.ts'),
    import('../reporters/terminal-text.ts'),
  ]);
  const paint = painter(options.color);
  return error.issues
    .map(({ message, span, hint }) =>
      [
        `iam-lint: ${span ? '' : `${error.path}: `}${message}`,
        ...(span ? codeFrame([{ span, primary: true }], { width: options.width, paint, accent: 'red' }) : []),
        ...(hint === undefined ? [] : [`  = ${hint}`]),
        '',
      ].join('\n'),
    )
    .join('');
}
