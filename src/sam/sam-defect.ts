import { type Located } from '../template/node.ts';
import { type Resource } from '../template/template.ts';

export type SamDefectKind =
  /** `Role` is given as well, so that SAM drops `Policies` without a word (a state machine: refuses it). */
  | 'policies-ignored'
  /** A map with one key that is no policy template of SAM. */
  | 'unknown-policy-template'
  /** A policy template lacks the value of a parameter. */
  | 'missing-template-parameter'
  /** `{PolicyName, PolicyDocument}` as in AWS::IAM::Role; SAM takes the document itself. */
  | 'wrapped-document'
  /** A statement without `Statement` round it. */
  | 'bare-statement'
  /** A list in a list, or Fn::If with a list in a branch; SAM takes one policy in each place. */
  | 'nested-list'
  /** Fn::If whose branches are of different kinds: a managed policy in one, a document in the other. */
  | 'mixed-branches'
  /** Null, a number, or a map that is nothing of the above. */
  | 'not-a-policy'
  /** A connector of a pair of types or with permissions that SAM does not support. */
  | 'unsupported-connector';

/**
 * Something in a SAM resource that does not do what its author meant: SAM drops it or refuses the template. `node` is
 * the author's. What was meant is expanded all the same where it is plain.
 */
export interface SamDefect extends Located {
  readonly kind: SamDefectKind;
  readonly resource: Resource;
  /** What is there, for a message: `S3ReadPolcy`. */
  readonly detail: string;
}
