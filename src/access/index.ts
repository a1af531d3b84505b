/**
 * Exact reasoning about IAM policies, offline and without templates. A policy is a set of requests; the functions compare
 * such sets and show a request for every difference. None of them throws or reads anything but the packaged catalogue.
 *
 * - {@link parsePolicy} reads a policy document; {@link AccessPolicy} is what it reads it into.
 * - {@link compareAccess}: is anything granted that was not? {@link grantsAccess}: is any of this granted?
 *   {@link publicAccess}: is anybody let in? Their answer is a {@link Verdict}.
 * - {@link effectiveAccess} decides one request by all policies that have a say; {@link evaluatePolicy} by one.
 */
export { type AccessOptions } from './access-options.ts';
export { compareAccess } from './compare-access.ts';
export { effectiveAccess, type EffectiveOptions, type EffectivePolicies } from './effective-access.ts';
export { type Decision, evaluatePolicy, type Evaluation, type EvaluationOptions } from './evaluate-policy.ts';
export { type AskedAccess, grantsAccess } from './grants-access.ts';
export { parsePolicy } from './parse-policy.ts';
export {
  type AccessCondition,
  type AccessLayers,
  type AccessPolicy,
  type AccessPrincipal,
  type AccessStatement,
  type AccessText,
  type Hole,
  type HoleDomain,
  type PrincipalType,
} from './policy.ts';
export { policySet, type PolicySet } from './policy-set.ts';
export { publicAccess, type PublicOptions } from './public-access.ts';
export { type AccessRequest, type Caller } from './request.ts';
export { type ResourceModel } from './statement.ts';
export { type PublicProfile } from './trust-keys.ts';
export { type Fail, type Pass, type Unknown, type UnknownReason, type Verdict } from './verdict.ts';
