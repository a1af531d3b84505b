import { type Condition, type Statement } from '../graph/policy.ts';
import { matchesAction } from '../iam/action.ts';
import { type Located } from '../template/node.ts';
import { display, literal, type Text } from '../values/value.ts';
import { type Admission } from './admissions.ts';
import { boundsOf, isRestrictiveOperator } from './bounding-conditions.ts';
import { identityProvider, type IdentityProvider } from './identity-providers.ts';

/** How far the conditions of a trust statement narrow the tokens of an OIDC provider, from least to most. */
export type OidcReach =
  /** Every token of the issuer. */
  | 'everyone'
  /** A claim is asked for, but with a wildcard where the tenant stands. */
  | 'any-tenant'
  /** Everything of one tenant. */
  | 'tenant'
  | 'workload';

export interface OidcWay {
  readonly provider: IdentityProvider;
  /** Host and path, when known. */
  readonly issuer: string | undefined;
  readonly reach: OidcReach;
  /** The value that is too wide, or the principal when nothing is asked for. */
  readonly at: Located;
  /** The value that is too wide as written, for messages and evidence. */
  readonly subject: string | undefined;
  /** Whether the audience of the token is asked for. */
  readonly audience: boolean;
}

const ORDER: readonly OidcReach[] = ['everyone', 'any-tenant', 'tenant', 'workload'];

/** What a way into a role asks of tokens of an OIDC provider; undefined for principals of other kinds. */
export function oidcWay({ statement, principal, scope }: Admission): OidcWay | undefined {
  if (scope.kind !== 'federated' || !permits(statement, 'sts:AssumeRoleWithWebIdentity')) return undefined;
  if (
    scope.provider !== 'oidc' &&
    !(scope.provider === 'unknown' && !permits(statement, 'sts:AssumeRoleWithSAML'))
  )
    return undefined;
  // A key that is only known after deployment may be any claim's.
  if (boundsOf(statement).some(({ kind }) => kind === 'undecided')) return undefined;
  const claims = claimConditions(statement);
  const issuer =
    scope.issuer ?? claims.find(({ issuer: named }) => named !== '' && !named.includes('${'))?.issuer;
  const provider = identityProvider(issuer);
  let best: Pick<OidcWay, 'reach' | 'at' | 'subject'> = {
    reach: 'everyone',
    at: principal,
    subject: undefined,
  };
  for (const { claim, condition } of claims) {
    if (!provider.claims.includes(claim) && !(provider.shared === false && claim !== 'aud')) continue;
    const found = reachOfCondition(provider, claim, condition);
    if (ORDER.indexOf(found.reach) > ORDER.indexOf(best.reach)) best = found;
  }
  return { provider, issuer, audience: claims.some(({ claim }) => claim === 'aud'), ...best };
}

/** Whether an Allow statement permits one of STS's calls. */
export function permits(statement: Statement, action: string): boolean {
  return (
    statement.notActions.length > 0 ||
    statement.actions.some((text) => {
      const pattern = literal(text);
      return pattern === undefined || matchesAction(pattern, action);
    })
  );
}

/** Conditions on claims of tokens that hold in every branch: `token.actions.githubusercontent.com:sub`. */
function claimConditions(
  statement: Statement,
): readonly { readonly issuer: string; readonly claim: string; readonly condition: Condition }[] {
  return statement.conditions.flatMap((condition) => {
    const colon = condition.key.lastIndexOf(':');
    const issuer = condition.key.slice(0, colon).toLowerCase();
    if (colon < 0 || issuer === 'aws' || issuer === 'sts' || issuer === 'saml') return [];
    if (condition.when.length > statement.when.length || !isRestrictiveOperator(condition.operator))
      return [];
    return [{ issuer, claim: condition.key.slice(colon + 1).toLowerCase(), condition }];
  });
}

/** The widest of the values counts, for any of them suffices. */
function reachOfCondition(
  provider: IdentityProvider,
  claim: string,
  condition: Condition,
): Pick<OidcWay, 'reach' | 'at' | 'subject'> {
  const like = /like$/i.test(condition.operator);
  let worst: Pick<OidcWay, 'reach' | 'at' | 'subject'> = {
    reach: 'workload',
    at: condition,
    subject: undefined,
  };
  for (const value of condition.values) {
    const reach = reachOfValue(provider, claim, value, like);
    if (ORDER.indexOf(reach) < ORDER.indexOf(worst.reach))
      worst = { reach, at: value, subject: display(value) };
  }
  return worst;
}

function reachOfValue(provider: IdentityProvider, claim: string, value: Text, like: boolean): OidcReach {
  const text = value.segments.map((segment) => (typeof segment === 'string' ? segment : 'x')).join('');
  const wildcard = like ? text.search(/[*?]/) : -1;
  const fixed = wildcard < 0 ? text : text.slice(0, wildcard);
  if (fixed === '' && wildcard === 0 && !/[^*?:/]/.test(text)) return 'everyone';
  if (claim !== 'sub') return reachOfName(claim, fixed, wildcard);
  // What a parameter holds may name the tenant.
  if (typeof value.segments[0] === 'object') return 'workload';
  if (!provider.tenant) return fixed === '' ? 'any-tenant' : 'workload';
  if (!provider.tenant.test(fixed)) return 'any-tenant';
  return !provider.workload || provider.workload.test(fixed) ? 'workload' : 'tenant';
}

/** `repository: my-org/*` is a whole tenant, as is any claim that names an owner. */
function reachOfName(claim: string, fixed: string, wildcard: number): OidcReach {
  if (fixed === '') return 'any-tenant';
  if (/^(?:repository_owner(?:_id)?|enterprise(?:_id)?|namespace_(?:path|id)|organization_id)$/.test(claim))
    return wildcard < 0 ? 'tenant' : 'any-tenant';
  if (wildcard < 0) return 'workload';
  const slashes = fixed.split('/').length - 1;
  return slashes === 0 ? 'any-tenant' : slashes === 1 ? 'tenant' : 'workload';
}
