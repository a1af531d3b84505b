import { type SourceSpan } from '../source/source-file.ts';

/** A finding that its owner accepts, with the reason why. */
export interface Suppression {
  /** Rule id, or `*` in none of the forms: a suppression names what it accepts. */
  readonly rule: string;
  readonly reason: string;
  readonly source: 'comment' | 'metadata' | 'config' | 'baseline' | 'cdk-acknowledgement';
  /** Glob over the finding's evidence; absent accepts every evidence. */
  readonly evidence?: string;
  /** Last day on which it holds, `2027-01-31`, in UTC. */
  readonly until?: string;
  /** Where it is written. */
  readonly span?: SourceSpan;
}
