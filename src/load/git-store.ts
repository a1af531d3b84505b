import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyDelta } from './git-delta.ts';
import { GitError } from './git-error.ts';
import { GitPack, inflate } from './git-pack.ts';
import { MAX_BYTES } from './read-source.ts';

export type GitObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly type: GitObjectType;
  readonly bytes: Buffer;
}

const PACKED_TYPES: readonly GitObjectType[] = ['commit', 'tree', 'blob', 'tag'];
/** `git repack` makes chains of up to 4095 deltas. */
const MAX_CHAIN = 4_096;
/** Bytes of objects that are kept, since deltas and trees ask for the same ones again. */
const KEPT_BYTES = 64 * 1024 * 1024;
const MAX_ALTERNATES = 16;

/** The objects of a repository: loose ones, those in packs, and those of the repositories that it borrows from. */
export class GitStore {
  readonly #folders: readonly string[];
  readonly #hashSize: number;
  #packs: GitPack[] | undefined;
  readonly #kept = new Map<string, GitObject>();
  #keptBytes = 0;

  /**
   * @param folder the repository's `objects`.
   * @param hashSize bytes of an object id: 20 for SHA-1, 32 for SHA-256.
   */
  constructor(folder: string, hashSize: number) {
    this.#folders = withAlternates(folder);
    this.#hashSize = hashSize;
  }

  /** @throws GitError when there is no such object, or it is damaged or larger than a source file may be. */
  read(id: string): GitObject {
    const kept = this.#kept.get(id);
    if (kept) return kept;
    const object = this.#readPacked(id) ?? this.#readLoose(id);
    if (!object)
      throw new GitError(
        `The repository does not have the object ${id}; in a shallow or partial clone fetch it first`,
      );
    return this.#keep(id, object);
  }

  has(id: string): boolean {
    if (this.#kept.has(id) || this.#allPacks().some((pack) => pack.offsetOf(id) !== undefined)) return true;
    return this.#folders.some((folder) => isFile(loosePath(folder, id)));
  }

  /** Ids of all objects that begin with some hex digits, two at least; each one once. */
  idsWith(prefix: string): readonly string[] {
    const ids = new Set(this.#allPacks().flatMap((pack) => pack.idsWith(prefix)));
    for (const folder of this.#folders)
      for (const name of namesIn(join(folder, prefix.slice(0, 2)))) {
        const id = prefix.slice(0, 2) + name;
        if (id.length === this.#hashSize * 2 && /^[0-9a-f]+$/.test(id) && id.startsWith(prefix)) ids.add(id);
      }
    return [...ids];
  }

  /** Closes the packs; they are opened anew when more is read. */
  close(): void {
    for (const pack of this.#packs ?? []) pack.close();
  }

  #readLoose(id: string): GitObject | undefined {
    for (const folder of this.#folders) {
      const path = loosePath(folder, id);
      let stored: Buffer;
      try {
        const stat = statSync(path);
        if (!stat.isFile()) continue;
        if (stat.size > MAX_BYTES) throw new GitError(`The object ${id} is too large`);
        stored = readFileSync(path);
      } catch (error) {
        if (error instanceof GitError) throw error;
        continue;
      }
      const bytes = inflate(stored, MAX_BYTES + 32);
      const end = bytes.subarray(0, 32).indexOf(0);
      const [, type, size] = /^(commit|tree|blob|tag) (\d+)$/.exec(bytes.toString('latin1', 0, end)) ?? [];
      const content = bytes.subarray(end + 1);
      if (type === undefined || Number(size) !== content.length)
        throw new GitError(`The object ${id} is damaged: \`git fsck\` tells more`);
      return { type: type as GitObjectType, bytes: content };
    }
    return undefined;
  }

  #readPacked(id: string): GitObject | undefined {
    for (const [index, pack] of this.#allPacks().entries()) {
      const offset = pack.offsetOf(id);
      if (offset !== undefined) return this.#resolve(pack, index, offset);
    }
    return undefined;
  }

  /** Follows the deltas of an entry down to a whole object, and back up. */
  #resolve(pack: GitPack, index: number, offset: number): GitObject {
    const deltas: { readonly key: string; readonly bytes: Buffer }[] = [];
    let held = 0;
    let object: GitObject | undefined;
    for (let at = offset; !object;) {
      const key = `${index}:${at}`;
      object = this.#kept.get(key);
      if (object) break;
      const entry = pack.entryAt(at);
      if (entry.kind === 'object') object = { type: PACKED_TYPES[entry.type - 1]!, bytes: entry.bytes };
      else {
        deltas.push({ key, bytes: entry.bytes });
        held += entry.bytes.length;
        if (deltas.length > MAX_CHAIN || held > 2 * MAX_BYTES) throw new GitError(DAMAGED);
        const base = typeof entry.base === 'number' ? entry.base : pack.offsetOf(entry.base);
        if (base === undefined) throw new GitError(DAMAGED);
        at = base;
      }
    }
    for (const { key, bytes } of deltas.reverse())
      object = this.#keep(key, { type: object.type, bytes: applyDelta(object.bytes, bytes, MAX_BYTES) });
    return object;
  }

  #keep(key: string, object: GitObject): GitObject {
    this.#keptBytes += object.bytes.length;
    this.#kept.set(key, object);
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes.length;
    }
    return object;
  }

  #allPacks(): readonly GitPack[] {
    this.#packs ??= this.#folders.flatMap((folder) =>
      namesIn(join(folder, 'pack'))
        .filter(
          (name) => name.endsWith('.pack') && isFile(join(folder, 'pack', name.replace(/pack$/, 'idx'))),
        )
        .sort()
        .map((name) => new GitPack(join(folder, 'pack', name), this.#hashSize, MAX_BYTES)),
    );
    return this.#packs;
  }
}

const DAMAGED = 'A pack of the repository is damaged: `git fsck` tells more';

function loosePath(folder: string, id: string): string {
  return join(folder, id.slice(0, 2), id.slice(2));
}

/** A folder of objects and those that its `info/alternates` name. https://git-scm.com/docs/gitrepository-layout */
function withAlternates(first: string): readonly string[] {
  const folders = [first];
  for (let index = 0; index < folders.length && folders.length < MAX_ALTERNATES; index++) {
    const folder = folders[index]!;
    for (const line of textOf(join(folder, 'info', 'alternates'))?.split('\n') ?? []) {
      const other = resolve(folder, line.trim());
      if (line.trim() !== '' && !line.startsWith('#') && !folders.includes(other)) folders.push(other);
    }
  }
  return folders;
}

/** The text of a small file of the repository; undefined when there is none. */
export function textOf(path: string): string | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
