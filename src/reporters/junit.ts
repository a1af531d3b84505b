import { type Report } from '../engine/report.ts';
import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { detailedMessage } from './detail-text.ts';
import { groupBy } from './group-by.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { type ReporterOptions, timestamp } from './reporter.ts';
import { count } from './summary-text.ts';
import { escapeXml, xmlAttributes } from './xml-text.ts';

/** The suite of problems that no file has. */
const NO_FILE = 'iam-lint';

/**
 * For the test views of Jenkins, GitLab and Azure DevOps. A file is a suite, in it each rule that found something is one
 * failed case (a case holds one failure only), and a file without findings has one case that passed. What the framework of
 * the CDK made is printed but does not fail; what was not read is an error. The elements and attributes are those of the
 * schema of Ant's task: https://github.com/windyroad/JUnit-Schema
 */
export function junit(report: Report, options: ReporterOptions): string {
  const findings = groupBy(report.findings, ({ primary }) => primary.span.file.path);
  const problems = groupBy(report.problems, ({ span, path }) => span?.file.path ?? path ?? NO_FILE);
  const paths = new Set([...report.files.map(({ path }) => path), ...findings.keys(), ...problems.keys()]);
  const time = timestamp(options);
  const suites = [...paths].map((path, id) =>
    suite(path, id, findings.get(path) ?? [], problems.get(path) ?? [], time),
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join(
    '\n',
  );
}

function suite(
  path: string,
  id: number,
  findings: readonly Finding[],
  problems: readonly Problem[],
  time: string,
): string {
  const own = findings.filter(({ madeBy }) => madeBy === undefined);
  const failures = [...groupBy(own, ({ rule }) => rule.id)].map(([ruleId, group]) =>
    failedCase(path, ruleId, group),
  );
  const unread = problems.filter(({ kind }) => PROBLEM_LEVEL[kind] === 'error');
  const errors = [...groupBy(unread, ({ kind }) => kind)].map(([kind, group]) =>
    erroredCase(path, kind, group),
  );
  const bad = [...failures, ...errors];
  const cases = bad.length > 0 ? bad : [`    <testcase${caseAttributes(path, 'no findings')}/>`];
  const attributes = xmlAttributes({
    name: path,
    package: path,
    id,
    timestamp: time,
    hostname: 'localhost',
    tests: cases.length,
    failures: failures.length,
    errors: errors.length,
    time: 0,
  });
  const made = findings.filter(({ madeBy }) => madeBy !== undefined).map(lineOf);
  const said = problems.filter((problem) => !unread.includes(problem)).map(lineOfProblem);
  return [
    `  <testsuite${attributes}>`,
    '    <properties/>',
    ...cases,
    `    <system-out>${made.join('\n')}</system-out>`,
    `    <system-err>${said.join('\n')}</system-err>`,
    '  </testsuite>',
  ].join('\n');
}

function failedCase(path: string, ruleId: string, group: readonly Finding[]): string {
  const [first] = group;
  const more = group.length > 1 ? ` (and ${count(group.length - 1, 'more', 'more')})` : '';
  return [
    `    <testcase${caseAttributes(path, ruleId)}>`,
    `      <failure${xmlAttributes({ type: first!.severity, message: `${first!.message}${more}` })}>${group
      .map(lineOf)
      .join('\n')}</failure>`,
    '    </testcase>',
  ].join('\n');
}

function erroredCase(path: string, kind: string, group: readonly Problem[]): string {
  return [
    `    <testcase${caseAttributes(path, kind)}>`,
    `      <error${xmlAttributes({ type: kind, message: group[0]!.message })}>${group
      .map(lineOfProblem)
      .join('\n')}</error>`,
    '    </testcase>',
  ].join('\n');
}

function caseAttributes(path: string, name: string): string {
  return xmlAttributes({ classname: path, name, time: 0 });
}

function lineOf(finding: Finding): string {
  const { file, start } = finding.primary.span;
  const { line, column } = file.positionAt(start);
  return escapeXml(`${file.path}:${line}:${column}: ${finding.severity}: ${detailedMessage(finding)}`);
}

function lineOfProblem({ message, span }: Problem): string {
  if (!span) return escapeXml(message);
  const { line, column } = span.file.positionAt(span.start);
  return escapeXml(`${span.file.path}:${line}:${column}: ${message}`);
}
