import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SourceFile } from '../../src/source/source-file.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/corpus');

/** Real templates beside the project; tests that want them are skipped, by name, where the folder does not exist. */
export const hasCorpus = existsSync(FOLDER);

export function corpusFiles(): SourceFile[] {
  if (!hasCorpus) return [];
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|ya?ml|template)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => new SourceFile(relative(FOLDER, path), readFileSync(path, 'utf8')));
}
