import { type Report } from '../engine/report.ts';
import { type Finding, SEVERITIES } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { displayGuard } from '../values/value.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { codeSpan as code, prose } from './markdown-text.ts';
import { count, findingsText, readText } from './summary-text.ts';
import { printable } from './terminal-text.ts';

/** GitHub refuses a comment of more than 65,536 characters; the rest is for the headings around the list. */
const CHARACTERS_AT_MOST = 60_000;

/** For a comment on a pull request or the summary of a job; the most severe first, as many as a comment may hold. */
export function markdown(report: Report): string {
  const found = findingsText(report);
  const lines = [`## iam-lint: ${found}`, '', `Read ${readText(report)}.`, ''];
  const worstFirst = [...report.findings].sort(
    (a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  append(lines, [
    ...worstFirst.filter(({ madeBy }) => madeBy === undefined).map(findingItem),
    ...worstFirst.filter(({ madeBy }) => madeBy !== undefined).map(findingItem),
  ]);
  if (report.problems.length > 0) {
    lines.push('', '### Problems', '');
    append(lines, report.problems.map(problemItem));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function append(lines: string[], items: readonly string[]): void {
  let size = lines.join('\n').length;
  for (const [index, item] of items.entries()) {
    size += item.length + 1;
    if (size > CHARACTERS_AT_MOST) {
      lines.push(`- … and ${count(items.length - index, 'more', 'more')}`);
      return;
    }
    lines.push(item);
  }
}

function findingItem(finding: Finding): string {
  const { severity, rule, message, primary, related, resource, when, madeBy } = finding;
  const details = [
    ...(resource
      ? [
          `${code(resource.logicalId)} (${resource.type})${resource.constructPath ? ` ${code(resource.constructPath)}` : ''}`,
        ]
      : []),
    ...(resource?.sourceLocation === undefined ? [] : [code(resource.sourceLocation)]),
    ...(when.length > 0 ? [`when ${code(when.map(displayGuard).join('; or '))}`] : []),
    ...(finding.certainty === 'possible' ? ['depends on a value that the template does not settle'] : []),
    ...(madeBy === undefined ? [] : [`made by ${code(madeBy)}, does not block`]),
  ].map(printable);
  const places = related.map(({ span, label }) => `  - ${code(placeOf(span))} ${prose(label ?? '')}`);
  const owner = details.length > 0 ? `<br>${details.join(', ')}` : '';
  return [
    `- **${severity}** ${code(rule.id)} ${code(placeOf(primary.span))}<br>${prose(message)}${owner}`,
    ...places,
  ].join('\n');
}

function problemItem({ kind, message, span, path }: Problem): string {
  const place = span ? placeOf(span) : path;
  return `- **${PROBLEM_LEVEL[kind]}** ${place === undefined ? '' : `${code(place)} `}${prose(message)}`;
}

function placeOf(span: Finding['primary']['span']): string {
  const { line, column } = span.file.positionAt(span.start);
  return `${span.file.path}:${line}:${column}`;
}
