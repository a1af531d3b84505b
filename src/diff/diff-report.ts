import { applyBaseline, baselineEntry } from '../engine/baseline.ts';
import { type Report } from '../engine/report.ts';
import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type AccessChange } from './access-change.ts';
import { type AccessDiff } from './diff-access.ts';
import { type StructureDiff } from './structure.ts';

/** All that `iam-lint diff` has to say. */
export interface DiffReport {
  readonly base: DiffReportSide;
  readonly head: DiffReportSide;
  /** Added access first, the worst first. */
  readonly changes: readonly AccessChange[];
  readonly structure: StructureDiff;
  /** Findings of the head that the base does not have, and the other way round; lines and files do not count. */
  readonly newFindings: readonly Finding[];
  readonly goneFindings: readonly Finding[];
  readonly problems: readonly Problem[];
}

export interface DiffReportSide {
  /** As it was asked for. */
  readonly name: string;
  /** Templates that differ from the other side. */
  readonly compared: number;
  /** Templates of the side in all. */
  readonly templates: number;
}

/** Access of both sides and the reports on them as one. */
export function diffReport(
  access: AccessDiff,
  base: { readonly side: DiffReportSide; readonly report: Report },
  head: { readonly side: DiffReportSide; readonly report: Report },
): DiffReport {
  const names = new Map(access.identity.renamed.map((pair) => [pair.base.logicalId, pair.head.logicalId]));
  const entries = base.report.findings.map((finding) => {
    const entry = baselineEntry(finding);
    const resource = names.get(entry.resource ?? '') ?? entry.resource;
    return { ...entry, ...(resource !== undefined && { resource }) };
  });
  const files = new Set([...entries.map(({ file }) => file), ...head.report.files.map(({ path }) => path)]);
  const matched = applyBaseline(
    head.report.findings,
    { entries, reason: 'was there before', exists: () => false },
    { files, isOn: () => true },
  );
  const gone = new Set(matched.gone);
  return {
    base: base.side,
    head: head.side,
    changes: access.changes,
    structure: access.structure,
    newFindings: matched.kept,
    goneFindings: base.report.findings.filter((_, index) => gone.has(entries[index]!)),
    problems: [...new Set([...base.report.problems, ...head.report.problems])],
  };
}

/** Added access, which is what makes a change need a second look. */
export function widenings({ changes }: Pick<DiffReport, 'changes'>): readonly AccessChange[] {
  return changes.filter(({ effect }) => effect === 'added');
}

/** `widened` when anything is added, whatever is removed beside it. */
export function verdictOf(report: Pick<DiffReport, 'changes'>): 'widened' | 'narrowed' | 'unchanged' {
  if (widenings(report).length > 0) return 'widened';
  return report.changes.length > 0 ? 'narrowed' : 'unchanged';
}
