import { nearest } from '../config/nearest.ts';
import { type Suppression } from '../config/suppression.ts';
import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { isDay } from './directives.ts';
import { matchesWildcard } from './wildcard.ts';

/** A well-formed suppression together with what it reaches. */
export interface Acceptance {
  readonly suppression: Suppression;
  /** Whether the finding is in its reach; rule and evidence are compared elsewhere. */
  readonly reaches: (finding: Finding) => boolean;
  /** The file it is limited to, which decides whether its rule is on there. */
  readonly path?: string;
  /** The file that records it when the suppression has no span. */
  readonly recordedIn?: string;
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
