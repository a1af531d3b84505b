import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type SourceFile } from '../source/source-file.ts';
import { isInside, realPath } from './path-inside.ts';
import { displayPath, readSource } from './read-source.ts';

/** Files that a run reads in this way at most; a template can name any number. */
const MAX_RELATED = 2_000;

/** Reads the local file that a template names as nested template, include or application, where there is one. */
export type RelatedFiles = (from: SourceFile, location: string) => SourceFile | undefined;

/**
 * A location is taken relative to the file that names it, and only when it stays within one of the roots, links
 * followed. URLs, absolute paths and everything that is no file give nothing. A file is read once.
 */
export function relatedFiles(cwd: string, roots: readonly string[]): RelatedFiles {
  const realRoots = roots.map((root) => realPath(root) ?? root);
  const read = new Map<string, SourceFile | undefined>();
  return (from, location) => {
    if (!isLocal(location)) return undefined;
    const path = resolve(cwd, dirname(from.path), location);
    if (read.has(path)) return read.get(path);
    if (read.size >= MAX_RELATED) return undefined;
    const file = isReadable(path, roots, realRoots) ? readSource(path, displayPath(cwd, path)) : undefined;
    const text = file?.kind === 'text' ? file.file : undefined;
    read.set(path, text);
    return text;
  };
}

/** Whether a location may name a local file: no URL, no absolute path, nothing that is resolved later. */
export function isLocal(location: string): boolean {
  return (
    location !== '' && location.length < 4_096 && !/^(?:[a-z][a-z0-9+.-]*:|[/\\~])|\0|\{\{/i.test(location)
  );
}

function isReadable(path: string, roots: readonly string[], realRoots: readonly string[]): boolean {
  const real = realPath(path);
  if (real === undefined || !roots.some((root) => isInside(root, path))) return false;
  return realRoots.some((root) => isInside(root, real)) && statSync(real).isFile();
}
