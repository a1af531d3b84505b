import { nearest } from '../config/nearest.ts';
import { type Suppression } from '../config/suppression.ts';
import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type TextEdit } from '../source/text-edit.ts';
import { type MapNode } from '../template/node.ts';
import { isDay } from './directives.ts';
import { matchesWildcard } from './wildcard.ts';

/** A well-formed suppression together with what it reaches. */
export interface Acceptance {
  readonly suppression: Suppression;
  /** One of {@link bucketsOf} every finding that it may reach, so that few findings meet few suppressions. */
  readonly bucket: string;
  /** Whether a finding of its bucket is in its reach; rule and evidence are compared elsewhere. */
  readonly reaches: (finding: Finding) => boolean;
  /** The file it is limited to, which decides whether its rule is on there. */
  readonly path?: string;
  /** The file that records it when the suppression has no span. */
  readonly recordedIn?: string;
  /** What takes it out of the text. */
  readonly removal?: readonly TextEdit[];
  /** The line it is about, for a hint when no finding starts there. */
  readonly line?: number;
}

/** What was read from one source of suppressions. */
export interface Acceptances {
  readonly valid: readonly Acceptance[];
  readonly problems: readonly Problem[];
}

/** What a suppression says, as it was written and not yet checked. */
export interface SuppressionText {
  readonly rule: string | undefined;
  readonly reason: string | undefined;
  readonly evidence?: string | undefined;
  readonly until?: string | undefined;
}

/** The bucket of what may reach any finding. */
export const ANYWHERE = '';

/** The bucket of what reaches findings in one file. */
export function bucketOfFile(path: string): string {
  return `file ${path}`;
}

/** The bucket of what is written in one block of Metadata. */
export function bucketOfMetadata({ span }: MapNode): string {
  return `metadata ${span.start} ${span.file.path}`;
}

/** The bucket of what reaches a construct and everything below it. */
export function bucketOfConstruct(path: string): string {
  return `construct ${path}`;
}

/** Constructs are not nested deeper than this. */
const CONSTRUCT_DEPTH = 64;

/** The buckets in which the suppressions of a finding may be. */
export function bucketsOf({ primary, resource }: Finding): readonly string[] {
  const buckets = [ANYWHERE, bucketOfFile(primary.span.file.path)];
  if (resource?.metadata) buckets.push(bucketOfMetadata(resource.metadata));
  const parts = (resource?.constructPath?.replace(/^\//, '').split('/') ?? []).slice(0, CONSTRUCT_DEPTH);
  return [...buckets, ...parts.map((_, index) => bucketOfConstruct(parts.slice(0, index + 1).join('/')))];
}

/** Why a suppression is not valid, as one clause with the remedy; undefined when it is. */
export function faultOf(text: SuppressionText, knownRules: ReadonlySet<string>): string | undefined {
  if (!text.rule) return 'the rule is missing; name the rule that it accepts';
  if (!knownRules.has(text.rule)) {
    const near = nearest(text.rule, knownRules);
    return `there is no rule \`${text.rule}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`;
  }
  if (!text.reason?.trim()) return `the reason for accepting \`${text.rule}\` is missing; add it`;
  if (text.until !== undefined && !isDay(text.until))
    return `\`${text.until}\` is no date; write the last day as \`2027-01-31\``;
  return undefined;
}

/** Whether a suppression accepts the rule and the evidence of a finding. */
export function accepts(suppression: Suppression, finding: Finding): boolean {
  return (
    suppression.rule === finding.rule.id &&
    (suppression.evidence === undefined || matchesWildcard(suppression.evidence, finding.evidence))
  );
}

/** The problem of a suppression that suppresses nothing because it is not valid. */
export function invalidSuppression(fault: string, span: SourceSpan | undefined, path?: string): Problem {
  return {
    kind: 'invalid-suppression',
    message: `This suppression has no effect: ${fault}`,
    ...(span ? { span } : {}),
    ...(path === undefined ? {} : { path }),
  };
}
