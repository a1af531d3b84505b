import { type SourceSpan } from '../source/source-file.ts';

/** Where something is, as people and annotations count: 1-based, the end exclusive. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The whole span. */
export function regionOf(span: SourceSpan): Region {
  const start = span.file.positionAt(span.start);
  const end = span.file.positionAt(Math.max(span.start, span.end));
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/**
 * The part of a span that lies on its first line, without trailing blanks: what is underlined and annotated, since an
 * annotation over several lines is shown only where all of them have changed.
 */
export function firstLineOf(span: SourceSpan): SourceSpan {
  const { line } = span.file.positionAt(span.start);
  const text = span.file.lineText(line);
  const lineStart = span.file.offsetOfLine(line);
  const end = Math.max(span.start, Math.min(span.end, lineStart + text.trimEnd().length));
  return { file: span.file, start: span.start, end };
}
