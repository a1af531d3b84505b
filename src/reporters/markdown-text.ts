import { printable } from './terminal-text.ts';

/** A code span; a longer fence stands around a text that has backticks itself. */
export function codeSpan(text: string): string {
  const shown = printable(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** A message keeps its code spans; elsewhere nothing of it is read as markup or mentions anybody. */
export function prose(text: string): string {
  return printable(text)
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/[\\`*_[\]#~|]/g, '\\$&')
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('@', '@<!-- -->'),
    )
    .join('');
}
