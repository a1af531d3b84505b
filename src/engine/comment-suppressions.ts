import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import { type TextEdit } from '../source/text-edit.ts';
import { findComments } from '../template/comments.ts';
import { type Template } from '../template/template.ts';
import {
  type Acceptance,
  type Acceptances,
  bucketOfFile,
  faultOf,
  invalidSuppression,
} from './acceptance.ts';
import { type Directive, type NamedRule, readDirective } from './directives.ts';
import { removeComment } from './remove-comment.ts';

/** Nobody writes so many in one file; each of them is held against each finding of the file. */
const DIRECTIVES_AT_MOST = 500;

/**
 * The suppressions in the comments of templates. As with ESLint a place is a line: `disable-line` reaches the findings
 * that start on its own line, `disable-next-line` those that start on the next line that is neither blank nor only a
 * comment, `disable` everything down to the matching `enable`, `disable-file` the file.
 */
export function commentSuppressions(
  templates: readonly Template[],
  knownRules: ReadonlySet<string>,
): Acceptances {
  const valid: Acceptance[] = [];
  const problems: Problem[] = [];
  for (const [file, template] of new Map(templates.map((each) => [each.file, each]))) {
    if (!file.text.includes('iam-lint-')) continue;
    const read = readFile(file, template, knownRules);
    valid.push(...read.valid);
    problems.push(...read.problems);
  }
  return { valid, problems };
}

interface OpenBlock {
  readonly directive: Directive;
  readonly named: NamedRule;
}

function readFile(file: SourceFile, template: Template, knownRules: ReadonlySet<string>): Acceptances {
  const valid: Acceptance[] = [];
  const problems: Problem[] = [];
  let open: OpenBlock[] = [];
  const close = (block: OpenBlock, end: number): void => {
    valid.push(acceptance(file, block.directive, block.named, { from: block.directive.span.start, to: end }));
  };

  let count = 0;
  for (const comment of findComments(file, template.root)) {
    const directive = readDirective(file, comment.span);
    if (!directive) continue;
    if (++count > DIRECTIVES_AT_MOST) {
      problems.push(
        invalidSuppression(
          `a file may have ${DIRECTIVES_AT_MOST} of them; use the configuration`,
          directive.span,
        ),
      );
      break;
    }
    if ('fault' in directive) {
      problems.push(invalidSuppression(directive.fault, directive.span));
      continue;
    }
    if (directive.kind === 'enable') {
      const names = new Set(directive.rules.map(({ rule }) => rule));
      const closing = open.filter(({ named }) => names.size === 0 || names.has(named.rule));
      if (closing.length === 0)
        problems.push({
          kind: 'unused-suppression',
          message: 'No `iam-lint-disable` is open here that this could end; remove it',
          span: directive.span,
          edits: removeComment(directive.span),
        });
      for (const block of closing) close(block, directive.span.start);
      open = open.filter((block) => !closing.includes(block));
      continue;
    }
    for (const named of directive.rules) {
      const fault = faultOf({ ...directive, ...named }, knownRules);
      if (fault !== undefined) problems.push(invalidSuppression(fault, named.span));
      else if (directive.kind === 'disable') open.push({ directive, named });
      else if (directive.kind === 'disable-file')
        valid.push(acceptance(file, directive, named, { from: 0, to: Infinity }));
      else {
        const own = file.positionAt(directive.span.start).line;
        const line = directive.kind === 'disable-line' ? own : nextCodeLine(file, own);
        const range = { from: file.offsetOfLine(line), to: endOfLine(file, line) };
        valid.push({ ...acceptance(file, directive, named, range), line });
      }
    }
  }
  for (const block of open) close(block, Infinity);
  return { valid, problems };
}

function acceptance(
  file: SourceFile,
  directive: Directive,
  named: NamedRule,
  range: { readonly from: number; readonly to: number },
): Acceptance {
  const reaches = ({ primary: { span } }: Finding): boolean =>
    span.file === file && span.start >= range.from && span.start < range.to;
  return {
    suppression: {
      rule: named.rule,
      reason: directive.reason,
      source: 'comment',
      span: named.span,
      ...(named.evidence === undefined ? {} : { evidence: named.evidence }),
      ...(directive.until === undefined ? {} : { until: directive.until }),
    },
    bucket: bucketOfFile(file.path),
    reaches,
    path: file.path,
    removal: removalOf(directive, named),
  };
}

/** The last rule that a directive names takes the directive along; the others leave the rest of it as it is. */
function removalOf({ rules, span }: Directive, named: NamedRule): readonly TextEdit[] {
  const left = rules.filter((rule) => rule !== named);
  const [first, last] = [rules[0]!, rules.at(-1)!];
  if (left.length === 0) return removeComment(span);
  const { file } = span;
  // The whole list, so that two rules of one directive are taken out one after the other.
  const names = { file, start: first.span.start, end: last.span.end };
  return [
    { span: names, text: left.map((rule) => file.text.slice(rule.span.start, rule.span.end)).join(', ') },
  ];
}

function nextCodeLine(file: SourceFile, line: number): number {
  let next = line + 1;
  while (next <= file.lineCount && /^\s*(?:#|\/\/|$)/.test(file.lineText(next))) next++;
  return next;
}

function endOfLine(file: SourceFile, line: number): number {
  return line >= file.lineCount ? Infinity : file.offsetOfLine(line + 1);
}
