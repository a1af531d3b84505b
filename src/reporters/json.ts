import { type Report } from '../engine/report.ts';
import { type Finding } from '../rule/finding.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type TextEdit } from '../source/text-edit.ts';
import { type TemplatePath } from '../template/node.ts';
import { displayGuard } from '../values/value.ts';
import { regionOf } from './region.ts';
import { type ReporterOptions } from './reporter.ts';
import { fixableCount } from './summary-text.ts';

/**
 * The envelope of `--format json`. Its shape is a promise: within version 1 fields are added, never renamed, removed or
 * given another meaning. It is written out here and not derived from the inner types, so that those may change.
 */
export interface JsonReport {
  readonly version: 1;
  readonly tool: { readonly name: 'iam-lint'; readonly version: string };
  readonly summary: JsonSummary;
  readonly findings: readonly JsonFinding[];
  readonly suppressed: readonly JsonSuppressed[];
  readonly problems: readonly JsonProblem[];
  readonly undecided: readonly JsonUndecided[];
  /** Paths of the templates that were judged. */
  readonly files: readonly string[];
  /** Ids of the rules that ran. */
  readonly rules: readonly string[];
}

export interface JsonSummary {
  readonly templates: number;
  readonly stacks: number;
  readonly resources: number;
  readonly policies: number;
  readonly statements: number;
  readonly undecided: number;
  readonly skipped: number;
  readonly unread: number;
  readonly suppressed: number;
  readonly hidden: number;
  /** Findings and problems that `--fix` repairs, and findings that only `--fix-suggestions` does. */
  readonly fixable: { readonly safe: number; readonly suggestion: number };
  readonly findings: {
    readonly critical: number;
    readonly high: number;
    readonly medium: number;
    readonly low: number;
  };
}

/** Lines and columns are 1-based and count UTF-16 units; the end is exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface JsonFinding extends JsonPlace {
  readonly ruleId: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly confidence: 'low' | 'medium' | 'high';
  readonly certainty: 'always' | 'conditional' | 'possible';
  /** In words, each one a way in which the finding holds: `IsProd and not HasRole`. Empty when it needs no condition. */
  readonly when: readonly string[];
  readonly message: string;
  /** Keys and indices from the root of the template. */
  readonly path: readonly (string | number)[];
  /** Logical id; outside of resources that of the parameter, output or condition. */
  readonly resource: string | null;
  readonly resourceType: string | null;
  readonly constructPath: string | null;
  /** The line of a CDK app that made the construct: `lib/stack.ts:42:5`. */
  readonly sourceLocation: string | null;
  /** The construct of the CDK that made the resource without the author's doing. */
  readonly madeBy: string | null;
  readonly evidence: string;
  readonly fingerprint: string;
  readonly related: readonly JsonRelated[];
  readonly fixes: readonly JsonFix[];
}

export interface JsonRelated extends JsonPlace {
  readonly label: string;
  readonly path: readonly (string | number)[];
}

export interface JsonFix {
  readonly title: string;
  readonly safety: 'safe' | 'suggestion';
  readonly edits: readonly JsonEdit[];
}

/** The text between two offsets (UTF-16 units, the end exclusive) is to be replaced. */
export interface JsonEdit extends JsonPlace {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface JsonSuppressed {
  readonly finding: JsonFinding;
  readonly by: {
    readonly source: 'comment' | 'metadata' | 'config' | 'baseline' | 'cdk-acknowledgement' | 'foreign';
    readonly reason: string;
    readonly until: string | null;
    readonly place: JsonPlace | null;
  };
}

export interface JsonProblem {
  readonly kind: string;
  readonly message: string;
  readonly ruleId: string | null;
  readonly file: string | null;
  readonly place: JsonPlace | null;
  /** What `--fix` does about it; empty when it can do nothing. */
  readonly edits: readonly JsonEdit[];
}

export interface JsonUndecided extends JsonPlace {
  readonly reason: string;
}

/** For programs: the whole report as one {@link JsonReport}. */
export function json(report: Report, options: ReporterOptions): string {
  return `${JSON.stringify(jsonReport(report, options.version), undefined, 2)}\n`;
}

/** The report in the shape that programs read. */
export function jsonReport(report: Report, version: string): JsonReport {
  const { summary } = report;
  const number = (severity: Finding['severity']): number =>
    report.findings.filter((finding) => finding.severity === severity).length;
  return {
    version: 1,
    tool: { name: 'iam-lint', version },
    summary: {
      templates: summary.templates,
      stacks: summary.stacks,
      resources: summary.resources,
      policies: summary.policies,
      statements: summary.statements,
      undecided: summary.undecided,
      skipped: summary.skipped,
      unread: summary.unread,
      suppressed: report.suppressed.length,
      hidden: summary.hidden ?? 0,
      fixable: fixableCount(report),
      findings: {
        critical: number('critical'),
        high: number('high'),
        medium: number('medium'),
        low: number('low'),
      },
    },
    findings: report.findings.map(jsonFinding),
    suppressed: report.suppressed.map(({ finding, by }) => ({
      finding: jsonFinding(finding),
      by: {
        source: by.source,
        reason: by.reason,
        until: by.until ?? null,
        place: by.span ? placeOf(by.span) : null,
      },
    })),
    problems: report.problems.map(({ kind, message, ruleId, span, path, edits = [] }) => ({
      kind,
      message,
      ruleId: ruleId ?? null,
      file: span?.file.path ?? path ?? null,
      place: span ? placeOf(span) : null,
      edits: edits.map(jsonEdit),
    })),
    undecided: report.undecided.map(({ node, reason }) => ({ ...placeOf(node.span), reason })),
    files: report.files.map(({ path }) => path),
    rules: report.rules.map(({ id }) => id),
  };
}

function jsonFinding(finding: Finding): JsonFinding {
  const { resource } = finding;
  return {
    ruleId: finding.rule.id,
    severity: finding.severity,
    confidence: finding.confidence,
    certainty: finding.certainty,
    when: finding.when.map(displayGuard),
    message: finding.message,
    ...placeOf(finding.primary.span),
    path: finding.primary.path,
    resource: resource?.logicalId ?? logicalIdOf(finding.primary.path),
    resourceType: resource?.type ?? null,
    constructPath: resource?.constructPath ?? null,
    sourceLocation: resource?.sourceLocation ?? null,
    madeBy: finding.madeBy ?? null,
    evidence: finding.evidence,
    fingerprint: finding.fingerprint,
    related: finding.related.map(({ span, path, label }) => ({ label: label ?? '', ...placeOf(span), path })),
    fixes: finding.fixes.map(({ title, safety, edits }) => ({
      title,
      safety,
      edits: edits.map(jsonEdit),
    })),
  };
}

/** `Parameters.Password.Default` lies in `Password`. */
function logicalIdOf([section, id]: TemplatePath): string | null {
  return typeof id === 'string' && section !== 'Metadata' ? id : null;
}

function jsonEdit({ span, text }: TextEdit): JsonEdit {
  return { ...placeOf(span), start: span.start, end: span.end, text };
}

function placeOf(span: SourceSpan): JsonPlace {
  return { file: span.file.path, ...regionOf(span) };
}
