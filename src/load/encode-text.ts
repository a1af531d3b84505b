import { decode } from './read-source.ts';

/**
 * A text in the encoding of the bytes that it is to replace, with their byte order mark.
 * @returns undefined when the bytes do not hold exactly the text that was changed: they are newer, or no clean text.
 */
export function encodeLike(bytes: Buffer, before: string, after: string): Buffer | undefined {
  const source = decode(bytes, '');
  if (source.kind !== 'text' || source.problem || source.file.text !== before) return undefined;
  const [first, second] = bytes;
  for (const encoding of ['utf8', 'utf16le', 'utf16be'] as const) {
    const encoded = encode(before, encoding);
    if (encoded.equals(bytes)) return encode(after, encoding);
    const mark = encoding === 'utf8' ? 3 : 2;
    const isMarked =
      encoding === 'utf8' ? first === 0xef : first === 0xff || (first === 0xfe && second === 0xff);
    if (isMarked && encoded.equals(bytes.subarray(mark)))
      return Buffer.concat([bytes.subarray(0, mark), encode(after, encoding)]);
  }
  return undefined;
}

function encode(text: string, encoding: 'utf8' | 'utf16le' | 'utf16be'): Buffer {
  if (encoding === 'utf8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf16be' ? bytes.swap16() : bytes;
}
