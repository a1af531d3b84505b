import { GitError } from './git-error.ts';

/**
 * Makes an object out of its base and a delta of a pack.
 * https://git-scm.com/docs/pack-format#_deltified_representation
 * @throws GitError when the delta does not fit the base, or would make more than `limit` bytes.
 */
export function applyDelta(base: Buffer, delta: Buffer, limit: number): Buffer {
  const reader = new DeltaReader(delta);
  if (reader.size() !== base.length) throw damaged();
  const size = reader.size();
  if (size > limit) throw new GitError(`An object of the repository is larger than ${limit} bytes`);
  const result = Buffer.allocUnsafe(size);
  let written = 0;
  while (!reader.atEnd) {
    const command = reader.byte();
    if (command === 0) throw damaged();
    const source = command & 0x80 ? reader.copied(command, base) : reader.taken(command);
    if (written + source.length > size) throw damaged();
    written += source.copy(result, written);
  }
  if (written !== size) throw damaged();
  return result;
}

class DeltaReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw damaged();
    return byte;
  }

  /** Seven bits a byte, the lowest first. */
  size(): number {
    let size = 0;
    for (let factor = 1; factor < 2 ** 49; factor *= 128) {
      const byte = this.byte();
      size += (byte & 0x7f) * factor;
      if (!(byte & 0x80)) return size;
    }
    throw damaged();
  }

  /** A part of the base; the bits of the command tell which bytes of offset and length follow. */
  copied(command: number, base: Buffer): Buffer {
    let offset = 0;
    let length = 0;
    for (let bit = 0; bit < 4; bit++) if (command & (1 << bit)) offset += this.byte() * 256 ** bit;
    for (let bit = 0; bit < 3; bit++) if (command & (0x10 << bit)) length += this.byte() * 256 ** bit;
    if (length === 0) length = 0x10000;
    if (offset + length > base.length) throw damaged();
    return base.subarray(offset, offset + length);
  }

  taken(length: number): Buffer {
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    if (part.length !== length) throw damaged();
    this.#at += length;
    return part;
  }
}

function damaged(): GitError {
  return new GitError('A pack of the repository is damaged: `git fsck` tells more');
}
