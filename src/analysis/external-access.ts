import { literal } from '../values/value.ts';
import { type Admission } from './admissions.ts';
import { type PrincipalScope } from './principal-scope.ts';

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
