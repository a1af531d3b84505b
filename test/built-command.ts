import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Metafile } from 'esbuild';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuiltCommand {
  /** The package as it would be installed: package.json, dist, data. */
  readonly folder: string;
  readonly metafile: Metafile;
  /** @param node flags of Node itself, before the script */
  run(
    args: readonly string[],
    options?: {
      cwd?: string;
      env?: Readonly<Record<string, string>>;
      node?: readonly string[];
      input?: string;
    },
  ): Outcome;
  remove(): void;
}

/**
 * Bundles the sources as they stand into a folder of their own, so that neither a stale dist nor another test that runs
 * at the same time matters.
 */
export async function buildCommand(): Promise<BuiltCommand> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'iam-lint-built-')));
  const { buildBundle } = (await import(join(root, 'scripts/build.mjs'))) as {
    buildBundle(folder: string): Promise<Metafile>;
  };
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'data'), join(folder, 'data'), 'junction');
  const metafile = await buildBundle(folder);
  const script = join(folder, 'dist/iam-lint.cjs');
  return {
    folder,
    metafile,
    run(args, { cwd = root, env = {}, node = [], input = '' } = {}) {
      const { status, stdout, stderr, error } = spawnSync(process.execPath, [...node, script, ...args], {
        cwd,
        input,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        // Nothing of the machine's settings but where programs are.
        env: { PATH: process.env['PATH'] ?? '', SystemRoot: process.env['SystemRoot'] ?? '', ...env },
      });
      if (error) throw error;
      return { status, stdout, stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
