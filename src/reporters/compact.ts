import { type Report } from '../engine/report.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { displayGuard } from '../values/value.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { findingsText, readText } from './summary-text.ts';
import { printable } from './terminal-text.ts';

/** For editors and problem matchers, one line each: `file:line:column: severity: message [rule] (when …)`. */
export function compact(report: Report): string {
  const findings = report.findings.map(({ primary, severity, message, rule, when, certainty }) => {
    const guard = when.length > 0 ? ` (when ${when.map(displayGuard).join('; or ')})` : '';
    const possible = certainty === 'possible' ? ' (possible)' : '';
    return printable(`${placeOf(primary.span)}: ${severity}: ${message} [${rule.id}]${guard}${possible}`);
  });
  const problems = report.problems.map(({ kind, message, span, path }) => {
    const place = span ? placeOf(span) : (path ?? 'iam-lint');
    return printable(`${place}: ${PROBLEM_LEVEL[kind]}: ${message} [${kind}]`);
  });
  return `${[...findings, ...problems, `${findingsText(report)}; read ${readText(report)}`].join('\n')}\n`;
}

function placeOf(span: SourceSpan): string {
  const { line, column } = span.file.positionAt(span.start);
  return `${span.file.path}:${line}:${column}`;
}
