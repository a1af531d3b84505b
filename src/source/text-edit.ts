import { type SourceSpan } from './source-file.ts';

/** Replace the text of a span; an empty span inserts. */
export interface TextEdit {
  readonly span: SourceSpan;
  readonly text: string;
}

/**
 * Applies edits to one text. Edits may come in any order; two that overlap are an error of the caller.
 * @throws RangeError when edits overlap or lie outside the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of sorted) {
    if (span.start < at || span.end < span.start || span.end > text.length)
      throw new RangeError(`edit of [${span.start}, ${span.end}) overlaps another or leaves the text`);
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}
