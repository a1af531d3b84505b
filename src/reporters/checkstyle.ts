import { type Report } from '../engine/report.ts';
import { type Severity } from '../rule/finding.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { detailedMessage } from './detail-text.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { type ReporterOptions } from './reporter.ts';
import { xmlAttributes } from './xml-text.ts';

type Level = 'error' | 'warning' | 'info';

const LEVEL: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info',
};

const LEVEL_OF_PROBLEM = { error: 'error', warning: 'warning', note: 'info' } as const;

/** Checkstyle's XML, which Jenkins, SonarQube and editors read. Files without findings are listed too, with nothing in them. */
export function checkstyle(report: Report, options: ReporterOptions): string {
  const files = new Map<string, string[]>(report.files.map(({ path }) => [path, []]));
  const add = (path: string, line: string): void => {
    const lines = files.get(path);
    if (lines) lines.push(line);
    else files.set(path, [line]);
  };
  for (const finding of report.findings) {
    const level = finding.madeBy === undefined ? LEVEL[finding.severity] : 'info';
    const { span } = finding.primary;
    add(span.file.path, error(span, level, detailedMessage(finding), finding.rule.id));
  }
  for (const { kind, message, span, path = span?.file.path } of report.problems)
    if (path !== undefined) add(path, error(span, LEVEL_OF_PROBLEM[PROBLEM_LEVEL[kind]], message, kind));
  const elements = [...files].map(([name, lines]) =>
    lines.length === 0
      ? `  <file${xmlAttributes({ name })}/>`
      : [`  <file${xmlAttributes({ name })}>`, ...lines, '  </file>'].join('\n'),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<checkstyle${xmlAttributes({ version: options.version })}>`,
    ...elements,
    '</checkstyle>',
    '',
  ].join('\n');
}

function error(span: SourceSpan | undefined, severity: Level, message: string, source: string): string {
  const { line, column } = span ? span.file.positionAt(span.start) : { line: 1, column: 1 };
  return `    <error${xmlAttributes({ line, column, severity, message, source: `iam-lint.${source}` })}/>`;
}
