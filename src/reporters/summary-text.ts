import { type Report } from '../engine/report.ts';
import { type Finding, SEVERITIES, type Severity } from '../rule/finding.ts';

/** From the worst to the least. */
export const WORST_FIRST: readonly Severity[] = [...SEVERITIES].reverse();

/** `3 templates (2 stacks): 40 resources, 12 policies, 31 statements`, and what was not read or decided. */
export function readText({ summary }: Report): string {
  const stacks = summary.stacks > 0 ? ` (${count(summary.stacks, 'stack')})` : '';
  const read =
    summary.templates === 0
      ? 'no template'
      : `${count(summary.templates, 'template')}${stacks}: ${count(summary.resources, 'resource')}, ` +
        `${count(summary.policies, 'policy', 'policies')}, ${count(summary.statements, 'statement')}`;
  const rest = [
    summary.undecided > 0 ? `${count(summary.undecided, 'place')} not decided` : '',
    summary.unread > 0 ? `${count(summary.unread, 'file')} not or not fully read` : '',
    summary.skipped > 0 ? `${count(summary.skipped, 'other file')} passed over` : '',
  ].filter((part) => part !== '');
  return [read, ...rest].join('; ');
}

/** `5 findings: 1 critical, 4 high`, and how many are suppressed or hidden. */
export function findingsText({ findings, suppressed, summary }: Report): string {
  const bySeverity = WORST_FIRST.map((severity) => [
    findings.filter((each) => each.severity === severity).length,
    severity,
  ])
    .filter(([number]) => number !== 0)
    .map(([number, severity]) => `${number} ${severity}`);
  const framework = findings.filter(({ madeBy }) => madeBy !== undefined).length;
  const parts = [
    findings.length === 0 ? 'no findings' : `${count(findings.length, 'finding')}: ${bySeverity.join(', ')}`,
    framework > 0 ? `${framework} in resources that the CDK makes` : '',
    suppressed.length > 0 ? `${suppressed.length} suppressed` : '',
    summary.hidden ? `${summary.hidden} hidden for low confidence` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** How many findings and unused suppressions the flags repair that apply fixes. */
export function fixableCount({ findings, problems }: Report): {
  readonly safe: number;
  readonly suggestion: number;
} {
  const withFix = findings.filter(({ fixes }) => fixes.length > 0);
  const safe = withFix.filter(({ fixes }) => fixes.some(({ safety }) => safety === 'safe')).length;
  const edited = problems.filter(({ edits }) => edits !== undefined && edits.length > 0).length;
  return { safe: safe + edited, suggestion: withFix.length - safe };
}

/** `3 fixable with --fix, 2 more with --fix-suggestions`; undefined when there is no fix. */
export function fixableText(report: Report): string | undefined {
  const { safe, suggestion } = fixableCount(report);
  if (safe + suggestion === 0) return undefined;
  const more =
    suggestion === 0 ? '' : `${suggestion}${safe > 0 ? ' more' : ' fixable'} with --fix-suggestions`;
  return [...(safe > 0 ? [`${safe} fixable with --fix`] : []), ...(more === '' ? [] : [more])].join(', ');
}

/** `1 stack`, `3 stacks`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The worst finding, the first of several; one of the author's own before those of the framework. */
export function worstOf(findings: readonly Finding[]): Finding | undefined {
  const own = findings.filter(({ madeBy }) => madeBy === undefined);
  const candidates = own.length > 0 ? own : findings;
  return candidates.find(({ severity }) =>
    candidates.every((other) => SEVERITIES.indexOf(other.severity) <= SEVERITIES.indexOf(severity)),
  );
}

/** What is added to the name of a resource: its type, its construct and the line that made it. */
export function resourceText({ resource }: Finding): string | undefined {
  if (!resource) return undefined;
  return [`${resource.logicalId} (${resource.type})`, resource.constructPath, resource.sourceLocation]
    .filter((part) => part !== undefined)
    .join(', ');
}
