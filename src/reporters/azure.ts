import { type Report } from '../engine/report.ts';
import { SEVERITIES, type Severity } from '../rule/finding.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { detailedMessage } from './detail-text.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { findingsText, readText } from './summary-text.ts';
import { printable } from './terminal-text.ts';

type Level = 'error' | 'warning';

interface Issue {
  readonly level: Level;
  readonly code: string;
  readonly message: string;
  readonly span: SourceSpan | undefined;
  readonly path: string | undefined;
}

const LEVEL: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'warning',
};

/**
 * Logging commands of Azure Pipelines, which knows errors and warnings only; the most severe come first:
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function azure(report: Report): string {
  const findings = [...report.findings]
    .sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
    .map((finding): Issue => ({
      level: finding.madeBy === undefined ? LEVEL[finding.severity] : 'warning',
      code: finding.rule.id,
      message: detailedMessage(finding),
      span: finding.primary.span,
      path: finding.primary.span.file.path,
    }));
  const problems = report.problems
    .filter(({ kind }) => PROBLEM_LEVEL[kind] !== 'note')
    .map(({ kind, message, span, path }): Issue => ({
      level: PROBLEM_LEVEL[kind] === 'error' ? 'error' : 'warning',
      code: kind,
      message,
      span,
      path: span?.file.path ?? path,
    }));
  const issues = [...findings, ...problems];
  const lines = (['error', 'warning'] as const).flatMap((level) =>
    issues.filter((issue) => issue.level === level).map(command),
  );
  return `${[...lines, `iam-lint: ${findingsText(report)}; read ${readText(report)}`].join('\n')}\n`;
}

function command({ level, code, message, span, path }: Issue): string {
  const { line, column } = span?.file.positionAt(span.start) ?? {};
  const properties = Object.entries({
    type: level,
    sourcepath: path,
    linenumber: line,
    columnnumber: column,
    code,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))};`);
  return `##vso[task.logissue ${properties.join('')}]${escapeData(printable(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(']', '%5D').replaceAll(';', '%3B');
}
