import { readEscape } from './json-characters.ts';
import { type ScalarNode } from './node.ts';
import { readYamlEscape } from './yaml-escape.ts';

/** Where the characters of a decoded text stand: from the index of a character to an offset in another text. */
type OffsetMap = (index: number) => number;

/** A scalar that was read from the decoded text of another one, and the range of its own notation there. */
interface Origin {
  readonly outer: ScalarNode;
  readonly start: number;
  readonly end: number;
}

const maps = new WeakMap<ScalarNode, OffsetMap>();
const origins = new WeakMap<ScalarNode, Origin>();

/**
 * Offset in the source of the character at an index of a scalar's decoded text, for all styles: an escape counts as one character
 * at its backslash, a folded line break stands where the line ends. The length of the text gives the end of the content.
 * When a scalar's text is not what its source says (a node that no parser made), the answer is clamped to the scalar's span.
 */
export function offsetIn(scalar: ScalarNode, index: number): number {
  let map = maps.get(scalar);
  if (!map) maps.set(scalar, (map = mapOf(scalar)));
  return map(Math.max(0, Math.min(index, scalar.text.length)));
}

/** Says that a scalar was read from the decoded text of another one, between two indices of it. */
export function setOrigin(scalar: ScalarNode, origin: Origin): void {
  origins.set(scalar, origin);
}

function mapOf(scalar: ScalarNode): OffsetMap {
  const origin = origins.get(scalar);
  if (origin) {
    const { outer, start, end } = origin;
    const inner = decode(scalar, outer.text, start, end, false);
    return (index) => offsetIn(outer, inner(index));
  }
  const { file, start, end } = scalar.span;
  return decode(scalar, file.text, start, end, true);
}

/** The map of a scalar whose notation is the range of the source. */
function decode(scalar: ScalarNode, source: string, start: number, end: number, yaml: boolean): OffsetMap {
  const { text, style } = scalar;
  const quoted = style === 'single' || style === 'double';
  const from = quoted ? start + 1 : start;
  const to = quoted && end > start + 1 && source.charAt(end - 1) === source.charAt(start) ? end - 1 : end;
  if (source.slice(from, to) === text && style !== 'literal' && style !== 'folded')
    return (index) => from + index;
  const attempts: (() => Decoded)[] = [];
  if (style === 'literal' || style === 'folded') attempts.push(() => decodeBlock(scalar, source, start));
  else if (style === 'double') {
    attempts.push(() => decodeFlow(source, from, to, true, jsonEscape));
    if (yaml) attempts.push(() => decodeFlow(source, from, to, true, yamlEscape));
  } else attempts.push(() => decodeFlow(source, from, to, quoted, quoted ? singleEscape : noEscape));
  for (const attempt of attempts) {
    const decoded = attempt();
    if (decoded.text === text) return decoded.map();
  }
  return (index) => Math.min(from + index, to);
}

/** A text that is put together from runs of its source and characters that the source writes otherwise. */
class Decoded {
  text = '';
  readonly #indices: number[] = [];
  readonly #offsets: number[] = [];
  #end: number;

  /** @param start where the text stands when it is empty. */
  constructor(start: number) {
    this.#end = start;
  }

  run(source: string, start: number, end: number): void {
    if (end > start) {
      this.#mark(start);
      this.text += source.slice(start, end);
    }
    this.#end = end;
  }

  /** Characters that all stand at one offset, in a notation that ends at another. */
  at(offset: number, characters: string, end: number): void {
    for (const unit of characters.split('')) {
      this.#mark(offset);
      this.text += unit;
    }
    this.#end = end;
  }

  map(): OffsetMap {
    const indices = this.#indices;
    const offsets = this.#offsets;
    const length = this.text.length;
    const end = this.#end;
    return (index) => {
      if (index >= length) return end;
      let low = 0;
      let high = indices.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (indices[middle]! <= index) low = middle;
        else high = middle - 1;
      }
      return offsets[low]! + (index - indices[low]!);
    };
  }

  #mark(offset: number): void {
    this.#indices.push(this.text.length);
    this.#offsets.push(offset);
  }
}

/** The escape at an offset: its length in the source and what it stands for. */
type Escape = (source: string, at: number) => { readonly length: number; readonly text: string } | undefined;

const noEscape: Escape = () => undefined;
const singleEscape: Escape = (source, at) =>
  source.startsWith("''", at) ? { length: 2, text: "'" } : undefined;
const jsonEscape: Escape = (source, at) => {
  if (source.charAt(at) !== '\\') return undefined;
  const { length, text } = readEscape(source, at);
  return { length, text: text ?? source.slice(at, at + length) };
};
const yamlEscape: Escape = (source, at) =>
  source.charAt(at) === '\\' ? readYamlEscape(source, at) : undefined;

/** Plain and quoted scalars: blanks around a line break fold into one blank, or into the breaks of the empty lines. */
function decodeFlow(source: string, start: number, end: number, quoted: boolean, escape: Escape): Decoded {
  const decoded = new Decoded(start);
  let from = start;
  let solid = start;
  let at = start;
  while (at < end) {
    const char = source.charAt(at);
    const escaped = escape(source, at);
    if (escaped) {
      decoded.run(source, from, at);
      decoded.at(at, escaped.text, at + escaped.length);
      at = from = solid = at + escaped.length;
    } else if (char === '\n' || char === '\r') {
      decoded.run(source, from, solid);
      const next = skipBreaks(source, at, end);
      if (next.breaks.length === 1) decoded.at(solid, ' ', solid);
      else for (const at of next.breaks.slice(1)) decoded.at(at, '\n', at + 1);
      at = from = solid = next.at;
    } else {
      at++;
      if (char !== ' ' && char !== '\t') solid = at;
    }
  }
  decoded.run(source, from, quoted ? end : solid);
  return decoded;
}

/** Moves over line breaks and the blanks between them; the offsets of the breaks, `\r\n` being one. */
function skipBreaks(
  source: string,
  start: number,
  end: number,
): { readonly at: number; readonly breaks: number[] } {
  const breaks: number[] = [];
  let at = start;
  while (at < end) {
    const char = source.charAt(at);
    if (char === '\n' || char === '\r') {
      breaks.push(at);
      at += source.startsWith('\r\n', at) ? 2 : 1;
    } else if (char === ' ' || char === '\t') at++;
    else break;
  }
  return { at, breaks };
}

/** Literal and folded block scalars; `start` is the offset of the indicator. */
function decodeBlock({ text, style }: ScalarNode, source: string, start: number): Decoded {
  let line = nextLine(source, start).next;
  const decoded = new Decoded(line);
  const indent = blockIndent(source, line, text);
  let pending: number[] = [];
  let seen = false;
  let indented = false;
  while (line < source.length && decoded.text.length < text.length) {
    const { end, next } = nextLine(source, line);
    let column = 0;
    while (column < indent && source.charAt(line + column) === ' ') column++;
    const content = line + column;
    if (content < end && column < indent) break;
    if (content < end) {
      const more = style === 'folded' && /[ \t]/.test(source.charAt(content));
      const folds = style === 'folded' && !more && !indented;
      if (folds && seen && pending.length === 1) decoded.at(pending[0]!, ' ', pending[0]!);
      else for (const at of folds && seen ? pending.slice(1) : pending) decoded.at(at, '\n', at + 1);
      decoded.run(source, content, end);
      indented = more;
      seen = true;
      pending = [end];
    } else pending.push(end);
    line = next;
  }
  for (const at of pending.slice(0, text.length - decoded.text.length))
    decoded.at(at, '\n', Math.min(at + 1, source.length));
  return decoded;
}

/**
 * Blanks that stand before the content of a block scalar: those of its first line with text, less those that are in the text.
 * Without text no line of the source belongs to it, however far it is indented.
 */
function blockIndent(source: string, contentStart: number, text: string): number {
  if (/^\n*$/.test(text)) return Infinity;
  const own = /(?:^|\n)( *)[^\n ]/.exec(text)?.[1]?.length ?? 0;
  for (let line = contentStart; line < source.length;) {
    const { end, next } = nextLine(source, line);
    const blanks = /^ */.exec(source.slice(line, end))![0].length;
    if (line + blanks < end) return Math.max(0, blanks - own);
    line = next;
  }
  return 0;
}

/** Where the line of an offset ends without its break, and where the next one starts. */
function nextLine(source: string, from: number): { readonly end: number; readonly next: number } {
  let end = from;
  while (end < source.length && source.charAt(end) !== '\n' && source.charAt(end) !== '\r') end++;
  return { end, next: end >= source.length ? end : end + (source.startsWith('\r\n', end) ? 2 : 1) };
}
