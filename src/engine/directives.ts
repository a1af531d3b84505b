import { nearest } from '../config/nearest.ts';
import { type SourceFile, type SourceSpan } from '../source/source-file.ts';

export const DIRECTIVES = ['disable-line', 'disable-next-line', 'disable', 'enable', 'disable-file'] as const;
export type DirectiveKind = (typeof DIRECTIVES)[number];

/** What a comment such as `# iam-lint-disable-next-line rule[evidence] -- reason (until 2027-01-31)` asks for. */
export interface Directive {
  readonly kind: DirectiveKind;
  readonly span: SourceSpan;
  readonly rules: readonly NamedRule[];
  readonly reason: string;
  readonly until?: string;
}

export interface NamedRule {
  readonly rule: string;
  readonly evidence?: string;
  readonly span: SourceSpan;
}

/** A comment that begins like a directive and cannot be read as one; it asks for nothing. */
export interface BrokenDirective {
  readonly span: SourceSpan;
  /** One clause: what is wrong and the remedy. */
  readonly fault: string;
}

/** Reads one comment, given with its sign (`#`, in JSON also `//`); undefined when it is no directive. */
export function readDirective(
  file: SourceFile,
  comment: SourceSpan,
): Directive | BrokenDirective | undefined {
  const text = file.text
    .slice(comment.start, comment.end)
    .replace(/\*+\/$/, '')
    .trimEnd();
  const opening = /^(?:#+|\/\/+|\/\*+)[ \t]*iam-lint-([^\s#]+)/.exec(text);
  if (!opening) return undefined;
  const span = { file, start: comment.start, end: comment.start + text.length };
  const kind = DIRECTIVES.find((known) => known === opening[1]);
  if (!kind) {
    const near = nearest(opening[1]!, DIRECTIVES) ?? 'disable-next-line';
    return { span, fault: `\`iam-lint-${opening[1]}\` is no directive; did you mean \`iam-lint-${near}\`?` };
  }
  const bodyStart = opening[0].length;
  const dashes = text.slice(bodyStart).search(/(?:^|\s)--(?:\s|$)/);
  const namesEnd = dashes === -1 ? text.length : bodyStart + dashes;
  const rules = namedRules(file, comment.start, text.slice(0, namesEnd), bodyStart);
  if ('fault' in rules) return { span, fault: rules.fault };
  if (kind === 'enable') return { kind, span, rules: rules.named, reason: '' };
  if (rules.named.length === 0)
    return { span, fault: `\`iam-lint-${kind}\` names no rule; write which rule it accepts` };
  const said =
    dashes === -1
      ? ''
      : text
          .slice(namesEnd)
          .replace(/^\s*--/, '')
          .trim();
  const { reason, until } = splitUntil(said);
  if (reason === '') return { span, fault: 'the reason is missing; add it after `--`' };
  if (until !== undefined && !isDay(until))
    return { span, fault: `\`${until}\` is no date; write the last day as \`(until 2027-01-31)\`` };
  return { kind, span, rules: rules.named, reason, ...(until === undefined ? {} : { until }) };
}

function namedRules(
  file: SourceFile,
  offset: number,
  text: string,
  from: number,
): { readonly named: readonly NamedRule[] } | { readonly fault: string } {
  const named: NamedRule[] = [];
  const name = /[\s,]*([^\s,[\]]+)/y;
  let at = from;
  while (text.slice(at).trim() !== '') {
    name.lastIndex = at;
    const match = name.exec(text);
    if (!match)
      return { fault: `\`${text.slice(at).trim()}\` is no rule; write \`rule\` or \`rule[evidence]\`` };
    const start = name.lastIndex - match[1]!.length;
    at = name.lastIndex;
    let evidence: string | undefined;
    if (text[at] === '[') {
      const close = text.slice(at).search(/\](?=[\s,]|$)/);
      if (close === -1) return { fault: `the bracket behind \`${match[1]}\` is not closed` };
      evidence = text.slice(at + 1, at + close).trim();
      at += close + 1;
      if (evidence === '') return { fault: `the brackets behind \`${match[1]}\` are empty` };
    }
    named.push({
      rule: match[1]!,
      span: { file, start: offset + start, end: offset + at },
      ...(evidence === undefined ? {} : { evidence }),
    });
  }
  return { named };
}

/** Splits `static site (until 2027-01-31)` into reason and end; the parentheses may be left out around a date. */
export function splitUntil(text: string): { readonly reason: string; readonly until?: string } {
  const inParentheses = /\(until:?([^()]*)\)$/i.exec(text);
  const bare = /\buntil:? (\d[\d-]*)$/i.exec(text);
  const match = inParentheses ?? bare;
  if (!match) return { reason: text };
  return { reason: text.slice(0, match.index).trim(), until: match[1]!.trim() };
}

/** Whether a text is a day of the calendar, `2027-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
