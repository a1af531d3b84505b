import { type Report } from '../engine/report.ts';
import { type Finding, type Fix, type Severity } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { applyEdits } from '../source/text-edit.ts';
import { detailedMessage } from './detail-text.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { firstLineOf } from './region.ts';
import { printable } from './terminal-text.ts';
import { utf8Column } from './utf8-column.ts';

type Level = 'ERROR' | 'WARNING' | 'INFO';

const LEVEL: Readonly<Record<Severity, Level>> = {
  critical: 'ERROR',
  high: 'ERROR',
  medium: 'WARNING',
  low: 'INFO',
};

const LEVEL_OF_PROBLEM = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const;

/**
 * For reviewdog, one diagnostic on each line; columns count bytes of UTF-8 and ends are exclusive:
 * https://github.com/reviewdog/reviewdog/tree/master/proto/rdf. A fix becomes one suggestion, which reviewers apply
 * with a click; one that changes several files cannot be given. Empty when there is nothing to say.
 */
export function rdjsonl(report: Report): string {
  const diagnostics = [...report.findings.map(ofFinding), ...report.problems.flatMap(ofProblem)];
  return diagnostics.map((diagnostic) => `${JSON.stringify(diagnostic)}\n`).join('');
}

function ofFinding(finding: Finding): object {
  const { rule, severity, primary, related, madeBy } = finding;
  const suggestions = finding.fixes.flatMap((fix) => suggestion(fix, primary.span));
  const [url] = rule.docs.references;
  return {
    message: printable(detailedMessage(finding)),
    location: location(firstLineOf(primary.span)),
    severity: madeBy === undefined ? LEVEL[severity] : 'INFO',
    source: { name: 'iam-lint' },
    code: { value: rule.id, ...(url === undefined ? {} : { url }) },
    ...(suggestions.length > 0 ? { suggestions } : {}),
    ...(related.length > 0
      ? {
          related_locations: related.map(({ span, label = '' }) => ({
            message: printable(label),
            location: location(firstLineOf(span)),
          })),
        }
      : {}),
  };
}

function ofProblem({ kind, message, span, path }: Problem): readonly object[] {
  const place = span ? location(firstLineOf(span)) : path === undefined ? undefined : { path };
  if (!place) return [];
  return [
    {
      message: printable(message),
      location: place,
      severity: LEVEL_OF_PROBLEM[PROBLEM_LEVEL[kind]],
      source: { name: 'iam-lint' },
      code: { value: kind },
    },
  ];
}

/**
 * All edits as one, since those of several suggestions would be applied one without the other. Edits that overlap, which
 * only a rule of a plugin can have made, cannot be given.
 */
function suggestion({ edits }: Fix, { file }: SourceSpan): readonly object[] {
  if (edits.length === 0 || edits.some(({ span }) => span.file !== file)) return [];
  const start = Math.min(...edits.map(({ span }) => span.start));
  const end = Math.max(...edits.map(({ span }) => span.end));
  const moved = edits
    .map(({ span, text }) => ({ span: { file, start: span.start - start, end: span.end - start }, text }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  if (moved.some(({ span }, index) => index > 0 && span.start < moved[index - 1]!.span.end)) return [];
  return [{ range: range({ file, start, end }), text: applyEdits(file.text.slice(start, end), moved) }];
}

function location(span: SourceSpan): object {
  return { path: span.file.path, range: range(span) };
}

function range({ file, start, end }: SourceSpan): object {
  const position = (offset: number): object => ({
    line: file.positionAt(offset).line,
    column: utf8Column(file, offset),
  });
  return { start: position(start), end: position(end) };
}
