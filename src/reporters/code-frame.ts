import { type SourceFile, type SourceSpan } from '../source/source-file.ts';
import { firstLineOf } from './region.ts';
import { columnOf, cutLine, sourceLine, type SourceLine } from './source-line.ts';
import { type Paint, printable, widthOf, wrap } from './terminal-text.ts';

/** A place that a frame underlines. */
export interface Mark {
  readonly span: SourceSpan;
  /** Written beside the underline. */
  readonly label?: string;
  /** Drawn as `^^^` in the colour of the finding; the others as `---`. */
  readonly primary: boolean;
}

export interface FrameStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
  /** Of the primary underline. */
  readonly accent: Parameters<Paint>[0];
}

/** A mark on one line, in terminal columns of that line. */
interface Underline {
  readonly mark: Mark;
  readonly from: number;
  readonly to: number;
}

interface FrameLine {
  readonly line: SourceLine;
  readonly underlines: readonly Underline[];
}

/**
 * Draws the source lines of some marks, each underlined at its exact text: first the file of the first mark, then the
 * others. A span over several lines is underlined on its first; long lines are cut around what is underlined.
 */
export function codeFrame(marks: readonly Mark[], style: FrameStyle): readonly string[] {
  const lines = marks.map(({ span }) => span.file.positionAt(span.start).line);
  const gutter = String(Math.max(1, ...lines)).length;
  const files = [...new Set(marks.map(({ span }) => span.file))];
  return files.flatMap((file, index) => {
    const own = marks.filter(({ span }) => span.file === file);
    const { span } = own[0]!;
    const { line, column } = file.positionAt(span.start);
    const arrow = style.paint('blue', index === 0 ? '-->' : ':::');
    return [
      `${' '.repeat(gutter)}${arrow} ${printable(file.path)}:${line}:${column}`,
      ...frameOfFile(file, own, gutter, style),
    ];
  });
}

function frameOfFile(
  file: SourceFile,
  marks: readonly Mark[],
  gutter: number,
  style: FrameStyle,
): readonly string[] {
  const bar = style.paint('blue', '|');
  const rows: string[] = [`${' '.repeat(gutter)} ${bar}`];
  const row = (number: number | '', text: string): void => {
    const label = style.paint('blue', String(number).padStart(gutter));
    rows.push(`${label} ${bar}${text === '' ? '' : ` ${text}`}`);
  };
  let last: number | undefined;
  for (const frameLine of linesOf(file, marks)) {
    const { number } = frameLine.line;
    if (last !== undefined && number - last > 2) rows.push(style.paint('blue', '...'));
    else if (last !== undefined && number - last === 2)
      row(last + 1, cutLine(sourceLine(file, last + 1), 0, room(gutter, style)));
    last = number;
    for (const part of partsOf(frameLine, room(gutter, style))) {
      row(number, part.text);
      for (const drawn of drawUnderlines(part.underlines, room(gutter, style), style)) row('', drawn);
    }
  }
  return rows;
}

function room(gutter: number, style: FrameStyle): number {
  return Math.max(24, style.width - gutter - 3);
}

function linesOf(file: SourceFile, marks: readonly Mark[]): readonly FrameLine[] {
  const byLine = new Map<number, Mark[]>();
  for (const mark of marks) {
    const { line } = file.positionAt(mark.span.start);
    byLine.set(line, [...(byLine.get(line) ?? []), mark]);
  }
  return [...byLine.entries()]
    .sort(([a], [b]) => a - b)
    .map(([number, own]) => {
      const start = file.offsetOfLine(number);
      const line = sourceLine(file, number);
      const underlines = own.map((mark) => {
        const region = firstLineOf(mark.span);
        const from = columnOf(line, region.start - start);
        return { mark, from, to: Math.max(from + 1, columnOf(line, region.end - start)) };
      });
      return { line, underlines: underlines.sort((a, b) => a.from - b.from || a.to - b.to) };
    });
}

/** A line that is too long is shown once for each group of underlines that fits into the width. */
function partsOf(
  { line, underlines }: FrameLine,
  width: number,
): readonly { readonly text: string; readonly underlines: readonly Underline[] }[] {
  if (line.width <= width) return [{ text: cutLine(line, 0, width), underlines }];
  const groups: Underline[][] = [];
  for (const underline of underlines) {
    const group = groups.at(-1);
    if (group && underline.to - group[0]!.from <= (width * 2) / 3) group.push(underline);
    else groups.push([underline]);
  }
  return groups.map((group) => {
    const first = group[0]!.from;
    const from = Math.max(0, Math.min(first - Math.floor(width / 4), line.width - width));
    return {
      text: cutLine(line, from, width),
      underlines: group.map(({ mark, from: start, to }) => ({
        mark,
        from: start - from,
        to: Math.max(start - from + 1, Math.min(to - from, width)),
      })),
    };
  });
}

/** The row of underlines with the label of the rightmost behind it, then the other labels from right to left. */
function drawUnderlines(
  underlines: readonly Underline[],
  width: number,
  style: FrameStyle,
): readonly string[] {
  const cells: { character: string; primary: boolean }[] = [];
  const draw = (at: number, character: string, primary: boolean): void => {
    while (cells.length <= at) cells.push({ character: ' ', primary: false });
    cells[at] = { character, primary };
  };
  for (const { mark, from, to } of [...underlines].sort(
    (a, b) => Number(a.mark.primary) - Number(b.mark.primary),
  ))
    for (let at = from; at < to; at++) draw(at, mark.primary ? '^' : '-', mark.primary);

  const pending = underlines.filter(({ mark }) => mark.label !== undefined && mark.label !== '');
  const rightmost = underlines.at(-1)!;
  const rows = [cells.map(({ character, primary }) => paintCell(character, primary, style)).join('')];
  const last = pending.at(-1);
  if (last === rightmost && cells.length === rightmost.to) {
    const label = printable(last.mark.label!);
    if (cells.length + 1 + widthOf(label) <= width) {
      rows[0] += ` ${paintLabel(label, last.mark, style)}`;
      pending.pop();
    }
  }
  while (pending.length > 0) {
    const { mark, from } = pending.pop()!;
    const label = printable(mark.label!);
    const start = from + widthOf(label) <= width ? from : Math.max(0, Math.min(from, width - 40));
    const bars = [...new Set(pending.map((other) => other.from))].filter((at) => at < start);
    let lead = '';
    for (const at of bars) lead = `${lead.padEnd(at)}|`;
    const margin = lead.padEnd(start);
    const painted = bars.length === 0 ? margin : style.paint('blue', margin);
    for (const line of wrap(label, Math.max(20, width - start)))
      rows.push(`${painted}${paintLabel(line, mark, style)}`);
  }
  return rows;
}

function paintCell(character: string, primary: boolean, style: FrameStyle): string {
  return character === ' ' ? ' ' : style.paint(primary ? style.accent : 'blue', character);
}

function paintLabel(label: string, mark: Mark, style: FrameStyle): string {
  return style.paint(mark.primary ? style.accent : 'blue', label);
}
