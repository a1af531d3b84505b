import { run } from '../../src/cli/run.ts';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly stdin?: string | Buffer;
  readonly variables?: Readonly<Record<string, string>>;
  /** Both streams are terminals of this width. */
  readonly columns?: number;
}

/** Runs the command line in a folder with streams in memory. */
export async function runIn(
  cwd: string,
  argv: readonly string[],
  settings: RunSettings = {},
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const terminal = settings.columns === undefined ? {} : { isTTY: true, columns: settings.columns };
  const status = await run(
    argv,
    {
      stdin: { read: () => Promise.resolve(Buffer.from(settings.stdin ?? '')) },
      stdout: { ...terminal, write: (text) => void (stdout += text) },
      stderr: { ...terminal, write: (text) => void (stderr += text) },
    },
    { cwd, variables: settings.variables ?? {}, typescript: false },
  );
  return { status, stdout, stderr };
}
