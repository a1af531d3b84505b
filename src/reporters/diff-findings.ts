import { type AccessChange } from '../diff/access-change.ts';
import { type DiffReport, widenings } from '../diff/diff-report.ts';
import { fingerprints } from '../engine/fingerprint.ts';
import { type Report } from '../engine/report.ts';
import { type Finding } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { pathOf } from '../template/node.ts';
import { authorOf } from '../template/template.ts';

/** What added access is reported as in formats that know findings only. */
export const NEW_ACCESS: Rule = {
  id: 'new-access',
  title: 'The change adds access',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'The change lets somebody do what the state before did not allow. The kernel has found a request that shows it.',
    fix: 'Leave out what is not needed, or accept the change in its review.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: [],
  also: {},
  examples: { bad: [], good: [] },
  visit: {},
};

/** Added access and new findings as a report on the head; places of the base are in no file of it and left out. */
export function asReport(report: DiffReport): Report {
  const added = widenings(report).map(findingOf);
  const prints = fingerprints(added);
  const findings = [
    ...added.map((finding, index): Finding => ({ ...finding, fingerprint: prints[index]! })),
    ...report.newFindings,
  ];
  return {
    findings,
    suppressed: [],
    problems: report.problems,
    undecided: [],
    files: [],
    rules: [NEW_ACCESS, ...new Set(report.newFindings.map(({ rule }) => rule))],
    summary: {
      templates: report.head.compared,
      stacks: 0,
      resources: report.structure.changed.length + report.structure.added.length,
      policies: 0,
      statements: 0,
      undecided: 0,
      skipped: 0,
      unread: 0,
    },
  };
}

function findingOf(change: AccessChange): Finding {
  const { node } = change.head ?? change.base!;
  return {
    rule: NEW_ACCESS,
    severity: change.severity,
    confidence: 'high',
    certainty: change.certainty === 'certain' ? 'always' : 'possible',
    when: [],
    message: change.when === '' ? change.message : `${change.message}, when ${change.when}`,
    primary: { span: node.span, path: pathOf(node) },
    related: [],
    resource: authorOf(change.resource),
    evidence: change.evidence,
    fingerprint: '',
    fixes: [],
  };
}
