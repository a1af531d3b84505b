import { type Decision, evaluatePolicy, type Evaluation } from './evaluate-policy.ts';
import { type AccessPolicy } from './policy.ts';
import { type AccessRequest, type Caller } from './request.ts';

/** All policies that have a say in one request; what is left out does not exist. */
export interface EffectivePolicies {
  /** Policies of the principal itself and, of a user, of its groups. */
  readonly identity: readonly AccessPolicy[];
  readonly boundary?: AccessPolicy;
  /** Session policies; a session allows what one of them allows. */
  readonly session?: readonly AccessPolicy[];
  /** Service control policies by level, root first. */
  readonly scps?: readonly (readonly AccessPolicy[])[];
  /** Resource control policies by level; only their Deny statements count. */
  readonly rcps?: readonly (readonly AccessPolicy[])[];
  readonly resource?: AccessPolicy;
  /** Policies of VPC endpoints on the way. */
  readonly endpoint?: readonly AccessPolicy[];
}

export interface EffectiveOptions {
  /** Twelve digits; the caller's own account when left out. */
  readonly resourceAccount?: string;
  /** The caller's account manages the organisation: no SCP applies. */
  readonly managementAccount?: boolean;
}

/**
 * Decides whether a caller may do something, by every policy that applies.
 *
 * Explicit denies come first. Within one account a resource policy that names the caller itself grants alone; one that
 * names its role grants within boundary and session policy; one that names the account delegates to the identity
 * policies. Role trust policies and KMS key policies must take part. Across accounts both sides must allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function effectiveAccess(
  caller: Caller,
  policies: EffectivePolicies,
  request: Omit<AccessRequest, 'caller'>,
  options: EffectiveOptions = {},
): Decision {
  const asked: AccessRequest = { ...request, caller };
  if (request.action.toLowerCase() === 'sts:getcalleridentity') return 'ALLOW';
  const principal = caller.type === 'user' || caller.type === 'role' || caller.type === 'federated-user';
  const serviceLinked = /^arn:[^:]*:iam::\d{12}:role\/aws-service-role\//.test(caller.arn ?? '');
  const withScps = (principal || caller.type === 'root') && !serviceLinked && !options.managementAccount;
  const bounded = policies.boundary !== undefined;
  const asIdentity = (policy: AccessPolicy): Evaluation =>
    evaluatePolicy(policy, asked, { kind: 'identity' });
  const asResource = (policy: AccessPolicy): Evaluation =>
    evaluatePolicy(policy, asked, { kind: 'resource', bounded });

  const identity = (principal ? policies.identity : []).map(asIdentity);
  const boundary = (principal && policies.boundary ? [policies.boundary] : []).map(asIdentity);
  const session = (principal ? (policies.session ?? []) : []).map(asIdentity);
  const levels = (withScps ? (policies.scps ?? []) : []).map((level) => level.map(asIdentity));
  const controls = (serviceLinked ? [] : (policies.rcps ?? [])).flat().map(asResource);
  const endpoints = (policies.endpoint ?? []).map((policy) =>
    evaluatePolicy(policy, asked, {
      kind: policy.statements.some(namesPrincipals) ? 'resource' : 'identity',
    }),
  );
  const resource = policies.resource ? asResource(policies.resource) : undefined;

  const all = [
    ...identity,
    ...boundary,
    ...session,
    ...levels.flat(),
    ...controls,
    ...endpoints,
    ...(resource ? [resource] : []),
  ];
  if (all.some(({ decision }) => decision === 'EXPLICIT_DENY')) return 'EXPLICIT_DENY';
  const allows = (evaluations: readonly Evaluation[]): boolean =>
    evaluations.some(({ decision }) => decision === 'ALLOW');
  const within = (evaluations: readonly Evaluation[]): boolean =>
    evaluations.length === 0 || allows(evaluations);
  if (!levels.every(allows) || !within(endpoints)) return 'IMPLICIT_DENY';

  const naming = resource?.decision === 'ALLOW' ? resource.naming : undefined;
  if (caller.type === 'root' && sameAccount(caller, options)) return 'ALLOW';
  if (!principal) return naming === 'direct' ? 'ALLOW' : 'IMPLICIT_DENY';
  const limited =
    within(boundary) && within(session) && !(caller.type === 'federated-user' && session.length === 0);
  const own = allows(identity) && limited;
  if (!sameAccount(caller, options)) return own && naming !== undefined ? 'ALLOW' : 'IMPLICIT_DENY';
  const direct = naming === 'direct' || (naming === 'role' && limited);
  const delegated =
    own && (!mustTakePart(request.action) || policies.resource === undefined || naming !== undefined);
  return direct || delegated ? 'ALLOW' : 'IMPLICIT_DENY';
}

function sameAccount(caller: Caller, options: EffectiveOptions): boolean {
  return options.resourceAccount === undefined || caller.account === options.resourceAccount;
}

function namesPrincipals(statement: AccessPolicy['statements'][number]): boolean {
  return statement.principals !== undefined || statement.notPrincipals !== undefined;
}

/**
 * Role trust policies and KMS key policies are the root of access to their resource: without a statement for the account
 * identity policies have no effect.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function mustTakePart(action: string): boolean {
  return /^(kms:.*|sts:(assumerole|assumerolewithsaml|assumerolewithwebidentity|tagsession|setsourceidentity))$/i.test(
    action,
  );
}
