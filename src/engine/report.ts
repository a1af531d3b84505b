import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import { type Finding } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { type Suppression } from '../config/suppression.ts';
import { type Undecided } from '../graph/resource-graph.ts';

/** All that a run has to say; reporters print it, the exit code follows from it. */
export interface Report {
  /** Ordered by file, offset, rule. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly by: Suppression }[];
  readonly problems: readonly Problem[];
  readonly undecided: readonly Undecided[];
  /** Files that were judged. */
  readonly files: readonly SourceFile[];
  /** The rules that ran. */
  readonly rules: readonly Rule[];
  readonly summary: Summary;
}

/** What was read, so that green means something. */
export interface Summary {
  readonly templates: number;
  readonly stacks: number;
  readonly resources: number;
  readonly policies: number;
  readonly statements: number;
  readonly undecided: number;
  /** Files that were met and passed over because they are no templates. */
  readonly skipped: number;
  /** Files of which nothing or not all could be read. */
  readonly unread: number;
  /** Findings that were left out because their confidence is below `minConfidence`. */
  readonly hidden?: number;
}
