import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** The caller has decided whether there are colours; the environment is not asked again. */
export function painter(color: boolean): Paint {
  return color
    ? (style, text) => (text === '' ? '' : styleText(style, text, { validateStream: false }))
    : (_, text) => text;
}

/** One character as it is shown. */
export interface Glyph {
  readonly text: string;
  /** Terminal columns that it takes: 0 for a combining mark, 2 for a wide character. */
  readonly cells: number;
  /** Index of its first UTF-16 unit in the text that was given. */
  readonly index: number;
}

const TAB = 4;

/**
 * The characters of one line as a terminal shows them. Tabs become blanks; control characters and those that reorder or
 * hide text become visible, so that a template can neither move the cursor nor look other than it is.
 */
export function glyphsOf(line: string): readonly Glyph[] {
  const glyphs: Glyph[] = [];
  let at = 0;
  let index = 0;
  for (const character of line) {
    if (character === '\t') {
      const cells = TAB - (at % TAB);
      glyphs.push({ text: ' '.repeat(cells), cells, index });
      at += cells;
    } else {
      const text = visible(character);
      const cells = cellsOf(text);
      glyphs.push({ text, cells, index });
      at += cells;
    }
    index += character.length;
  }
  return glyphs;
}

/** A text of a template or a message as one safe line: line breaks become blanks. */
export function printable(text: string): string {
  return glyphsOf(text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll('\t', ' '))
    .map((glyph) => glyph.text)
    .join('');
}

/** Terminal columns that a printable text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

/** Breaks a printable text at blanks into lines of at most the given width; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** C0, DEL, C1, soft hyphen, zero-width and bidirectional controls, line separators, byte order mark. */
const HIDDEN = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Cs}]/u;

function visible(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return HIDDEN.test(character) && code !== 0x200d ? '\ufffd' : character;
}

function cellsOf(character: string): number {
  const code = character.codePointAt(0);
  if (code === undefined) return 0;
  if (code < 0x300) return 1;
  if (code === 0x200d || /\p{Mn}|\p{Me}/u.test(character)) return 0;
  return isWide(code) ? 2 : 1;
}

/** First and last code point of the blocks that East Asian and emoji fonts draw two columns wide. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return WIDE.some(([first, last]) => first <= code && code <= last);
}
