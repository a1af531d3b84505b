import { type PolicyDocument } from '../graph/policy.ts';
import { literal } from '../values/value.ts';
import { type Admission } from './admissions.ts';
import { NO_FACTS } from '../rule/facts.ts';
import { scopeOfPrincipal, type Ownership, type PrincipalScope } from './principal-scope.ts';

const NOWHERE: Ownership = { facts: NO_FACTS, stackAccount: undefined };

/** An account that is not one's own and to which access is given. */
export interface ExternalAccount {
  /** Twelve digits. */
  readonly account: string;
  /** All of the account, not one principal of it. */
  readonly whole: boolean;
  /** What of it is let in, for messages: the ARN or the account. */
  readonly who: string;
  readonly trusted: boolean;
}

/** The external account of a principal; undefined for everybody else, accounts of AWS's own services included. */
export function externalAccountOf(scope: PrincipalScope): ExternalAccount | undefined {
  if (scope.kind === 'external-account')
    return { account: scope.account, whole: true, who: `account ${scope.account}`, trusted: scope.trusted };
  if (scope.kind === 'external-principal')
    return { account: scope.account, whole: false, who: scope.arn, trusted: scope.trusted };
  return undefined;
}

/**
 * Whether something beside its account is asked of whoever comes from outside: a bound, an external id or a second factor.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export function isGuarded({ statement, bounds }: Admission): boolean {
  if (bounds.length > 0) return true;
  return statement.conditions.some(
    ({ key, operator, values }) =>
      /^aws:multifactorauth(?:present|age)$/i.test(key) &&
      !/ifexists$/i.test(operator) &&
      !values.some((value) => literal(value)?.toLowerCase() === 'false'),
  );
}

/**
 * Whether an account is the key's own, to judge by the statement that every key policy has: all of KMS for the root of the
 * account that owns the key. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function isOwnKeyPolicy(policy: PolicyDocument, account: string): boolean {
  if (!/^AWS::KMS::(?:Replica)?Key$/.test(policy.site.type)) return false;
  return policy.statements.some(
    ({ effect, actions, principals }) =>
      effect === 'Allow' &&
      actions.some((action) => literal(action)?.toLowerCase() === 'kms:*') &&
      principals.some((principal) => {
        const scope = scopeOfPrincipal(principal, NOWHERE);
        return scope.kind === 'external-account' && scope.account === account;
      }),
  );
}
