import { type AccessChange } from '../diff/access-change.ts';
import { type DiffReport, verdictOf, widenings } from '../diff/diff-report.ts';
import { type Finding } from '../rule/finding.ts';
import { type Resource } from '../template/template.ts';
import { count } from './summary-text.ts';

/** What was compared: `2 of 50 templates differ between main and dev`. */
export function comparedText({ base, head }: DiffReport): string {
  const all = Math.max(base.templates, head.templates);
  const compared = Math.max(base.compared, head.compared);
  return `${compared} of ${count(all, 'template')} ${compared === 1 ? 'differs' : 'differ'} between ${base.name} and ${head.name}`;
}

/** `widened: 2 additions (1 critical, 1 high), 1 removal`. */
export function verdictText(report: DiffReport): string {
  const added = widenings(report);
  const removed = report.changes.length - added.length;
  if (report.changes.length === 0) return 'access is unchanged';
  const bySeverity = (['critical', 'high', 'medium', 'low'] as const)
    .map((severity) => [added.filter((change) => change.severity === severity).length, severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) => `${number} ${severity}`);
  const parts = [
    ...(added.length > 0 ? [`${count(added.length, 'addition')} (${bySeverity.join(', ')})`] : []),
    ...(removed > 0 ? [count(removed, 'removal')] : []),
  ];
  return `access is ${verdictOf(report)}: ${parts.join(', ')}`;
}

/** What else has changed, one line each: replaced principals, renamed resources, counts of the rest. */
export function structureLines({ structure }: DiffReport): readonly string[] {
  const { added, removed, renamed, changed } = structure;
  const replaced = changed.filter((one) => one.replaced);
  const lines = replaced.map(
    ({ head, properties }) =>
      `\`${head.logicalId}\` (${head.type}) is replaced, because ${properties.join(' and ')} changed: who trusts it by its id or old ARN loses it`,
  );
  for (const { base, head } of renamed)
    lines.push(`\`${base.logicalId}\` (${head.type}) is now \`${head.logicalId}\`, which makes it anew`);
  const counts = [
    [added.length, 'added'],
    [removed.length, 'removed'],
    [changed.length, 'changed'],
  ] as const;
  const text = counts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return text.length === 0 ? lines : [...lines, `Resources: ${text.join(', ')}`];
}

/** The request that shows a change, in one line; undefined where no policy decides it. */
export function witnessText({ witness }: AccessChange): string | undefined {
  if (!witness) return undefined;
  const { caller, action, resource, context } = witness;
  const who = caller && (caller.arn ?? caller.name ?? caller.account ?? caller.type);
  const keys = Object.entries(context).map(([key, value]) => `${key}=${[value].flat().join(',')}`);
  return `${who === undefined ? '' : `${who}: `}${action} on ${resource}${keys.length > 0 ? ` with ${keys.join(', ')}` : ''}`;
}

/** `high[no-admin-statement] template.yaml:3:5 message`. */
export function findingLine({ rule, severity, primary, message }: Finding): string {
  const { line, column } = primary.span.file.positionAt(primary.span.start);
  return `${severity}[${rule.id}] ${primary.span.file.path}:${line}:${column} ${message}`;
}

export function ownerText(resource: Resource): string {
  return [`${resource.logicalId} (${resource.type})`, resource.constructPath].filter(Boolean).join(', ');
}
