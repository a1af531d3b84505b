import { type Report } from '../engine/report.ts';
import { type Finding, type Severity } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { displayGuard } from '../values/value.ts';
import { codeFrame, type Mark } from './code-frame.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { type ReporterOptions } from './reporter.ts';
import { count, findingsText, fixableText, readText, resourceText, worstOf } from './summary-text.ts';
import { type Paint, painter, printable, wrap } from './terminal-text.ts';

type Accent = Parameters<Paint>[0];

const ACCENT: Readonly<Record<Severity, Accent>> = {
  critical: ['bold', 'magenta'],
  high: ['bold', 'red'],
  medium: ['bold', 'yellow'],
  low: ['bold', 'cyan'],
};

/** For people: a code frame for each finding, then what was read and what to do next. */
export function pretty(report: Report, options: ReporterOptions): string {
  const paint = painter(options.color);
  const own = report.findings.filter(({ madeBy }) => madeBy === undefined);
  const made = report.findings.filter(({ madeBy }) => madeBy !== undefined);
  const blocks = [
    ...own.map((finding) => findingBlock(finding, options, paint)),
    ...madeByBlocks(made, options, paint),
    ...report.problems.map((problem) => problemBlock(problem, options, paint)),
    ...(options.verbose ? verboseBlocks(report, paint) : []),
    summaryBlock(report, options, paint),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function findingBlock(finding: Finding, options: ReporterOptions, paint: Paint): readonly string[] {
  const accent = ACCENT[finding.severity];
  const marks: readonly Mark[] = [
    {
      span: finding.primary.span,
      primary: true,
      ...(finding.primary.label ? { label: finding.primary.label } : {}),
    },
    ...finding.related.map(({ span, label }) => ({ span, primary: false, ...(label ? { label } : {}) })),
  ];
  return [
    ...headline(finding.severity, finding.rule.id, finding.message, accent, options, paint),
    ...codeFrame(marks, { width: options.width, paint, accent }),
    ...notes(finding).map((note) => `  ${paint('blue', '=')} ${printable(note)}`),
  ];
}

function headline(
  word: string,
  id: string | undefined,
  message: string,
  accent: Accent,
  options: ReporterOptions,
  paint: Paint,
): readonly string[] {
  const label = id === undefined ? `${word}:` : `${word}[${id}]:`;
  const [first = '', ...rest] = wrap(`${label} ${printable(message)}`, Math.max(40, options.width));
  const text = first.startsWith(label) ? first.slice(label.length) : first;
  return [`${paint(accent, label)}${paint('bold', text)}`, ...rest.map((line) => paint('bold', `  ${line}`))];
}

function notes(finding: Finding): readonly string[] {
  const resource = resourceText(finding);
  const notes = resource === undefined ? [] : [`resource: ${resource}`];
  if (finding.when.length > 0) notes.push(`when: ${finding.when.map(displayGuard).join('; or ')}`);
  if (finding.certainty === 'possible')
    notes.push('possible: depends on a value that the template does not settle');
  if (finding.confidence !== 'high') notes.push(`confidence: ${finding.confidence}`);
  const fix = finding.fixes.find(({ safety }) => safety === 'safe') ?? finding.fixes[0];
  if (fix) notes.push(`fix: ${fix.title} (${fix.safety === 'safe' ? '--fix' : '--fix-suggestions'})`);
  return notes;
}

/** Findings on what the CDK made itself: one group for each construct class, one line for each rule and message. */
function madeByBlocks(
  findings: readonly Finding[],
  options: ReporterOptions,
  paint: Paint,
): readonly (readonly string[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings)
    groups.set(finding.madeBy!, [...(groups.get(finding.madeBy!) ?? []), finding]);
  return [...groups].map(([madeBy, members]) => {
    const stacks = new Set(
      members.map(({ resource, primary }) => resource?.template.stack?.name ?? primary.span.file),
    );
    const title = `made by ${printable(madeBy)}, ${count(stacks.size, 'stack')}`;
    const lines = [`${paint('bold', title)}: not in your code, so it does not block`];
    const alike = new Map<string, Finding[]>();
    for (const finding of members) {
      const key = JSON.stringify([finding.rule.id, finding.severity, finding.message]);
      alike.set(key, [...(alike.get(key) ?? []), finding]);
    }
    for (const same of alike.values()) {
      const [first] = same as [Finding, ...Finding[]];
      const times = same.length > 1 ? ` (${same.length} times)` : '';
      const label = paint(ACCENT[first.severity], `${first.severity}[${first.rule.id}]`);
      lines.push(`  ${label}: ${printable(first.message)}${times}`);
      for (const finding of options.verbose ? same : [first])
        lines.push(`    ${paint('blue', '-->')} ${placeText(finding)}`);
    }
    return lines;
  });
}

function placeText({ primary: { span }, resource }: Finding): string {
  const { line, column } = span.file.positionAt(span.start);
  const owner = resource?.constructPath ?? resource?.logicalId;
  return printable(`${span.file.path}:${line}:${column}${owner === undefined ? '' : ` ${owner}`}`);
}

function problemBlock(problem: Problem, options: ReporterOptions, paint: Paint): readonly string[] {
  const level = PROBLEM_LEVEL[problem.kind];
  const accent: Accent = level === 'error' ? ACCENT.high : level === 'warning' ? ACCENT.medium : ACCENT.low;
  const place =
    problem.span || problem.path === undefined
      ? []
      : [`  ${paint('blue', '-->')} ${printable(problem.path)}`];
  const frame = problem.span
    ? codeFrame([{ span: problem.span, primary: true }], { width: options.width, paint, accent })
    : place;
  return [...headline(level, problem.kind, problem.message, accent, options, paint), ...frame];
}

function verboseBlocks(report: Report, paint: Paint): readonly (readonly string[])[] {
  const suppressed = report.suppressed.map(({ finding, by }) => {
    const until = by.until === undefined ? '' : `, until ${by.until}`;
    return `  ${finding.rule.id} ${placeText(finding)}: ${printable(by.reason)} (${by.source}${until})`;
  });
  const undecided = report.undecided.map(({ node, reason }) => {
    const { line, column } = node.span.file.positionAt(node.span.start);
    return `  ${printable(node.span.file.path)}:${line}:${column}: ${printable(reason)}`;
  });
  return [
    ...(suppressed.length > 0 ? [[paint('bold', 'Suppressed:'), ...suppressed]] : []),
    ...(undecided.length > 0 ? [[paint('bold', 'Not decided:'), ...undecided]] : []),
  ];
}

function summaryBlock(report: Report, options: ReporterOptions, paint: Paint): readonly string[] {
  const found = findingsText(report);
  const worst = worstOf(report.findings);
  const width = Math.max(40, options.width);
  const accent: Accent = worst ? ACCENT[worst.severity] : ['bold', 'green'];
  const lines = [
    ...wrap(`Read ${readText(report)}`, width),
    ...wrap(found.charAt(0).toUpperCase() + found.slice(1), width).map((line) => paint(accent, line)),
  ];
  const fixable = fixableText(report);
  if (fixable !== undefined) lines.push(...wrap(fixable, width));
  if (worst) lines.push(`Why and what to do: iam-lint explain ${worst.rule.id}`);
  const hidden = report.summary.undecided > 0 || report.suppressed.length > 0;
  if (hidden && !options.verbose) lines.push('What is suppressed or not decided: --verbose');
  return lines;
}
