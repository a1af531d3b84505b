import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { relative } from 'node:path';
import { type Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';

/** Larger files are not read. CloudFormation itself takes templates of up to 1 MB. */
export const MAX_BYTES = 20 * 1024 * 1024;

export type ReadSource =
  | {
      readonly kind: 'text';
      readonly file: SourceFile;
      /** Set when some bytes were no text and stand in it as U+FFFD. */
      readonly problem?: Problem;
    }
  | { readonly kind: 'unreadable'; readonly problem: Problem }
  | { readonly kind: 'binary' }
  /** `start` is the beginning of the text, for telling whether it would have been a template. */
  | { readonly kind: 'too-large'; readonly bytes: number; readonly start: string };

/** A path as reports print it: relative to the working directory, with forward slashes. */
export function displayPath(cwd: string, path: string): string {
  const shown = relative(cwd, path).replaceAll('\\', '/');
  return shown === '' ? '.' : shown;
}

/** Reads a text file; never throws. A byte order mark is not part of the text. */
export function readSource(path: string, shownAs: string): ReadSource {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const stat = fstatSync(descriptor);
    if (!stat.isFile())
      return unreadable(shownAs, stat.isDirectory() ? 'it is a folder' : 'it is no regular file');
    if (stat.size > MAX_BYTES) {
      const start = Buffer.alloc(65_536);
      const length = readSync(descriptor, start, 0, start.length, 0);
      return { kind: 'too-large', bytes: stat.size, start: start.toString('utf8', 0, length) };
    }
    return decode(readFileSync(descriptor), shownAs);
  } catch (error) {
    return unreadable(shownAs, reasonOf(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The text of bytes: UTF-8 or UTF-16, told apart by the byte order mark or by where the zero bytes are. */
export function decode(bytes: Buffer, shownAs: string): ReadSource {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return { kind: 'binary' };
  const text = new TextDecoder(encoding).decode(bytes);
  const file = new SourceFile(shownAs, text);
  if (!text.includes('\uFFFD') || isValid(bytes, encoding)) return { kind: 'text', file };
  const at = text.indexOf('\uFFFD');
  const problem: Problem = {
    kind: 'partly-read',
    message: `Some bytes are not valid ${encoding === 'utf-8' ? 'UTF-8' : 'UTF-16'}; save the file as UTF-8`,
    span: { file, start: at, end: at + 1 },
  };
  return { kind: 'text', file, problem };
}

function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 8_192);
  if (!start.includes(0)) return 'utf-8';
  let even = 0;
  let odd = 0;
  start.forEach((byte, index) => {
    if (byte === 0 && index % 2 === 0) even++;
    else if (byte === 0) odd++;
  });
  // ASCII in UTF-16 has a zero in every other byte, always in the same half.
  const half = Math.floor(start.length / 2);
  if (even === 0 && odd > half * 0.7) return 'utf-16le';
  if (odd === 0 && even > half * 0.7) return 'utf-16be';
  return undefined;
}

function isValid(bytes: Buffer, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function unreadable(path: string, why: string): ReadSource {
  return {
    kind: 'unreadable',
    problem: { kind: 'unreadable', message: `Cannot read ${path}: ${why}`, path },
  };
}

/** Why the operating system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    default:
      return typeof code === 'string' ? code : String(error);
  }
}
