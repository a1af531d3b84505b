import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Problem } from '../source/problem.ts';
import { assemblyKind } from './cloud-assembly.ts';
import { ignoreRulesFor } from './ignore-rules.ts';
import { reasonOf } from './read-source.ts';
import { walkFolder } from './walk-folder.ts';

/** What the arguments of a run mean. */
export interface FoundInputs {
  readonly files: readonly FoundFile[];
  /** Folders that are cloud assemblies. */
  readonly assemblies: readonly string[];
  readonly stdin: boolean;
  readonly problems: readonly Problem[];
  /** Folders within which a template may name further files. */
  readonly roots: readonly string[];
}

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Named on the command line, so that it must be a template. */
  readonly named: boolean;
}

export interface FindOptions {
  /** Absolute. */
  readonly cwd: string;
  /** Whether the configuration excludes an absolute path from the search. What is named is never excluded. */
  readonly excluded?: (path: string) => boolean;
}

/**
 * Finds the files behind paths, globs, folders and `-` for stdin; the working directory when there are none. A folder is
 * searched with .gitignore respected, a cloud assembly in it is found though it is ignored. Each file comes once.
 */
export async function findInputs(arguments_: readonly string[], options: FindOptions): Promise<FoundInputs> {
  const found = new InputFinder(options);
  for (const argument of arguments_.length === 0 ? ['.'] : arguments_) await found.add(argument);
  return found;
}

class InputFinder implements FoundInputs {
  readonly problems: Problem[] = [];
  readonly #files = new Map<string, FoundFile>();
  readonly #assemblies = new Set<string>();
  readonly #roots: Set<string>;
  readonly #cwd: string;
  readonly #excluded: (path: string) => boolean;
  #stdin = false;

  constructor({ cwd, excluded }: FindOptions) {
    this.#cwd = cwd;
    this.#roots = new Set([cwd]);
    this.#excluded = excluded ?? (() => false);
  }

  get files(): readonly FoundFile[] {
    return [...this.#files.values()];
  }

  get assemblies(): readonly string[] {
    return [...this.#assemblies];
  }

  get roots(): readonly string[] {
    return [...this.#roots];
  }

  get stdin(): boolean {
    return this.#stdin;
  }

  async add(argument: string): Promise<void> {
    if (argument === '-') {
      this.#stdin = true;
      return;
    }
    const path = resolve(this.#cwd, argument);
    const kind = kindOf(path);
    if (kind === 'folder') await this.#addFolder(path);
    else if (kind === 'file') this.#addFile(path);
    else if (kind === 'missing' && isDynamic(argument)) await this.#addGlob(argument);
    else this.#problem(argument, kind === 'missing' ? 'there is no such file or folder' : kind);
  }

  #addFile(path: string): void {
    // The manifest stands for its assembly, as CDK's own tools take it.
    if (basename(path) === 'manifest.json' && assemblyKind(dirname(path)) === 'assembly') {
      this.#assemblies.add(dirname(path));
      return;
    }
    this.#roots.add(dirname(path));
    this.#files.set(path, { path, named: true });
  }

  async #addFolder(folder: string): Promise<void> {
    this.#roots.add(folder);
    const walked = walkFolder(folder, this.#cwd, await ignoreRulesFor(folder), this.#excluded);
    this.#add(walked.files);
    for (const assembly of walked.assemblies) this.#assemblies.add(assembly);
    this.problems.push(...walked.problems);
  }

  async #addGlob(glob: string): Promise<void> {
    const { default: fastGlob } = await import('fast-glob');
    const options = {
      cwd: this.#cwd,
      absolute: true,
      dot: true,
      followSymbolicLinks: false,
      suppressErrors: true,
      ignore: ['**/.git/**', ...(glob.includes('node_modules') ? [] : ['**/node_modules/**'])],
    };
    const pattern = glob.replaceAll('\\', '/');
    const files = fastGlob.sync(pattern, options).sort();
    this.#add(files.map((path) => resolve(path)));
    if (files.length > 0) return;
    const folders = fastGlob.sync(pattern, { ...options, onlyDirectories: true }).sort();
    for (const folder of folders) await this.#addFolder(resolve(folder));
    if (folders.length === 0) this.#problem(glob, 'no file matches');
  }

  #add(files: readonly string[]): void {
    for (const path of files) if (!this.#files.has(path)) this.#files.set(path, { path, named: false });
  }

  #problem(path: string, why: string): void {
    this.problems.push({ kind: 'unreadable', message: `Cannot read ${path}: ${why}`, path });
  }
}

function isDynamic(path: string): boolean {
  return /[*?[\]{}]|[!+@]\(/.test(path);
}

function kindOf(path: string): 'file' | 'folder' | 'missing' | (string & {}) {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    // A glob is no possible file name on every system.
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL' ? 'missing' : reasonOf(error);
  }
}
