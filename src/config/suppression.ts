import { type SourceSpan } from '../source/source-file.ts';

/** A finding that its owner accepts, with the reason why. */
export interface Suppression {
  /** Rule id, or `*` in none of the forms: a suppression names what it accepts. */
  readonly rule: string;
  readonly reason: string;
  /** `foreign`: written for another tool. */
  readonly source: 'comment' | 'metadata' | 'config' | 'baseline' | 'cdk-acknowledgement' | 'foreign';
  /** Glob over the finding's evidence; absent accepts every evidence. */
  readonly evidence?: string;
  /** Last day on which it holds, `2027-01-31`, in UTC. */
  readonly until?: string;
  /** Where it is written. */
  readonly span?: SourceSpan;
}

/** `Validations.of(construct).acknowledge({ id, reason })` in a CDK app, as the cloud assembly records it. */
export interface CdkAcknowledgement {
  /** As `Resource.constructPath`: `Prod/Api/Role`; holds for the construct and everything under it. */
  readonly constructPath: string;
  /** The id as the app wrote it: `iam-lint::no-star-action`, `AwsSolutions-IAM5[Action::s3:*]`. */
  readonly rule: string;
  readonly reason: string;
  /** The file of the assembly that records it, as reports print paths. */
  readonly path: string;
}
