import { type ConfiguredSuppression } from '../config/config.ts';
import { type CdkAcknowledgement, type Suppression } from '../config/suppression.ts';
import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type Template } from '../template/template.ts';
import {
  type Acceptance,
  type Acceptances,
  accepts,
  ANYWHERE,
  bucketOfConstruct,
  bucketsOf,
  faultOf,
  invalidSuppression,
} from './acceptance.ts';
import { type ActiveRule, type CompileGlobs } from './active-rules.ts';
import { commentSuppressions } from './comment-suppressions.ts';
import { splitUntil } from './directives.ts';
import { foreignSuppressions } from './foreign-suppressions.ts';
import { metadataSuppressions } from './metadata-suppressions.ts';
import { matchesWildcard } from './wildcard.ts';

export interface SuppressionSources {
  /** As they were read, before anything is expanded: comments are looked for in their text. */
  readonly templates: readonly Template[];
  readonly configured: readonly ConfiguredSuppression[];
  readonly acknowledged: readonly CdkAcknowledgement[];
  /** Whether suppressions that were written for other tools count. */
  readonly honorForeign?: boolean;
}

export interface SuppressContext {
  /** Ids of all rules there are, whether on or off. */
  readonly knownRules: ReadonlySet<string>;
  readonly active: readonly ActiveRule[];
  readonly compileGlobs: CompileGlobs;
  readonly now: Date;
}

export interface SuppressOutcome {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly by: Suppression }[];
  /** Unused, expired and invalid suppressions. */
  readonly problems: readonly Problem[];
}

/**
 * Takes out the findings that their owners accept. Whatever is not well-formed, names an unknown rule, lacks a reason or
 * has expired accepts nothing and is reported; so is what accepted no finding, unless its rule is off.
 */
export function suppress(
  findings: readonly Finding[],
  sources: SuppressionSources,
  context: SuppressContext,
): SuppressOutcome {
  const { knownRules } = context;
  const read: readonly Acceptances[] = [
    commentSuppressions(sources.templates, knownRules),
    metadataSuppressions(sources.templates, findings, knownRules),
    configuredSuppressions(sources.configured, context),
    cdkAcknowledgements(sources.acknowledged, knownRules),
    ...(sources.honorForeign
      ? [
          foreignSuppressions(
            sources.templates,
            context.active.map(({ rule }) => rule),
          ),
        ]
      : []),
  ];
  const problems: Problem[] = read.flatMap((each) => each.problems);
  // The first date that is written in words makes Node look for the machine's time zone, which few runs need.
  let today: string | undefined;
  const isPast = (day: string): boolean => day < (today ??= context.now.toISOString().slice(0, 10));
  const holding: Acceptance[] = [];
  for (const acceptance of read.flatMap((each) => each.valid)) {
    const { until } = acceptance.suppression;
    if (until !== undefined && isPast(until)) problems.push(expired(acceptance));
    else holding.push(acceptance);
  }

  const index = indexed(holding.map((each) => [each.suppression.rule, each.bucket, each]));
  const used = new Set<Acceptance>();
  const kept: Finding[] = [];
  const suppressed: { finding: Finding; by: Suppression }[] = [];
  for (const finding of findings) {
    const accepting: Acceptance[] = [];
    for (const bucket of bucketsOf(finding))
      for (const each of index.get(indexKey(finding.rule.id, bucket)) ?? [])
        if (each.reaches(finding) && accepts(each.suppression, finding)) accepting.push(each);
    for (const each of accepting) used.add(each);
    const [by] = accepting;
    if (by) suppressed.push({ finding, by: by.suppression });
    else kept.push(finding);
  }
  const keptIndex = indexed(
    kept.flatMap((finding) => bucketsOf(finding).map((bucket) => [finding.rule.id, bucket, finding])),
  );
  for (const acceptance of holding)
    if (
      !used.has(acceptance) &&
      acceptance.suppression.source !== 'foreign' &&
      isOn(acceptance, context.active)
    )
      problems.push(unused(acceptance, keptIndex));
  return { kept, suppressed, problems };
}

type Index<T> = ReadonlyMap<string, readonly T[]>;

/** What belongs to a rule and a bucket. */
function indexed<T>(entries: readonly (readonly [rule: string, bucket: string, value: T])[]): Index<T> {
  const index = new Map<string, T[]>();
  for (const [rule, bucket, value] of entries) {
    const key = indexKey(rule, bucket);
    const values = index.get(key);
    if (values) values.push(value);
    else index.set(key, [value]);
  }
  return index;
}

function indexKey(rule: string, bucket: string): string {
  return `${rule} ${bucket}`;
}

function configuredSuppressions(
  configured: readonly ConfiguredSuppression[],
  { knownRules, compileGlobs }: SuppressContext,
): Acceptances {
  const valid: Acceptance[] = [];
  const problems: Problem[] = [];
  configured.forEach((entry, index) => {
    const fault = faultOf(entry, knownRules);
    if (fault !== undefined) {
      const problem = invalidSuppression(fault, undefined);
      problems.push({ ...problem, message: `Entry ${index + 1} of \`ignore\` has no effect: ${fault}` });
      return;
    }
    const isInFiles = entry.files ? compileGlobs(entry.files) : () => true;
    const names = (finding: Finding): readonly string[] =>
      [finding.resource?.logicalId, finding.resource?.constructPath].filter((name) => name !== undefined);
    valid.push({
      suppression: {
        rule: entry.rule,
        reason: entry.reason,
        source: 'config',
        ...(entry.evidence === undefined ? {} : { evidence: entry.evidence }),
        ...(entry.until === undefined ? {} : { until: entry.until }),
      },
      bucket: ANYWHERE,
      reaches: (finding) =>
        isInFiles(finding.primary.span.file.path) &&
        (entry.resource === undefined ||
          names(finding).some((name) => matchesWildcard(entry.resource!, name))),
    });
  });
  return { valid, problems };
}

function cdkAcknowledgements(
  acknowledged: readonly CdkAcknowledgement[],
  knownRules: ReadonlySet<string>,
): Acceptances {
  const valid: Acceptance[] = [];
  const problems: Problem[] = [];
  for (const { constructPath, rule: id, reason: said, path: file } of acknowledged) {
    const match = /^(?:iam-lint(?:::|\/))?([^[\]]+?)(?:\[(.*)\])?$/.exec(id);
    const isOurs =
      id.startsWith('iam-lint::') || id.startsWith('iam-lint/') || knownRules.has(match?.[1] ?? '');
    if (!isOurs) continue;
    const { reason, until } = splitUntil(said.trim());
    const evidence = match?.[2];
    const fault = faultOf({ rule: match?.[1], reason, until }, knownRules);
    const path = constructPath.replace(/^\//, '');
    if (fault !== undefined) {
      const problem = invalidSuppression(fault, undefined, file);
      problems.push({ ...problem, message: `The rule acknowledged on \`${path}\` has no effect: ${fault}` });
      continue;
    }
    valid.push({
      suppression: {
        rule: match![1]!,
        reason,
        source: 'cdk-acknowledgement',
        ...(evidence === undefined ? {} : { evidence }),
        ...(until === undefined ? {} : { until }),
      },
      bucket: bucketOfConstruct(path),
      reaches: () => true,
      recordedIn: file,
    });
  }
  return { valid, problems };
}

function isOn({ suppression, path }: Acceptance, active: readonly ActiveRule[]): boolean {
  const rule = active.find((each) => each.rule.id === suppression.rule);
  return rule !== undefined && (path === undefined || rule.settingsAt(path).enabled);
}

const ORIGIN: Readonly<Record<Suppression['source'], string>> = {
  comment: 'suppression',
  metadata: 'entry of `iam-lint` in Metadata',
  config: 'entry of `ignore` in the configuration',
  baseline: 'entry of the baseline',
  'cdk-acknowledgement': 'rule acknowledged in the CDK app',
  foreign: 'suppression for another tool',
};

function expired({ suppression, recordedIn }: Acceptance): Problem {
  return {
    kind: 'expired-suppression',
    message: `The ${ORIGIN[suppression.source]} for ${naming(suppression)} held until ${suppression.until}; its findings are reported again`,
    ruleId: suppression.rule,
    ...placeOf(suppression, recordedIn),
  };
}

function unused(acceptance: Acceptance, kept: Index<Finding>): Problem {
  const { suppression, recordedIn, removal } = acceptance;
  return {
    kind: 'unused-suppression',
    message: `The ${ORIGIN[suppression.source]} for ${naming(suppression)} accepts no finding; ${remedyFor(acceptance, kept)}`,
    ruleId: suppression.rule,
    ...placeOf(suppression, recordedIn),
    // What is found nearby shows that the suppression is meant and stands in the wrong place or says too little.
    ...(removal && !isNearlyUsed(acceptance, kept) ? { edits: removal } : {}),
  };
}

function isNearlyUsed({ suppression, bucket, reaches, line }: Acceptance, kept: Index<Finding>): boolean {
  const near = kept.get(indexKey(suppression.rule, bucket)) ?? [];
  return near.some(reaches) || (line !== undefined && near.length > 0);
}

function remedyFor({ suppression, bucket, reaches, line }: Acceptance, kept: Index<Finding>): string {
  const near = kept.get(indexKey(suppression.rule, bucket)) ?? [];
  const other = near.find(reaches);
  if (other) return `what is found there is \`${other.evidence}\``;
  if (line === undefined || near.length === 0) return 'remove it';
  const lines = near.map(({ primary }) => primary.span.file.positionAt(primary.span.start).line);
  const nearest = lines.reduce((best, each) => (Math.abs(each - line) < Math.abs(best - line) ? each : best));
  return `it is about line ${line}, but the nearest finding starts on line ${nearest}`;
}

function placeOf({ span }: Suppression, recordedIn: string | undefined): Pick<Problem, 'span' | 'path'> {
  if (span) return { span };
  return recordedIn === undefined ? {} : { path: recordedIn };
}

function naming({ rule, evidence }: Suppression): string {
  return `\`${rule}${evidence === undefined ? '' : `[${evidence}]`}\``;
}
