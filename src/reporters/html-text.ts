import { printable } from './terminal-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as one line for an element or a quoted attribute; what hides or reorders text becomes visible. */
export function escapeHtml(text: string): string {
  return escapeMarkup(printable(text));
}

/** The same for a text whose lines are printable already. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A message or one paragraph of the docs: text between backticks is code, all else stands as it is. */
export function htmlProse(text: string): string {
  return escapeHtml(text)
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? `<code>${part}</code>` : part))
    .join('');
}

/** Paragraphs and list items of the docs of a rule, which are Markdown. */
export function htmlParagraphs(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((block) => {
      const items = block.split('\n').filter((line) => /^\s*[-*] /.test(line));
      return items.length > 0 && items.length === block.trim().split('\n').length
        ? `<ul>${items.map((item) => `<li>${htmlProse(item.replace(/^\s*[-*] /, ''))}</li>`).join('')}</ul>`
        : `<p>${htmlProse(block)}</p>`;
    })
    .join('');
}
