import { existsSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { type SourceFile } from '../source/source-file.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Template } from '../template/template.ts';
import { type GitEntry, type GitRepository } from './git-objects.ts';
import { decode, displayPath } from './read-source.ts';
import { isLocal, type RelatedFiles } from './related-files.ts';
import { CANDIDATES, NEVER_ENTERED } from './walk-folder.ts';

/** The templates of a commit that tell what was there before. */
export interface CommitInputs {
  readonly templates: readonly Template[];
  readonly related: RelatedFiles;
}

/**
 * Reads from a commit the files that are judged now, and those that have gone since, which may have been moved.
 * @param judged paths of the files that are judged, relative to the working directory.
 * @param cwd absolute; a folder of the repository's working tree, or any when the paths lead there.
 * @throws GitError when the commit cannot be read.
 */
export function readCommit(
  repository: GitRepository,
  commit: string,
  judged: readonly string[],
  cwd: string,
): CommitInputs {
  const named = new Set(judged.map((path) => resolve(cwd, path)));
  const templates: Template[] = [];
  const isEntered = (folder: string): boolean =>
    !NEVER_ENTERED.has(folder.slice(folder.lastIndexOf('/') + 1));
  const holdsJudged = (folder: string): boolean => {
    const inside = join(repository.root, folder) + sep;
    return [...named].some((path) => path.startsWith(inside));
  };
  for (const entry of repository.listTree(commit, '', (at) => isEntered(at) || holdsJudged(at))) {
    if (entry.kind !== 'file') continue;
    const path = join(repository.root, entry.path);
    const isGone = (): boolean => CANDIDATES.has(extname(path).toLowerCase()) && !existsSync(path);
    if (!named.has(path) && !isGone()) continue;
    const file = textOf(repository, entry, displayPath(cwd, path));
    const reading = file && readTemplate(file);
    if (reading?.kind === 'template') templates.push(reading.template);
  }
  return { templates, related: relatedInCommit(repository, commit, cwd) };
}

/** As for files on the disk, but within the commit only. */
function relatedInCommit(repository: GitRepository, commit: string, cwd: string): RelatedFiles {
  const read = new Map<string, SourceFile | undefined>();
  return (from, location) => {
    if (!isLocal(location)) return undefined;
    const path = resolve(cwd, dirname(from.path), location);
    if (!read.has(path)) {
      const inside = relative(repository.root, path).split(sep).join('/');
      const entry = /^\.\.(?:\/|$)/.test(inside) ? undefined : repository.entryAt(commit, inside);
      read.set(path, entry?.kind === 'file' ? textOf(repository, entry, displayPath(cwd, path)) : undefined);
    }
    return read.get(path);
  };
}

function textOf(repository: GitRepository, entry: GitEntry, shown: string): SourceFile | undefined {
  const source = decode(repository.readBlob(entry.id), shown);
  return source.kind === 'text' ? source.file : undefined;
}
