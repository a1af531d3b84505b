import { type SourceFile } from '../source/source-file.ts';
import { type Glyph, glyphsOf } from './terminal-text.ts';

/** One line of a file as a terminal shows it. */
export interface SourceLine {
  readonly number: number;
  readonly glyphs: readonly Glyph[];
  /** The terminal column at which each glyph begins. */
  readonly columns: readonly number[];
  /** Columns of the whole line. */
  readonly width: number;
}

/** The line that was last shown of a file: a minified template is one line, and every finding stands in it. */
const lastShown = new WeakMap<SourceFile, SourceLine>();

/** A line of a file, 1-based. */
export function sourceLine(file: SourceFile, number: number): SourceLine {
  const known = lastShown.get(file);
  if (known?.number === number) return known;
  const glyphs = glyphsOf(file.lineText(number));
  const columns: number[] = [];
  let width = 0;
  for (const { cells } of glyphs) {
    columns.push(width);
    width += cells;
  }
  const line = { number, glyphs, columns, width };
  lastShown.set(file, line);
  return line;
}

/** The terminal column of a UTF-16 index of the line. */
export function columnOf({ glyphs, columns, width }: SourceLine, index: number): number {
  return columns[firstAt(glyphs.length, (at) => glyphs[at]!.index >= index)] ?? width;
}

/** The columns `[from, from + width)` of a line; an ellipsis stands where something is missing. */
export function cutLine(line: SourceLine, from: number, width: number): string {
  const last = from + width < line.width ? from + width - 1 : line.width;
  let text = from > 0 ? '…' : '';
  let filled = from > 0 ? from + 1 : from;
  for (
    let at = firstAt(line.glyphs.length, (index) => line.columns[index]! >= filled);
    at < line.glyphs.length;
    at++
  ) {
    const start = line.columns[at]!;
    const end = start + line.glyphs[at]!.cells;
    if (start > last) break;
    if (start < filled || end > last) continue;
    text += line.glyphs[at]!.text;
    filled = end;
  }
  return (last < line.width ? `${text}…` : text).trimEnd();
}

/** The first of so many indices, in ascending order, from which on something holds. */
function firstAt(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
