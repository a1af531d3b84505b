import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { GitError } from './git-error.ts';
import { textOf } from './git-store.ts';

/** Where the parts of a repository lie. */
export interface GitFolders {
  /** Absolute; the top folder of the working tree. */
  readonly root: string;
  /** `.git`, or for a linked worktree its own folder, which holds `HEAD`. */
  readonly own: string;
  /** `.git` of the main working tree, which holds branches, tags and objects. */
  readonly common: string;
}

const MAX_SYMBOLIC = 5;

/**
 * The folders of the repository that a folder stands in, the nearest one upwards; undefined when there is none.
 * https://git-scm.com/docs/gitrepository-layout
 */
export function gitFolders(folder: string): GitFolders | undefined {
  for (let root = resolve(folder); ; root = dirname(root)) {
    const own = existsSync(join(root, '.git')) ? gitFolder(join(root, '.git')) : undefined;
    if (own !== undefined && existsSync(join(own, 'HEAD'))) {
      const common = textOf(join(own, 'commondir'))?.trim();
      return { root, own, common: common ? resolve(own, common) : own };
    }
    if (dirname(root) === root) return undefined;
  }
}

/** Linked worktrees and submodules have a file that names the folder. */
function gitFolder(path: string): string | undefined {
  if (statSync(path).isDirectory()) return path;
  const [, target] = /^gitdir: (.+?)\s*$/.exec(textOf(path) ?? '') ?? [];
  return target === undefined ? undefined : resolve(dirname(path), target);
}

/** The names that a short name may stand for, in the order in which git tries them. https://git-scm.com/docs/gitrevisions */
function candidates(name: string): readonly string[] {
  return [
    name,
    `refs/${name}`,
    `refs/tags/${name}`,
    `refs/heads/${name}`,
    `refs/remotes/${name}`,
    `refs/remotes/${name}/HEAD`,
  ];
}

/** Branches, tags and the like of one repository. */
export class GitRefs {
  readonly #folders: GitFolders;
  readonly #isId: RegExp;
  #packed: ReadonlyMap<string, string> | undefined;

  /** @param hashSize bytes of an object id. */
  constructor(folders: GitFolders, hashSize: number) {
    this.#folders = folders;
    this.#isId = new RegExp(`^[0-9a-f]{${hashSize * 2}}$`);
  }

  /** The id that a full or short name stands for, or undefined. */
  resolve(name: string): string | undefined {
    if (!isRefName(name)) return undefined;
    for (const candidate of candidates(name)) {
      const id = this.#read(candidate, 0);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** Short names of branches, tags and remote branches; for hints. */
  names(): readonly string[] {
    const names = new Set<string>(this.#packedRefs().keys());
    for (const kind of ['heads', 'tags', 'remotes'])
      for (const name of namesBelow(join(this.#folders.common, 'refs', kind)))
        names.add(`refs/${kind}/${name}`);
    return [...names].map((name) => name.replace(/^refs\/(?:heads|tags|remotes)\//, '')).sort();
  }

  #read(name: string, depth: number): string | undefined {
    // A plain name is a file of the repository; only these are refs, `config` and `index` are none.
    if (!name.includes('/') && !/^[A-Z_]+$/.test(name)) return undefined;
    if (name.includes('/') && !name.startsWith('refs/')) return undefined;
    const { own, common } = this.#folders;
    const isOwn = !name.startsWith('refs/') || /^refs\/(?:worktree|bisect|rewritten)\//.test(name);
    const text = textOf(join(isOwn ? own : common, name))?.trimEnd();
    if (text === undefined) return this.#packedRefs().get(name);
    const [, target] = /^ref: *(.+)$/.exec(text) ?? [];
    if (target !== undefined)
      return depth < MAX_SYMBOLIC && isRefName(target) ? this.#read(target, depth + 1) : undefined;
    // FETCH_HEAD has a line for each branch, with more behind the id.
    const id = text.split(/\s/, 1)[0]!;
    return this.#isId.test(id) ? id : undefined;
  }

  #packedRefs(): ReadonlyMap<string, string> {
    if (!this.#packed) {
      const refs = new Map<string, string>();
      for (const line of textOf(join(this.#folders.common, 'packed-refs'))?.split('\n') ?? []) {
        const [id = '', name] = line.trimEnd().split(' ');
        if (name !== undefined && this.#isId.test(id)) refs.set(name, id);
      }
      this.#packed = refs;
    }
    return this.#packed;
  }
}

/** What `git check-ref-format` forbids cannot be a name, and must not become a path. */
function isRefName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length < 1_024 &&
    // eslint-disable-next-line no-control-regex
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock(?:\/|$)|(?:^|\/)\./.test(name)
  );
}

function namesBelow(folder: string, prefix = '', depth = 0): readonly string[] {
  if (depth > 10) return [];
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? namesBelow(join(folder, entry.name), `${prefix}${entry.name}/`, depth + 1)
        : [`${prefix}${entry.name}`],
    );
  } catch {
    return [];
  }
}

/**
 * Bytes of an object id: 20, or 32 in a repository of SHA-256.
 * @throws GitError for a repository whose refs are kept in a way that is not understood.
 */
export function hashSizeOf({ common }: GitFolders): number {
  const config = textOf(join(common, 'config')) ?? '';
  const extension = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}\\s*=\\s*"?([a-z0-9]+)`, 'im').exec(config)?.[1]?.toLowerCase();
  if (extension('refstorage') === 'reftable')
    throw new GitError(
      'This repository keeps its branches as reftable, which iam-lint does not read: name commits of a clone made with `--ref-format=files`',
    );
  return extension('objectformat') === 'sha256' ? 32 : 20;
}
