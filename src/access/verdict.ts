import { type AccessRequest } from './request.ts';

/**
 * Why there is no answer. `budget`: the search ended at its limit. `states`: a comparison of patterns did. `variable`: it
 * turns on the value of a policy variable in a way that the procedure does not decide. `hole`: it turns on a value that
 * is not known before deployment, so that the access is possible. `type`: operators of two kinds meet on one condition
 * key. `unreadable`: a part of a policy is no policy grammar. `internal`: the evaluator did not confirm the witness.
 */
export type UnknownReason = 'budget' | 'states' | 'variable' | 'hole' | 'type' | 'unreadable' | 'internal';

export interface Pass {
  readonly verdict: 'PASS';
  /** True when it holds because the catalogue knows no such resource, or no such key, for an action. */
  readonly byCatalogue: boolean;
}

export interface Fail {
  readonly verdict: 'FAIL';
  /** A request that shows it; the evaluator has confirmed it. Holes stand in it with an example of their value. */
  readonly witness: AccessRequest;
  /** Index of the statement that allows the witness, in the order of the statements of the policy asked about. */
  readonly statement: number;
  /** The values of holes for which the verdict was found, when it was not found for all. */
  readonly when: Readonly<Record<string, string>>;
}

export interface Unknown {
  readonly verdict: 'UNKNOWN';
  readonly reason: UnknownReason;
  /** A sentence without a full stop. */
  readonly detail: string;
  /** For `hole`: a request for which it would fail, if the holes had the values of `when`. */
  readonly witness?: AccessRequest;
  readonly when?: Readonly<Record<string, string>>;
}

/** The answer to a question of the form "is nothing granted beyond …". */
export type Verdict = Pass | Fail | Unknown;
