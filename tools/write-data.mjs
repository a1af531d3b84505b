import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DATA = join(import.meta.dirname, '..', 'data');

/** Orders strings by code unit, so that the files are the same on every machine. */
export function byCodeUnit(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Writes a JSON object with one key per line, sorted, so that one value can be found without parsing the whole. */
export function writeLineTable(name, entries) {
  const lines = [...entries]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return write(name, `{\n${lines.join(',\n')}\n}\n`);
}

/**
 * Writes one JSON text per line. Returns the file's size and, in the order of the texts, `[offset, length]` of each in
 * bytes, line break not counted.
 */
export function writeLines(name, texts) {
  const slices = [];
  let offset = 0;
  for (const text of texts) {
    const length = Buffer.byteLength(text);
    slices.push([offset, length]);
    offset += length + 1;
  }
  return { size: write(name, texts.map((text) => `${text}\n`).join('')), slices };
}

/** Writes a small JSON file for people to read. Returns its size in bytes. */
export function writePretty(name, value) {
  return write(name, `${JSON.stringify(value, null, 2)}\n`);
}

function write(name, text) {
  writeFileSync(join(DATA, name), text);
  return Buffer.byteLength(text);
}
