import { type Dirent, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { type Problem } from '../source/problem.ts';
import { assemblyKind } from './cloud-assembly.ts';
import { type IgnoreRules } from './ignore-rules.ts';
import { displayPath, reasonOf } from './read-source.ts';

/** What may be a template by its name; everything else must be named. */
export const CANDIDATES: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json', '.template']);

/** Folders in which nobody keeps templates of his own: version control, installed packages, copies that builds make. */
export const NEVER_ENTERED: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.aws-sam',
  '.serverless',
  '.terraform',
  '.tox',
  '.venv',
  '.yarn',
  '__pycache__',
  'bower_components',
  'node_modules',
]);

/** How deep and how wide ignored folders are searched for a `cdk.out`, which everybody ignores and which is still meant. */
const IGNORED_DEPTH = 3;
const IGNORED_FOLDERS = 2_000;

export interface Walked {
  /** Absolute paths, in the order of names. */
  readonly files: string[];
  /** Folders that are cloud assemblies; nothing in them is among the files. */
  readonly assemblies: string[];
  readonly problems: Problem[];
}

/**
 * Searches a folder for candidates. Symbolic links are not followed: what they mean within the folder is found where it
 * is, and what lies outside was not asked for.
 * @param excluded whether the configuration excludes a path.
 */
export function walkFolder(
  folder: string,
  cwd: string,
  rules: IgnoreRules,
  excluded: (path: string) => boolean,
): Walked {
  const walked: Walked = { files: [], assemblies: [], problems: [] };
  const open: [folder: string, rules: IgnoreRules][] = [[folder, rules]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [at, here] = next;
    if (takeAssembly(at, cwd, walked)) continue;
    const inner: [string, IgnoreRules][] = [];
    for (const entry of entriesOf(at, cwd, walked.problems)) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (NEVER_ENTERED.has(entry.name) || excluded(path)) continue;
        if (here.ignores(path, true)) searchIgnored(path, cwd, walked);
        else inner.push([path, here.within(path)]);
      } else if (entry.isFile() && CANDIDATES.has(extname(entry.name).toLowerCase()))
        if (!here.ignores(path, false) && !excluded(path)) walked.files.push(path);
    }
    open.push(...inner.reverse());
  }
  return walked;
}

/** Takes a folder that is a cloud assembly. One that is marked as such and cannot be understood is a problem, and walked. */
function takeAssembly(folder: string, cwd: string, walked: Walked): boolean {
  const kind = assemblyKind(folder);
  if (kind === 'broken') {
    const path = displayPath(cwd, join(folder, 'manifest.json'));
    walked.problems.push({
      kind: 'unreadable',
      path,
      message: `Cannot read ${path}: it is no manifest of a cloud assembly`,
    });
  }
  if (kind === 'assembly') walked.assemblies.push(folder);
  return kind === 'assembly';
}

function searchIgnored(folder: string, cwd: string, walked: Walked): void {
  const open: [folder: string, depth: number][] = [[folder, 0]];
  for (let visited = 0; open.length > 0 && visited < IGNORED_FOLDERS; visited++) {
    const [at, depth] = open.shift()!;
    if ((depth === 0 || basename(at) === 'cdk.out') && takeAssembly(at, cwd, walked)) continue;
    if (depth === IGNORED_DEPTH) continue;
    // An ignored folder that cannot be opened hides nothing that was asked for.
    for (const entry of entriesOf(at, cwd, []))
      if (entry.isDirectory() && !NEVER_ENTERED.has(entry.name)) open.push([join(at, entry.name), depth + 1]);
  }
}

function entriesOf(folder: string, cwd: string, problems: Problem[]): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const path = displayPath(cwd, folder);
    problems.push({ kind: 'unreadable', message: `Cannot read ${path}: ${reasonOf(error)}`, path });
    return [];
  }
}
