import { existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';

let directory: string | undefined;
const descriptors = new Map<string, number>();

/**
 * The folder of the packaged data. It stands beside `src` in the repository and beside `dist` in the package, so it is
 * looked for upwards from this module.
 * @throws Error when no folder above the module holds `data/meta.json`: the installation is broken.
 */
export function dataDirectory(): string {
  if (directory !== undefined) return directory;
  for (let at = import.meta.dirname; ; at = dirname(at)) {
    const candidate = join(at, 'data');
    if (existsSync(join(candidate, 'meta.json'))) return (directory = candidate);
    if (dirname(at) === at) break;
  }
  throw new Error('the packaged data (data/meta.json) are missing; install iam-lint again');
}

/** The whole text of a file of the packaged data. */
export function readDataFile(name: string): string {
  return readFileSync(join(dataDirectory(), name), 'utf8');
}

/** `length` bytes at `offset` of a file of the packaged data, as text. The file stays open for the next slice. */
export function readDataSlice(name: string, offset: number, length: number): string {
  let descriptor = descriptors.get(name);
  if (descriptor === undefined) {
    descriptor = openSync(join(dataDirectory(), name), 'r');
    descriptors.set(name, descriptor);
  }
  const buffer = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const count = readSync(descriptor, buffer, read, length - read, offset + read);
    if (count === 0)
      throw new Error(`the packaged data are incomplete: ${name} ends early; install iam-lint again`);
    read += count;
  }
  return buffer.toString('utf8');
}

/** Searches through a text after which an index of its keys is made. */
const MAX_SEARCHES = 64;

/**
 * A JSON object that is written with one key per line, so that one value can be found and parsed without parsing the
 * whole: `{"a":…,\n"b":…\n}`.
 */
export class LineTable<T> {
  readonly #name: string;
  #text: string | undefined;
  /** Keys as they are written, with their places; made when enough has been asked for to be worth it. */
  #places: Map<string, number> | undefined;
  #searches = 0;
  #keys: readonly string[] | undefined;
  readonly #values = new Map<string, T | undefined>();

  /** @param name of the file in the packaged data; it is read at the first question. */
  constructor(name: string) {
    this.#name = name;
  }

  /** The value of a key; undefined when there is none. */
  get(key: string): T | undefined {
    if (this.#values.has(key)) return this.#values.get(key);
    const value = this.#find(key);
    // What is not there is not remembered: templates choose the keys, and they may choose millions.
    if (value !== undefined) this.#values.set(key, value);
    return value;
  }

  /** All keys in the order of the file. */
  keys(): readonly string[] {
    return (this.#keys ??= Array.from(this.#read().matchAll(/^("(?:[^"\\]|\\.)*"):/gm), (match) =>
      String(JSON.parse(match[1]!)),
    ));
  }

  /** All keys and values in the order of the file; cheaper than asking for each. */
  entries(): readonly (readonly [key: string, value: T])[] {
    return Object.entries(JSON.parse(this.#read()) as Record<string, T>);
  }

  #find(key: string): T | undefined {
    const text = this.#read();
    const written = JSON.stringify(key);
    const start = this.#startOf(text, written);
    if (start === -1) return undefined;
    const end = text.indexOf('\n', start);
    return JSON.parse(text.slice(start, text[end - 1] === ',' ? end - 1 : end)) as T;
  }

  /** Where the value of a key begins; -1 when there is none. */
  #startOf(text: string, written: string): number {
    if (this.#searches++ < MAX_SEARCHES) {
      const at = text.indexOf(`\n${written}:`);
      return at === -1 ? -1 : at + written.length + 2;
    }
    this.#places ??= placesOfKeys(text);
    return this.#places.get(written) ?? -1;
  }

  #read(): string {
    return (this.#text ??= readDataFile(this.#name));
  }
}

function placesOfKeys(text: string): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = text.indexOf('\n"'); at !== -1; at = text.indexOf('\n"', at + 1)) {
    const end = text.indexOf('":', at);
    if (end !== -1) places.set(text.slice(at + 1, end + 1), end + 2);
  }
  return places;
}
