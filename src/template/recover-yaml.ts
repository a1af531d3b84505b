/** Lines of a broken text that have to be left out: from the start of a line to the end of one. */
export interface LossRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The lines to leave out of a YAML text that cannot be read, so that the rest can: the entry with the mistake, with all that is
 * indented below it. A parser notices many mistakes late (a quote that is never closed, at the end of the text), so the entry
 * is the one behind the longest beginning of the text that can be read.
 * @param offset where the parser noticed the mistake.
 * @param readsUpTo whether the beginning of the text up to an offset can be read; undefined when no more may be tried.
 */
export function findLoss(
  text: string,
  offset: number,
  readsUpTo: (end: number) => boolean | undefined,
): LossRange {
  const noticed = lineStartAt(text, Math.min(offset, text.length - 1));
  const starts = lineStarts(text, noticed);
  let good = starts.length - 1;
  let bad = starts.length;
  // Steps back from the mistake that double, then a binary search between the last good and the first bad line.
  for (let step = 1; good > 0; step *= 2) {
    const reads = readsUpTo(starts[good]!);
    if (reads === undefined) return { start: 0, end: text.length };
    if (reads) break;
    bad = good;
    good = Math.max(0, good - step);
  }
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const reads = readsUpTo(starts[middle]!);
    if (reads === undefined) break;
    if (reads) good = middle;
    else bad = middle;
  }
  return entryAt(text, starts[good]!);
}

/** The text with a range of it replaced by blanks; line breaks stay. */
export function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}

/** Start of the line that an offset lies in. */
export function lineStartAt(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function lineStarts(text: string, last: number): number[] {
  const starts = [0];
  for (const match of text.slice(0, last).matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The first line from an offset on that is not blank, and the lines below it that are blank or indented more. */
function entryAt(text: string, from: number): LossRange {
  const lines = /[^\r\n]*(?:\r\n?|\n|$)/y;
  let start = from;
  let indent = -1;
  for (let at = from; at < text.length; at = lines.lastIndex) {
    lines.lastIndex = at;
    const line = lines.exec(text)?.[0] ?? '';
    const blanks = /^[ \t]*/.exec(line)![0].length;
    const isBlank = /^[ \t]*[\r\n]*$/.test(line);
    if (indent === -1 && !isBlank) {
      indent = blanks;
      start = at;
    } else if (!isBlank && blanks <= indent) return { start, end: trimmedEnd(text, start, at) };
  }
  return { start, end: trimmedEnd(text, start, text.length) };
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && ' \t\r\n'.includes(text.charAt(at - 1))) at--;
  return at;
}
