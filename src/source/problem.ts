import { type SourceSpan } from './source-file.ts';
import { type TextEdit } from './text-edit.ts';

export type ProblemKind =
  /** A file or folder that was named could not be read, or is not what it was said to be. */
  | 'unreadable'
  /** A text of which a part was not understood; what was understood is judged all the same. */
  | 'partly-read'
  /** A text that was understood in spite of something odd, such as a duplicate key. Does not change the exit code. */
  | 'oddity'
  /** A rule threw; its other findings and those of other rules are unharmed. */
  | 'rule-crashed'
  | 'fix-discarded'
  | 'unused-suppression'
  | 'expired-suppression'
  | 'invalid-suppression';

/** Something that iam-lint could not do, or wants to say about the run. Never a finding: it is not about access. */
export interface Problem {
  readonly kind: ProblemKind;
  /** One sentence: what, where it is not plain from the span, and the remedy. */
  readonly message: string;
  readonly span?: SourceSpan;
  /** The input concerned when there is no span. */
  readonly path?: string;
  readonly ruleId?: string;
  /** Take the cause away, without a change of what is granted or judged: an unused suppression goes. */
  readonly edits?: readonly TextEdit[];
}
