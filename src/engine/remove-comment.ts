import { type SourceSpan } from '../source/source-file.ts';
import { type TextEdit } from '../source/text-edit.ts';

/** Edits that take a comment out: it goes with the blanks in front of it, and with its line when nothing else is on it. */
export function removeComment({ file, start, end }: SourceSpan): readonly TextEdit[] {
  const { text } = file;
  const close = /^[ \t]*\*+\//.exec(text.slice(end, end + 100))?.[0].length ?? 0;
  let from = start;
  while (/[ \t]/.test(text.charAt(from - 1))) from--;
  const rest = /^[ \t]*(\r?\n|$)/.exec(text.slice(end + close, end + close + 1_000));
  const isAlone = (from === 0 || text.charAt(from - 1) === '\n') && rest !== null;
  const to = end + close + (isAlone ? rest[0].length : 0);
  return [{ span: { file, start: rest ? from : start, end: to }, text: '' }];
}
