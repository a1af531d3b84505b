import { GitError } from './git-error.ts';
import { type GitStore, textOf } from './git-store.ts';

interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** Seconds since 1970; orders the walk, nothing depends on its truth. */
  readonly time: number;
}

const MAX_COMMITS = 200_000;

/** From which of the two commits one is reached, and whether it is an ancestor of a common one. */
const ONE = 1;
const OTHER = 2;
const STALE = 4;

/** The commits of a repository and how they descend from one another. */
export class GitHistory {
  readonly #store: GitStore;
  /** Commits whose parents a shallow clone does not have. */
  readonly #shallow: ReadonlySet<string>;

  /** @param shallowFile lists the ends of a shallow clone; absent in a whole one. */
  constructor(store: GitStore, shallowFile: string) {
    this.#store = store;
    this.#shallow = new Set(textOf(shallowFile)?.split('\n').filter(Boolean) ?? []);
  }

  treeOf(commit: string): string {
    return this.#read(commit).tree;
  }

  parentsOf(commit: string): readonly string[] {
    return this.#read(commit).parents;
  }

  whyNoParent(commit: string): string {
    return this.#shallow.has(commit)
      ? 'it lies beyond what this shallow clone holds, fetch more of it'
      : `${commit.slice(0, 10)} has no such parent`;
  }

  /**
   * The best common ancestor, undefined when there is none.
   * @throws GitError when a shallow clone does not reach back that far.
   */
  mergeBase(one: string, other: string): string | undefined {
    const marks = new Map<string, number>();
    const open = new Map<string, number>();
    const mark = (id: string, bits: number): void => {
      const before = marks.get(id) ?? 0;
      if ((before | bits) === before) return;
      marks.set(id, before | bits);
      open.set(id, this.#read(id).time);
      if (marks.size > MAX_COMMITS)
        throw new GitError(`The common history is more than ${MAX_COMMITS} commits away`);
    };
    mark(one, ONE);
    mark(other, OTHER);
    const common = new Set<string>();
    let isCut = false;
    while ([...open.keys()].some((id) => !(marks.get(id)! & STALE))) {
      const id = youngest(open);
      open.delete(id);
      let bits = marks.get(id)!;
      if (bits === (ONE | OTHER)) {
        common.add(id);
        bits |= STALE;
      }
      isCut ||= this.#shallow.has(id) && !(bits & STALE);
      for (const parent of this.#read(id).parents) mark(parent, bits);
    }
    const best = [...common].find((id) => !(marks.get(id)! & STALE));
    if (best === undefined && isCut)
      throw new GitError('This shallow clone does not reach back to the common history: fetch more of it');
    return best;
  }

  #read(id: string): Commit {
    const { type, bytes } = this.#store.read(id);
    if (type !== 'commit') throw new GitError(`The object ${id} is a ${type} and no commit`);
    const text = bytes.toString('latin1');
    const end = text.indexOf('\n\n');
    const header = end === -1 ? text : text.slice(0, end + 1);
    const [, tree] = /^tree ([0-9a-f]+)\n/.exec(header) ?? [];
    if (tree === undefined) throw new GitError(`The commit ${id} is damaged: \`git fsck\` tells more`);
    const parents = this.#shallow.has(id)
      ? []
      : [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent]) => parent!);
    return { tree, parents, time: Number(/^committer .*> (\d+)/m.exec(header)?.[1] ?? 0) };
  }
}

function youngest(open: ReadonlyMap<string, number>): string {
  let best = '';
  let time = -Infinity;
  for (const [id, at] of open)
    if (at > time) {
      best = id;
      time = at;
    }
  return best;
}
