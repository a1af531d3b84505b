import { readDirective, type Directive, type NamedRule } from '../engine/directives.ts';
import { type SourceFile } from '../source/source-file.ts';
import { findComments } from '../template/comments.ts';
import { type Template } from '../template/template.ts';

/** The name under which the plugin must be registered: directives name the rules without it. */
export const PLUGIN_NAME = 'iam-lint';

/** Where a part of the text stands, in ESLint's shape: lines and columns from 1, offsets from 0. */
export interface TextPart {
  readonly loc: { readonly start: LinePosition; readonly end: LinePosition };
  readonly range: readonly [start: number, end: number];
}

export interface LinePosition {
  readonly line: number;
  readonly column: number;
}

/** A directive as ESLint takes it from a language. */
export interface HostDirective {
  readonly type: 'disable' | 'enable' | 'disable-line' | 'disable-next-line';
  readonly node: TextPart;
  readonly value: string;
  readonly justification: string;
}

/**
 * The suppressions of a template that ESLint applies itself, so that it counts the unused ones and lists what is suppressed.
 * Those that name an evidence or have expired are not among them: ESLint knows neither.
 * @param now the day on which suppressions expire or not.
 */
export function hostDirectives(
  { file, root }: Template,
  knownRules: ReadonlySet<string>,
  now: Date,
): readonly HostDirective[] {
  if (!file.text.includes('iam-lint-')) return [];
  const today = now.toISOString().slice(0, 10);
  return findComments(file, root).flatMap(({ span }) => {
    const directive = readDirective(file, span);
    if (!directive || 'fault' in directive) return [];
    if (directive.until !== undefined && directive.until < today) return [];
    if (directive.kind === 'enable' && directive.rules.length === 0)
      return [
        { type: 'enable' as const, node: textPart(file, span.start, span.end), value: '', justification: '' },
      ];
    return directive.rules
      .filter(({ rule, evidence }) => evidence === undefined && knownRules.has(rule))
      .map((named) => hostDirective(file, directive, named));
  });
}

/** Whether ESLint applies a suppression that stands at a place. */
export function isHostDirective(directives: readonly HostDirective[], start: number): boolean {
  return directives.some(({ node: { range } }) => range[0] <= start && start < range[1]);
}

/** Each rule is a directive of its own: ESLint could not find a list of names that it does not know in the text. */
function hostDirective(file: SourceFile, directive: Directive, named: NamedRule): HostDirective {
  const [start, end] = removalOf(file, directive, named);
  const part = textPart(file, start, end);
  const own = file.positionAt(directive.span.start).line;
  const first = { line: 1, column: 1 };
  // ESLint takes the line behind the end of the comment; further comments and blank lines may stand between.
  const last = { line: nextCodeLine(file, own) - 1, column: 1 };
  const isNext = directive.kind === 'disable-next-line';
  const isFile = directive.kind === 'disable-file';
  return {
    type: isFile ? 'disable' : (directive.kind as HostDirective['type']),
    node: {
      range: part.range,
      loc: isFile
        ? { start: first, end: first }
        : { start: part.loc.start, end: isNext ? last : part.loc.end },
    },
    value: `${PLUGIN_NAME}/${named.rule}`,
    justification: directive.reason,
  };
}

/** What ESLint replaces by one blank when the directive is unused. */
function removalOf(
  file: SourceFile,
  { rules, span }: Directive,
  named: NamedRule,
): [start: number, end: number] {
  const index = rules.indexOf(named);
  const [before, after] = [rules[index - 1], rules[index + 1]];
  if (before) return [before.span.end, named.span.end + (file.text.charAt(named.span.end) === ' ' ? 1 : 0)];
  if (after) return [named.span.start - 1, after.span.start];
  const close = /^[ \t]*\*+\//.exec(file.text.slice(span.end, span.end + 100))?.[0].length ?? 0;
  return [span.start, span.end + close];
}

function nextCodeLine(file: SourceFile, line: number): number {
  let next = line + 1;
  while (next <= file.lineCount && /^\s*(?:#|\/\/|$)/.test(file.lineText(next))) next++;
  return next;
}

/** A part of the text with its lines and columns. */
export function textPart(file: SourceFile, start: number, end: number): TextPart {
  return { range: [start, end], loc: { start: file.positionAt(start), end: file.positionAt(end) } };
}
