import { join } from 'node:path';
import { didYouMean } from '../config/nearest.ts';
import { GitError } from './git-error.ts';
import { GitHistory } from './git-history.ts';
import { type GitFolders, gitFolders, GitRefs, hashSizeOf } from './git-refs.ts';
import { GitStore } from './git-store.ts';
import { readTree, type TreeItem } from './git-tree.ts';

export { GitError } from './git-error.ts';

/** One file of a commit. */
export interface GitEntry {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  /** Of the blob; of the commit for a submodule. Equal ids have equal contents. */
  readonly id: string;
  readonly kind: 'file' | 'link' | 'submodule';
}

/** A git repository, read from its files alone: no git is run, nothing is written, no configuration has an effect. */
export interface GitRepository {
  /** Absolute; the top folder of the working tree. */
  readonly root: string;
  /**
   * The commit that a revision names: `HEAD`, a branch, a tag, a remote branch, a full or short id, each with any number of
   * `~2`, `^1` and `^{commit}` behind it; `A...B` is the merge base of the two.
   * @returns the full id in hex.
   * @throws GitError when there is none, or more than one.
   */
  resolveCommit(revision: string): string;
  /**
   * The best common ancestor of two commits, undefined when they have none.
   * @throws GitError when the history that would tell is not there, as in a shallow clone.
   */
  mergeBase(one: string, other: string): string | undefined;
  /**
   * Every file of a commit in the order of the tree, or those below a folder of it.
   * @param folder relative to the root, with forward slashes; a folder that the commit does not have holds nothing.
   * @param enters whether a folder is looked into; by its path. All are when left out.
   * @throws GitError when a tree cannot be read or holds more files than any repository that is linted.
   */
  listTree(commit: string, folder?: string, enters?: (folder: string) => boolean): readonly GitEntry[];
  /** One file of a commit by its path, or undefined. */
  entryAt(commit: string, path: string): GitEntry | undefined;
  /**
   * The contents of a file.
   * @throws GitError when it is not there, damaged or larger than 20 MB.
   */
  readBlob(id: string): Buffer;
  /** Gives the opened packs back; what is read afterwards opens them again. */
  close(): void;
}

/** Folders in folders, and files in all: more than any repository has that people lint, folders included. */
const MAX_DEPTH = 256;
const MAX_ITEMS = 1_000_000;
const MAX_TAGS = 16;
const MAX_STEPS = 10_000;

/**
 * Opens the repository that a folder stands in; the working tree may be a linked one, or that of a submodule.
 * @throws GitError when it stands in none, or in one that is not understood.
 */
export function openRepository(folder: string): GitRepository {
  const folders = gitFolders(folder);
  if (!folders) throw new GitError(`${folder} stands in no git repository`);
  return new Repository(folders);
}

class Repository implements GitRepository {
  readonly root: string;
  readonly #hashSize: number;
  readonly #store: GitStore;
  readonly #refs: GitRefs;
  readonly #history: GitHistory;

  constructor(folders: GitFolders) {
    this.root = folders.root;
    this.#hashSize = hashSizeOf(folders);
    this.#store = new GitStore(join(folders.common, 'objects'), this.#hashSize);
    this.#refs = new GitRefs(folders, this.#hashSize);
    this.#history = new GitHistory(this.#store, join(folders.common, 'shallow'));
  }

  resolveCommit(revision: string): string {
    const [, one, other] = /^(.*?)\.\.\.(.*)$/s.exec(revision) ?? [];
    if (one !== undefined && other !== undefined) {
      const base = this.mergeBase(this.resolveCommit(one || 'HEAD'), this.resolveCommit(other || 'HEAD'));
      if (base === undefined) throw new GitError(`\`${revision}\`: the two have no common history`);
      return base;
    }
    const [, name = '', suffix = ''] = /^([^~^]*)(.*)$/s.exec(revision) ?? [];
    let commit = this.#peel(this.#idOf(name === '@' ? 'HEAD' : name, revision), revision);
    for (const parent of parentsAsked(suffix, revision)) {
      const next: string | undefined = this.#history.parentsOf(commit)[parent - 1];
      if (next === undefined)
        throw new GitError(`There is no \`${revision}\`: ${this.#history.whyNoParent(commit)}`);
      commit = next;
    }
    return commit;
  }

  mergeBase(one: string, other: string): string | undefined {
    return this.#history.mergeBase(one, other);
  }

  listTree(
    commit: string,
    folder = '',
    enters: (folder: string) => boolean = () => true,
  ): readonly GitEntry[] {
    const entries: GitEntry[] = [];
    let visited = 0;
    const walk = (id: string, at: string, depth: number): void => {
      if (depth > MAX_DEPTH) throw new GitError(`The folders of ${commit} are nested too deep`);
      for (const item of this.#tree(id)) {
        // A folder may hold one and the same folder many times, and that one another.
        if (++visited > MAX_ITEMS)
          throw new GitError(`${commit} has more than ${MAX_ITEMS} files and folders`);
        const path = at === '' ? item.name : `${at}/${item.name}`;
        if (item.kind !== 'folder') entries.push({ path, id: item.id, kind: item.kind });
        else if (enters(path)) walk(item.id, path, depth + 1);
      }
    };
    const start = this.#itemAt(commit, folder);
    if (start?.kind === 'folder') walk(start.id, namesIn(folder).join('/'), 0);
    return entries;
  }

  entryAt(commit: string, path: string): GitEntry | undefined {
    const item = this.#itemAt(commit, path);
    return item && item.kind !== 'folder'
      ? { path: namesIn(path).join('/'), id: item.id, kind: item.kind }
      : undefined;
  }

  readBlob(id: string): Buffer {
    const { type, bytes } = this.#store.read(id);
    if (type !== 'blob') throw new GitError(`The object ${id} is a ${type} and no file`);
    return bytes;
  }

  close(): void {
    this.#store.close();
  }

  /** In the order of git: a full id, then names, then short ids. */
  #idOf(name: string, revision: string): string {
    const length = this.#hashSize * 2;
    const isHex = /^[0-9a-f]{4,}$/i.test(name) && name.length <= length;
    if (isHex && name.length === length) return name.toLowerCase();
    const named = this.#refs.resolve(name);
    if (named !== undefined) return named;
    const ids = isHex ? this.#store.idsWith(name.toLowerCase()) : [];
    const commits = ids.length > 1 ? ids.filter((id) => this.#store.read(id).type === 'commit') : ids;
    const [first] = commits;
    if (commits.length > 1)
      throw new GitError(`\`${name}\` begins the ids of ${commits.length} commits: write more of it`);
    if (first !== undefined) return first;
    const hint = didYouMean(name, this.#refs.names());
    throw new GitError(
      `There is no commit, branch or tag \`${revision}\`${hint === undefined ? '' : `. ${hint}`}`,
    );
  }

  /** A tag that was annotated stands for what it points at. */
  #peel(id: string, revision: string): string {
    let at = id;
    for (let depth = 0; depth < MAX_TAGS; depth++) {
      const { type, bytes } = this.#store.read(at);
      if (type === 'commit') return at;
      const target = /^object ([0-9a-f]+)\n/.exec(bytes.toString('latin1', 0, 100))?.[1];
      if (type !== 'tag' || target === undefined)
        throw new GitError(`\`${revision}\` names a ${type}, not a commit`);
      at = target;
    }
    throw new GitError(`\`${revision}\` is a tag of tags without end`);
  }

  #itemAt(commit: string, path: string): TreeItem | undefined {
    let item: TreeItem | undefined = { name: '', kind: 'folder', id: this.#history.treeOf(commit) };
    for (const name of namesIn(path))
      item = item?.kind === 'folder' ? this.#tree(item.id).find((each) => each.name === name) : undefined;
    return item;
  }

  #tree(id: string): readonly TreeItem[] {
    const { type, bytes } = this.#store.read(id);
    if (type !== 'tree') throw new GitError(`The object ${id} is a ${type} and no folder`);
    return readTree(bytes, this.#hashSize);
  }
}

function namesIn(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/** Which parent is meant in each step of `~2^2^{commit}`: 1, 1, 2. */
function parentsAsked(suffix: string, revision: string): readonly number[] {
  const parents: number[] = [];
  if (!/^(?:[~^]\d{0,6}|\^\{(?:commit)?\})*$/.test(suffix))
    throw new GitError(`\`${revision}\` is no revision that iam-lint understands: write the commit's id`);
  for (const [, sign, digits] of suffix.matchAll(/([~^])(\{\w*\}|\d*)/g)) {
    const count = digits === '' ? 1 : Number.parseInt(digits!, 10) || 0;
    if (sign === '^' && count > 0) parents.push(count);
    if (sign === '~') for (let back = 0; back < count && parents.length < MAX_STEPS; back++) parents.push(1);
  }
  return parents;
}
