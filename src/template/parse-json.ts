import { type Problem } from '../source/problem.ts';
import { type SourceFile, type SourceSpan } from '../source/source-file.ts';
import { JsonReader } from './json-reader.ts';
import { type CfnNode } from './node.ts';

/** A tree, when there was anything to read, and what the parser has to say about the text. */
export interface ParsedNodes {
  readonly root: CfnNode | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads JSON into nodes in one pass. Never throws: comments, trailing commas and duplicate keys (the last one counts) are an
 * `oddity`; whatever else is no JSON is read as far as it can be understood and is a `partly-read` problem.
 * @param range the UTF-16 offsets of the JSON in the text of the file; the whole text without it.
 */
export function parseJson(
  file: SourceFile,
  range?: { readonly start: number; readonly end: number },
): ParsedNodes {
  const spanOf = (start: number, end: number): SourceSpan => ({ file, start, end });
  return new JsonReader(file.text, range?.start ?? 0, range?.end ?? file.text.length, spanOf).read();
}
