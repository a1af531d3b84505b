import { GitError } from './git-error.ts';

/** One line of a folder of a commit. */
export interface TreeItem {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link' | 'submodule';
  readonly id: string;
}

/**
 * Reads a tree object: mode, name and binary id of each item.
 * @param hashSize bytes of an object id.
 * @throws GitError when it is damaged, or holds a name that git does not check out either.
 */
export function readTree(bytes: Buffer, hashSize: number): readonly TreeItem[] {
  const items: TreeItem[] = [];
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(0x20, at);
    const end = blank === -1 ? -1 : bytes.indexOf(0, blank);
    const next = end + 1 + hashSize;
    if (end === -1 || next > bytes.length) throw damaged();
    const name = bytes.toString('utf8', blank + 1, end);
    // Whoever joins paths with such a name would be led out of the folder.
    if (name === '' || name === '.' || name === '..' || name.includes('/')) throw damaged();
    const mode = bytes.toString('latin1', at, blank);
    items.push({ name, kind: kindOf(mode), id: bytes.toString('hex', end + 1, next) });
    at = next;
  }
  return items;
}

/** https://git-scm.com/docs/git-fast-import#_filemodify lists the modes. */
function kindOf(mode: string): TreeItem['kind'] {
  if (/^0?40000$/.test(mode)) return 'folder';
  if (mode === '120000') return 'link';
  return mode === '160000' ? 'submodule' : 'file';
}

function damaged(): GitError {
  return new GitError('A tree of the repository is damaged: `git fsck` tells more');
}
