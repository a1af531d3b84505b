import { type Baseline, type BaselineEntry } from '../config/baseline.ts';
import { type Suppression } from '../config/suppression.ts';
import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';

export interface BaselineOutcome {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly by: Suppression }[];
  /** Entries that accept nothing any more. */
  readonly gone: readonly BaselineEntry[];
  /** Entries of files that are not judged in this run, and of rules that are off. */
  readonly waiting: readonly BaselineEntry[];
}

/** What a run judges; anything else says nothing about an entry. */
export interface BaselineScope {
  /** Paths of the files. */
  readonly files: ReadonlySet<string>;
  /** Whether a rule is on in a file. */
  readonly isOn: (rule: string, file: string) => boolean;
}

/** The entry of a finding. */
export function baselineEntry({ rule, resource, evidence, primary }: Finding): BaselineEntry {
  return {
    rule: rule.id,
    ...(resource ? { resource: resource.logicalId } : {}),
    ...(resource?.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
    evidence,
    file: primary.span.file.path,
  };
}

/**
 * Takes out the findings that a baseline records. An entry accepts one finding: first the one that agrees with it in
 * everything, then one in another file (it was moved), then one whose construct path differs but not its logical id (a
 * stage or stack was renamed).
 */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  scope: BaselineScope,
): BaselineOutcome {
  const waiting: BaselineEntry[] = [];
  let open: BaselineEntry[] = [];
  for (const entry of baseline.entries) {
    const isJudged = scope.files.has(entry.file);
    const isAbsent = !isJudged && baseline.exists(entry.file);
    if (isAbsent || !scope.isOn(entry.rule, entry.file)) waiting.push(entry);
    else open.push(entry);
  }
  const acceptedBy = new Map<Finding, BaselineEntry>();
  for (const keyOf of KEYS) {
    // From the end, because taking the first item of a long list again and again moves all others.
    const byKey = grouped(open.reverse(), keyOf);
    for (const finding of findings) {
      if (acceptedBy.has(finding)) continue;
      const entry = byKey.get(keyOf(baselineEntry(finding)))?.pop();
      if (entry) acceptedBy.set(finding, entry);
    }
    open = [...byKey.values()].flat();
  }
  const gone = new Set(open);
  return {
    kept: findings.filter((finding) => !acceptedBy.has(finding)),
    suppressed: [...acceptedBy].map(([finding, entry]) => ({
      finding,
      by: {
        rule: entry.rule,
        reason: entry.reason ?? baseline.reason,
        source: 'baseline',
        evidence: entry.evidence,
      },
    })),
    gone: baseline.entries.filter((entry) => gone.has(entry)),
    waiting,
  };
}

/** From the exact match to the loosest. */
const KEYS: readonly ((entry: BaselineEntry) => string)[] = [
  (entry) => JSON.stringify([entry.rule, owner(entry), entry.evidence, entry.file]),
  (entry) => JSON.stringify([entry.rule, owner(entry), entry.evidence]),
  (entry) => JSON.stringify([entry.rule, entry.resource, entry.evidence]),
];

function owner({ constructPath, resource }: BaselineEntry): string | undefined {
  return constructPath ?? resource;
}

function grouped(
  entries: readonly BaselineEntry[],
  keyOf: (entry: BaselineEntry) => string,
): Map<string, BaselineEntry[]> {
  const groups = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return groups;
}

const NAMED_AT_MOST = 5;

/** What is said about entries that are gone: one problem, however many they are. */
export function goneProblem(gone: readonly BaselineEntry[], path: string): Problem | undefined {
  if (gone.length === 0) return undefined;
  const names = gone.slice(0, NAMED_AT_MOST).map(nameOf).join(', ');
  const more = gone.length > NAMED_AT_MOST ? ` and ${gone.length - NAMED_AT_MOST} more` : '';
  const entries =
    gone.length === 1 ? '1 entry of the baseline accepts' : `${gone.length} entries of the baseline accept`;
  return {
    kind: 'unused-suppression',
    message: `${entries} no finding any more (${names}${more}); \`--write-baseline ${path}\` takes ${gone.length === 1 ? 'it' : 'them'} out`,
    path,
  };
}

function nameOf({ rule, evidence, constructPath, resource }: BaselineEntry): string {
  const at = constructPath ?? resource;
  return `\`${rule}[${evidence}]\`${at === undefined ? '' : ` of \`${at}\``}`;
}
