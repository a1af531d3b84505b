import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Baseline, type BaselineEntry, parseBaseline, printBaseline } from '../config/baseline.ts';
import { ConfigError } from '../config/config-error.ts';
import { displayPath, readSource } from './read-source.ts';

/**
 * Reads a baseline. The paths in it are relative to its own folder, those of the result to the working directory.
 * @throws ConfigError when it cannot be read or is none.
 */
export function readBaseline(path: string, cwd: string): Baseline {
  const absolute = resolve(cwd, path);
  const shown = displayPath(cwd, absolute);
  const source = readSource(absolute, shown);
  if (source.kind !== 'text') {
    const message =
      source.kind === 'unreadable' ? source.problem.message : `Cannot read ${shown}: it is no text file`;
    throw new ConfigError(shown, [{ message, hint: '`--write-baseline FILE` writes a baseline.' }]);
  }
  const entries = parseBaseline(source.file.text);
  if ('fault' in entries) throw new ConfigError(shown, [{ message: entries.fault }]);
  return {
    entries: entries.map((entry) => ({
      ...entry,
      file: displayPath(cwd, resolve(dirname(absolute), entry.file)),
    })),
    reason: `recorded in ${shown}`,
    path: shown,
    exists: (file) => existsSync(resolve(cwd, file)),
  };
}

/** The text of a baseline that is to stand at a path; its entries name files relative to the working directory. */
export function baselineText(entries: readonly BaselineEntry[], path: string, cwd: string): string {
  const folder = dirname(resolve(cwd, path));
  return printBaseline(
    entries.map((entry) => ({ ...entry, file: displayPath(folder, resolve(cwd, entry.file)) })),
  );
}
