import { type Report } from '../engine/report.ts';
import { type Finding, type Location, type Severity } from '../rule/finding.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { detailsOf } from './detail-text.ts';
import { prose } from './markdown-text.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { regionOf } from './region.ts';
import { type ReporterOptions, timestamp } from './reporter.ts';
import { printable } from './terminal-text.ts';

/** Of https://gitlab.com/gitlab-org/security-products/security-report-schemas */
const SCHEMA_VERSION = '15.2.1';

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

/** For GitLab's security dashboard and merge requests: its report of static application security testing. */
export function gitlabSast(report: Report, options: ReporterOptions): string {
  const time = timestamp(options);
  const scanner = {
    id: 'iam-lint',
    name: 'iam-lint',
    version: options.version,
    vendor: { name: 'iam-lint' },
  };
  const seen = new Map<string, number>();
  const document = {
    version: SCHEMA_VERSION,
    scan: {
      analyzer: scanner,
      scanner,
      type: 'sast',
      start_time: time,
      end_time: time,
      status: failed(report) ? 'failure' : 'success',
      messages: report.problems.map(({ kind, message, span, path = span?.file.path }) => ({
        level: PROBLEM_LEVEL[kind] === 'note' ? 'info' : 'warn',
        value: printable(`${path === undefined ? '' : `${path}: `}${kind}: ${message}`),
      })),
    },
    vulnerabilities: report.findings.map((finding) => {
      const number = (seen.get(finding.fingerprint) ?? 0) + 1;
      seen.set(finding.fingerprint, number);
      return vulnerability(finding, number === 1 ? '' : `-${number}`);
    }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** A file that is not read is a message; a run that could read nothing at all has failed. */
function failed({ problems, summary }: Report): boolean {
  return summary.templates === 0 && problems.some(({ kind }) => PROBLEM_LEVEL[kind] === 'error');
}

function vulnerability(finding: Finding, suffix: string): object {
  const { rule, severity, primary, related, resource, madeBy } = finding;
  const { line, endLine } = regionOf(primary.span);
  const details = detailsOf(finding);
  return {
    id: `${finding.fingerprint}${suffix}`,
    name: rule.title.slice(0, 255),
    description: [prose(finding.message), ...details.map(prose)].join('\n\n'),
    severity: madeBy === undefined ? SEVERITY[severity] : 'Info',
    solution: rule.docs.fix.slice(0, 7000),
    identifiers: [{ type: 'iam_lint_rule', name: `iam-lint ${rule.id}`, value: rule.id }],
    ...(rule.docs.references.length > 0 ? { links: rule.docs.references.map((url) => ({ url })) } : {}),
    location: {
      file: primary.span.file.path,
      start_line: line,
      end_line: endLine,
      ...(resource ? { class: resource.type, method: resource.logicalId } : {}),
    },
    ...(related.length > 0
      ? { details: { related: { name: 'Related places', type: 'list', items: related.flatMap(place) } } }
      : {}),
  };
}

function place({ span, label }: Location): readonly object[] {
  return [...(label === undefined ? [] : [{ type: 'text', value: printable(label) }]), fileLocation(span)];
}

function fileLocation(span: SourceSpan): object {
  const { line, endLine } = regionOf(span);
  return { type: 'file-location', file_name: span.file.path, line_start: line, line_end: endLine };
}
