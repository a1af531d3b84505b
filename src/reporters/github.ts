import { type Report } from '../engine/report.ts';
import { type Finding, SEVERITIES, type Severity } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { detailsOf } from './detail-text.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { firstLineOf, regionOf } from './region.ts';
import { count, findingsText, readText } from './summary-text.ts';
import { printable } from './terminal-text.ts';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
  readonly span?: SourceSpan;
  readonly path?: string;
}

/** GitHub shows so many annotations of one level for one step; what comes later is dropped without a word. */
const SHOWN_OF_LEVEL = 10;

const LEVELS: readonly Level[] = ['error', 'warning', 'notice'];

const LEVEL: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
};

/**
 * Workflow commands, which GitHub Actions shows at the changed lines of a pull request. The most severe come first; those
 * beyond the limit of a level are printed as plain lines of the log and counted.
 */
export function github(report: Report): string {
  const worstFirst = [...report.findings].sort(
    (a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  const problems = report.problems.map(annotationOfProblem);
  const annotations = [
    ...problems.filter(({ level }) => level === 'error'),
    ...worstFirst.map(annotationOfFinding),
    ...problems.filter(({ level }) => level !== 'error'),
  ];
  const lines: string[] = [];
  for (const level of LEVELS) {
    const own = annotations.filter((annotation) => annotation.level === level);
    lines.push(...own.slice(0, SHOWN_OF_LEVEL).map(command));
    const rest = own.slice(SHOWN_OF_LEVEL);
    if (rest.length === 0) continue;
    lines.push(
      `${count(rest.length, `more ${level}`)} not shown as annotations, of which GitHub takes ${SHOWN_OF_LEVEL}:`,
    );
    lines.push(...rest.map((annotation) => `  ${plain(annotation)}`));
  }
  return `${[...lines, `iam-lint: ${findingsText(report)}; read ${readText(report)}`].join('\n')}\n`;
}

function annotationOfFinding(finding: Finding): Annotation {
  const { rule, severity, message, primary, related } = finding;
  const places = related.map(({ span, label }) => {
    const { line } = span.file.positionAt(span.start);
    return `\n${span.file.path}:${line}: ${label ?? ''}`;
  });
  const details = detailsOf(finding).join(', ');
  return {
    level: finding.madeBy === undefined ? LEVEL[severity] : 'notice',
    title: `${rule.id} (${severity})`,
    message: `${message}${details === '' ? '' : `\n${details}`}${places.join('')}`,
    span: primary.span,
  };
}

function annotationOfProblem({ kind, message, span, path }: Problem): Annotation {
  const level = PROBLEM_LEVEL[kind];
  return {
    level: level === 'note' ? 'notice' : level,
    title: kind,
    message,
    ...(span ? { span } : {}),
    ...(path === undefined ? {} : { path }),
  };
}

function command({ level, title, message, span, path }: Annotation): string {
  const region = span && regionOf(firstLineOf(span));
  const file = span?.file.path ?? path;
  const properties = [
    file === undefined ? '' : `file=${escapeProperty(file)}`,
    region
      ? `line=${region.line},endLine=${region.endLine},col=${region.column},endColumn=${region.endColumn}`
      : '',
    `title=${escapeProperty(title)}`,
  ].filter((part) => part !== '');
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

function plain({ title, message, span, path }: Annotation): string {
  const place = span
    ? `${span.file.path}:${span.file.positionAt(span.start).line}: `
    : path === undefined
      ? ''
      : `${path}: `;
  return printable(`${place}${title}: ${message}`);
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
