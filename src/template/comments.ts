import { EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import { type SourceFile, type SourceSpan } from '../source/source-file.ts';
import { type CfnNode } from './node.ts';
import { readYamlEvents } from './yaml-events.ts';

/** A comment from its sign (`#`, `//` or `/*`) to the end of the line or to the closing sign. */
export interface Comment {
  readonly span: SourceSpan;
  /** What stands behind the sign, without blanks around it and without the closing sign. */
  readonly text: string;
  /** The line that the comment starts on, from 1. */
  readonly line: number;
}

/**
 * The comments of a text in their order, exact: a `#` inside a quoted or block scalar is none. A text in brackets (JSON, flow YAML)
 * may have `//` and `/* … *\/` as well. Reads the text once more, so it is meant for files in which a directive was seen.
 * @param root the root of what was read from the file; it tells the notation.
 */
export function findComments(file: SourceFile, root: CfnNode): Comment[] {
  const start = root.span.file === file ? root.span.start : 0;
  const ranges = /[[{]/.test(file.text.charAt(start)) ? bracketComments(file.text) : yamlComments(file.text);
  return ranges.map(({ start, end }) => ({
    span: { file, start, end },
    text: file.text
      .slice(start, end)
      .replace(/^(?:#+|\/\/+|\/\*+)/, '')
      .replace(/\*+\/$/, '')
      .trim(),
    line: file.positionAt(start).line,
  }));
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function bracketComments(text: string): Range[] {
  const ranges: Range[] = [];
  const sign = /["']|(?<=^|[\s,[\]{}])(?:#|\/\/)|\/\*/gm;
  for (let match = sign.exec(text); match; match = sign.exec(text)) {
    const { 0: found, index } = match;
    const isQuote = found === '"' || found === "'";
    const end = isQuote ? stringEnd(text, index) : commentEnd(text, index, found);
    if (!isQuote) ranges.push({ start: index, end });
    sign.lastIndex = end;
  }
  return ranges;
}

/** Behind the closing quote, or the end of the line when there is none on it. */
function stringEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== quote && text.charAt(at) !== '\n')
    at += text.charAt(at) === '\\' && quote === '"' ? 2 : 1;
  return at + 1;
}

function commentEnd(text: string, start: number, sign: string): number {
  const end = sign === '/*' ? text.indexOf('*/', start + 2) : text.slice(start).search(/[\r\n]/);
  if (end === -1) return text.length;
  return sign === '/*' ? end + 2 : start + end;
}

/** The `#` that stand behind a blank or at the start of a line, outside of quoted and block scalars and of what cannot be read. */
function yamlComments(text: string): Range[] {
  const { events, originalOffset, losses } = readYamlEvents(text);
  const opaque: Range[] = [...losses];
  for (const event of events)
    if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0 && event.style !== SCALAR_STYLE.PLAIN)
      opaque.push({ start: originalOffset(event.valueStart), end: originalOffset(event.valueEnd) });
  opaque.sort((a, b) => a.start - b.start);
  const ranges: Range[] = [];
  const comment = /(?<=^|[ \t\ufeff])#[^\r\n]*/gm;
  let next = 0;
  for (let match = comment.exec(text); match; match = comment.exec(text)) {
    while (next < opaque.length && opaque[next]!.end <= match.index) next++;
    const inside = opaque[next];
    if (inside && inside.start <= match.index) comment.lastIndex = inside.end;
    else ranges.push({ start: match.index, end: match.index + match[0].length });
  }
  return ranges;
}
