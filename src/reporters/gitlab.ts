import { type Report } from '../engine/report.ts';
import { type Severity } from '../rule/finding.ts';
import { detailedMessage } from './detail-text.ts';
import { PROBLEM_LEVEL } from './problem-level.ts';
import { printable } from './terminal-text.ts';

type Level = 'info' | 'minor' | 'major' | 'critical' | 'blocker';

const LEVEL: Readonly<Record<Severity, Level>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
};

const LEVEL_OF_PROBLEM = { error: 'critical', warning: 'minor', note: 'info' } as const;

/**
 * For the Code Quality widget of GitLab, which takes a part of the Code Climate format and of several entries with one
 * fingerprint shows only the first: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function gitlab(report: Report): string {
  const seen = new Map<string, number>();
  const unique = (fingerprint: string): string => {
    const number = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, number);
    return number === 1 ? fingerprint : `${fingerprint}-${number}`;
  };
  const findings = report.findings.map((finding) => ({
    description: printable(detailedMessage(finding)),
    check_name: finding.rule.id,
    fingerprint: unique(finding.fingerprint),
    severity: finding.madeBy === undefined ? LEVEL[finding.severity] : 'info',
    location: {
      path: withoutDot(finding.primary.span.file.path),
      lines: { begin: finding.primary.span.file.positionAt(finding.primary.span.start).line },
    },
  }));
  const problems = report.problems.flatMap(({ kind, message, span, path = span?.file.path }) =>
    path === undefined
      ? []
      : [
          {
            description: printable(message),
            check_name: kind,
            fingerprint: unique(`${kind}:${path}`),
            severity: LEVEL_OF_PROBLEM[PROBLEM_LEVEL[kind]],
            location: {
              path: withoutDot(path),
              lines: { begin: span ? span.file.positionAt(span.start).line : 1 },
            },
          },
        ],
  );
  return `${JSON.stringify([...findings, ...problems], undefined, 2)}\n`;
}

/** GitLab finds a file only by its path from the root of the repository as it stands, without `./`. */
function withoutDot(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}
