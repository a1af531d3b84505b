import { readFileSync, statSync } from 'node:fs';

/** The files of a cloud assembly that describe it; the tree of an app with thousands of resources has some ten megabytes. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;

export type JsonRecord = Readonly<Record<string, unknown>>;

/** What a JSON file holds; undefined when it cannot be read, is no JSON, or is larger than any real one. */
export function readJson(path: string): unknown {
  try {
    if (statSync(path).size > MAX_JSON_BYTES) return undefined;
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of an object; none for anything else. */
export function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

/** A value of the object itself, so that a file cannot mean what stands in a prototype. */
export function field(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A string that may be printed: without control characters, and not longer than a path can be. */
export function textField(value: unknown, key: string): string | undefined {
  const text = field(value, key);
  return typeof text === 'string' ? printable(text) : undefined;
}

/** Without control characters: names of a file that others wrote are printed to terminals and logs. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.slice(0, 4_096).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '');
}
