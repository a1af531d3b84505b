import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { GitError } from './git-error.ts';

/** One entry of a pack as it is stored: a whole object, or a delta to another entry or object. */
export type PackEntry =
  | { readonly kind: 'object'; readonly type: number; readonly bytes: Buffer }
  | { readonly kind: 'delta'; readonly base: number | string; readonly bytes: Buffer };

const OFS_DELTA = 6;
const REF_DELTA = 7;

/** A pack with its index, versions 1 and 2. https://git-scm.com/docs/pack-format */
export class GitPack {
  readonly #path: string;
  readonly #hashSize: number;
  readonly #limit: number;
  #index: PackIndex | undefined;
  #pack: RandomAccessFile | undefined;

  /**
   * @param path of the `.pack`; the `.idx` stands beside it. Both are opened when they are first needed.
   * @param hashSize bytes of an object id.
   * @param limit bytes of the largest object that is read.
   */
  constructor(path: string, hashSize: number, limit: number) {
    this.#path = path;
    this.#hashSize = hashSize;
    this.#limit = limit;
  }

  /** Offset of an object in the pack, or undefined when the pack does not have it. */
  offsetOf(id: string): number | undefined {
    return this.#indexed().offsetOf(id);
  }

  /** Ids that begin with some hex digits, two at least. */
  idsWith(prefix: string): readonly string[] {
    return this.#indexed().idsWith(prefix);
  }

  /** @throws GitError when the pack is damaged or the entry too large. */
  entryAt(offset: number): PackEntry {
    this.#pack ??= new RandomAccessFile(this.#path);
    const head = this.#pack.read(offset, 64);
    let at = 0;
    const next = (): number => {
      const byte = head[at++];
      if (byte === undefined) throw damaged();
      return byte;
    };
    let byte = next();
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte & 0x80; factor *= 128) {
      byte = next();
      size += (byte & 0x7f) * factor;
    }
    if (size > this.#limit)
      throw new GitError(`An object of the repository is larger than ${this.#limit} bytes`);
    if (type === OFS_DELTA) {
      byte = next();
      let back = byte & 0x7f;
      while (byte & 0x80) {
        byte = next();
        back = (back + 1) * 128 + (byte & 0x7f);
      }
      if (back <= 0 || back > offset) throw damaged();
      return { kind: 'delta', base: offset - back, bytes: this.#inflate(offset + at, size) };
    }
    if (type === REF_DELTA) {
      const base = head.toString('hex', at, at + this.#hashSize);
      return { kind: 'delta', base, bytes: this.#inflate(offset + at + this.#hashSize, size) };
    }
    if (type < 1 || type > 4) throw damaged();
    return { kind: 'object', type, bytes: this.#inflate(offset + at, size) };
  }

  close(): void {
    this.#index?.close();
    this.#pack?.close();
    this.#index = undefined;
    this.#pack = undefined;
  }

  #indexed(): PackIndex {
    this.#index ??= new PackIndex(this.#path.replace(/\.pack$/, '.idx'), this.#hashSize);
    return this.#index;
  }

  #inflate(offset: number, size: number): Buffer {
    // What zlib needs at most for that many bytes; where the entry ends is not recorded.
    const bound = size + (size >> 12) + (size >> 14) + 64;
    const bytes = inflate(this.#pack!.read(offset, bound), Math.max(size, 1));
    if (bytes.length !== size) throw damaged();
    return bytes;
  }
}

/** @throws GitError when the bytes are no zlib stream or hold more than `limit` bytes. */
export function inflate(bytes: Buffer, limit: number): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new GitError(`An object of the repository is larger than ${limit} bytes`, { cause });
    throw damaged(cause);
  }
}

const VERSION_2 = 0xff744f63;

/** The sorted object ids of a pack, read where they are asked for. */
class PackIndex {
  readonly #file: RandomAccessFile;
  readonly #hashSize: number;
  readonly #fanout: readonly number[];
  /** Version 1 keeps each id behind its offset, version 2 has tables. */
  readonly #version: 1 | 2;
  readonly #buckets = new Map<number, Buffer>();

  constructor(path: string, hashSize: number) {
    this.#file = new RandomAccessFile(path);
    this.#hashSize = hashSize;
    const head = this.#file.read(0, 8 + 1024);
    this.#version = head.length >= 8 && head.readUInt32BE(0) === VERSION_2 ? 2 : 1;
    const start = this.#version === 2 ? 8 : 0;
    if (head.length < start + 1024 || (this.#version === 2 && head.readUInt32BE(4) !== 2)) throw damaged();
    const counts = Array.from({ length: 256 }, (_, byte) => head.readUInt32BE(start + 4 * byte));
    if (counts.some((count, byte) => byte > 0 && count < counts[byte - 1]!)) throw damaged();
    if (counts[255]! * hashSize > this.#file.size) throw damaged();
    this.#fanout = counts;
  }

  offsetOf(id: string): number | undefined {
    const wanted = Buffer.from(id, 'hex');
    if (wanted.length !== this.#hashSize) return undefined;
    const first = this.#firstAtLeast(wanted, wanted[0]!);
    const bucket = this.#bucket(wanted[0]!);
    const found = this.#idIn(bucket, first);
    if (!found || found.compare(wanted) !== 0) return undefined;
    const stride = this.#hashSize + 4;
    if (this.#version === 1) return bucket.readUInt32BE(first * stride);
    const index = this.#before(wanted[0]!) + first;
    const total = this.#fanout[255]!;
    const offsets = 8 + 1024 + total * stride;
    const offset = this.#file.exactly(offsets + 4 * index, 4).readUInt32BE(0);
    if (offset < 0x80000000) return offset;
    // Packs of more than 2 GB keep far offsets in a table of their own.
    const far = this.#file.exactly(offsets + 4 * total + 8 * (offset - 0x80000000), 8).readBigUInt64BE(0);
    return Number(far);
  }

  idsWith(prefix: string): readonly string[] {
    const start = Buffer.from(prefix.padEnd(this.#hashSize * 2, '0'), 'hex');
    const bucket = this.#bucket(start[0]!);
    const ids: string[] = [];
    for (let index = this.#firstAtLeast(start, start[0]!); ; index++) {
      const id = this.#idIn(bucket, index)?.toString('hex');
      if (!id?.startsWith(prefix)) return ids;
      ids.push(id);
    }
  }

  close(): void {
    this.#file.close();
  }

  #firstAtLeast(wanted: Buffer, byte: number): number {
    const bucket = this.#bucket(byte);
    let low = 0;
    let high = this.#fanout[byte]! - this.#before(byte);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#idIn(bucket, middle)!.compare(wanted) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #before(byte: number): number {
    return byte === 0 ? 0 : this.#fanout[byte - 1]!;
  }

  /** The part of the index with the ids of one first byte. */
  #bucket(byte: number): Buffer {
    const known = this.#buckets.get(byte);
    if (known) return known;
    const stride = this.#version === 1 ? this.#hashSize + 4 : this.#hashSize;
    const start = this.#version === 1 ? 1024 : 8 + 1024;
    const from = this.#before(byte);
    const bucket = this.#file.exactly(start + from * stride, (this.#fanout[byte]! - from) * stride);
    this.#buckets.set(byte, bucket);
    return bucket;
  }

  #idIn(bucket: Buffer, index: number): Buffer | undefined {
    const lead = this.#version === 1 ? 4 : 0;
    const at = index * (this.#hashSize + lead) + lead;
    return at + this.#hashSize > bucket.length ? undefined : bucket.subarray(at, at + this.#hashSize);
  }
}

class RandomAccessFile {
  readonly size: number;
  readonly #descriptor: number;

  /** @throws GitError when the file cannot be opened. */
  constructor(path: string) {
    try {
      this.#descriptor = openSync(path, 'r');
    } catch (cause) {
      throw damaged(cause);
    }
    this.size = fstatSync(this.#descriptor).size;
  }

  /** Up to that many bytes; fewer at the end of the file. */
  read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - offset)));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.#descriptor, bytes, done, bytes.length - done, offset + done);
      if (count === 0) throw damaged();
      done += count;
    }
    return bytes;
  }

  exactly(offset: number, length: number): Buffer {
    const bytes = this.read(offset, length);
    if (bytes.length !== length) throw damaged();
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function damaged(cause?: unknown): GitError {
  return new GitError('A pack of the repository is damaged: `git fsck` tells more', { cause });
}
