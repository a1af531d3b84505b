import { type AccessChange, type Place } from '../diff/access-change.ts';
import { type DiffReport, verdictOf } from '../diff/diff-report.ts';
import { type Finding } from '../rule/finding.ts';
import { pathOf } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { regionOf } from './region.ts';

/** For programs. Within version 1 fields are added, never renamed, removed or given another meaning. */
export function diffJson(report: DiffReport, options: { readonly version: string }): string {
  const { structure } = report;
  const document = {
    version: 1,
    tool: { name: 'iam-lint', version: options.version },
    verdict: verdictOf(report),
    base: report.base,
    head: report.head,
    changes: report.changes.map(jsonChange),
    findings: {
      new: report.newFindings.map(jsonFinding),
      gone: report.goneFindings.map(jsonFinding),
    },
    structure: {
      added: structure.added.map(jsonResource),
      removed: structure.removed.map(jsonResource),
      renamed: structure.renamed.map(({ base, head }) => ({ ...jsonResource(head), before: base.logicalId })),
      changed: structure.changed.map(({ head, properties, replaced }) => ({
        ...jsonResource(head),
        properties,
        replaced,
      })),
    },
    problems: report.problems.map(({ kind, message, span, path }) => ({
      kind,
      message,
      file: span?.file.path ?? path ?? null,
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function jsonChange(change: AccessChange): object {
  return {
    effect: change.effect,
    kind: change.kind,
    subject: change.subject,
    severity: change.severity,
    certainty: change.certainty,
    message: change.message,
    when: change.when,
    witness: change.witness ?? null,
    ...jsonResource(change.resource),
    base: jsonPlace(change.base),
    head: jsonPlace(change.head),
  };
}

function jsonResource({ logicalId, type, constructPath, template }: Resource): object {
  return { file: template.file.path, resource: logicalId, resourceType: type, constructPath: constructPath ?? null }; // prettier-ignore
}

function jsonPlace(place: Place | undefined): object | null {
  if (!place) return null;
  const { span } = place.node;
  return { file: span.file.path, ...regionOf(span), label: place.label, path: pathOf(place.node) };
}

function jsonFinding({ rule, severity, message, primary, resource, evidence, fingerprint }: Finding): object {
  return {
    ruleId: rule.id,
    severity,
    message,
    file: primary.span.file.path,
    ...regionOf(primary.span),
    resource: resource?.logicalId ?? null,
    evidence,
    fingerprint,
  };
}
