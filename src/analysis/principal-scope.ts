import { type Principal } from '../graph/policy.ts';
import { type Facts } from '../rule/facts.ts';
import { type Resource } from '../template/template.ts';
import { getText } from '../template/node.ts';
import { AWS_ACCOUNTS } from './aws-accounts.ts';
import { display, literal, type Segment, type Text } from '../values/value.ts';

/** Whom one entry of a Principal element lets in, before any condition. */
export type PrincipalScope =
  /** Everybody, with or without an AWS account. */
  | { readonly kind: 'everyone' }
  /** The root, and so every principal, of an account that is one's own. */
  | { readonly kind: 'own-account' }
  /** One role or user (or a pattern of them) of an account that is one's own. */
  | { readonly kind: 'own-principal' }
  /** `trusted`: the configuration says that the account is trusted on purpose. */
  | { readonly kind: 'external-account'; readonly account: string; readonly trusted: boolean }
  | {
      readonly kind: 'external-principal';
      readonly account: string;
      readonly arn: string;
      readonly trusted: boolean;
    }
  /** An account of AWS itself, from which one of its services writes. */
  | { readonly kind: 'aws-service-account'; readonly account: string; readonly service: string }
  /** An account that only the deployment can tell: a parameter without a settled value, an import. */
  | { readonly kind: 'undecided-account'; readonly whole: boolean; readonly expression: string }
  | { readonly kind: 'service'; readonly service: string }
  | {
      readonly kind: 'federated';
      readonly provider: FederatedProvider;
      readonly name: string;
      /** Host and path of the issuer of an OIDC provider, when known: `token.actions.githubusercontent.com`. */
      readonly issuer?: string;
    }
  /** S3's canonical user id, of an origin access identity or of an account. */
  | { readonly kind: 'canonical-user' }
  | { readonly kind: 'undecided' };

export type FederatedProvider = 'oidc' | 'saml' | 'cognito' | 'web-identity' | 'unknown';

/** What of the world outside the template the judgement needs. */
export interface Ownership {
  readonly facts: Facts;
  /** The account that the cloud assembly deploys the stack to. */
  readonly stackAccount: string | undefined;
}

/** The ownership that holds for the template of a resource. */
export function ownershipOf(resource: Resource, facts: Facts): Ownership {
  return { facts, stackAccount: resource.template.stack?.account };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export function scopeOfPrincipal(principal: Principal, ownership: Ownership): PrincipalScope {
  const { type, value } = principal;
  if (type === '*') return { kind: 'everyone' };
  if (type === 'CanonicalUser') return { kind: 'canonical-user' };
  if (type === 'Service')
    return literal(value) === '*' ? { kind: 'everyone' } : { kind: 'service', service: display(value) };
  if (type === 'Federated') return scopeOfFederation(value);
  return scopeOfAwsPrincipal(value, ownership);
}

/** Providers of web identities that have no OIDC provider resource, with Cognito apart. */
const WEB_IDENTITY_PROVIDERS = new Set(['accounts.google.com', 'graph.facebook.com', 'www.amazon.com']);

function scopeOfFederation(value: Text): PrincipalScope {
  const name = display(value);
  if (name === '*') return { kind: 'everyone' };
  if (name === 'cognito-identity.amazonaws.com') return { kind: 'federated', provider: 'cognito', name };
  if (WEB_IDENTITY_PROVIDERS.has(name)) return { kind: 'federated', provider: 'web-identity', name };
  const targets = value.segments.flatMap((segment) =>
    typeof segment === 'object' && segment.target ? [segment.target] : [],
  );
  if (targets.some(({ type }) => type === 'AWS::IAM::SAMLProvider') || name.includes(':saml-provider/'))
    return { kind: 'federated', provider: 'saml', name };
  const declared = targets.find(({ type }) => OIDC_PROVIDER_TYPES.has(type));
  if (!declared && !name.includes(':oidc-provider/')) return { kind: 'federated', provider: 'unknown', name };
  const issuer = declared
    ? getText(declared.properties, 'Url')?.replace(/^https:\/\//, '')
    : name.slice(name.indexOf(':oidc-provider/') + ':oidc-provider/'.length);
  const known = issuer === undefined || issuer === '' || issuer.startsWith('${') ? undefined : issuer;
  return {
    kind: 'federated',
    provider: 'oidc',
    name,
    ...(known === undefined ? {} : { issuer: known.replace(/\/$/, '') }),
  };
}

/** CDK declares providers by a custom resource of its own as well. */
const OIDC_PROVIDER_TYPES = new Set(['AWS::IAM::OIDCProvider', 'Custom::AWSCDKOpenIdConnectProvider']);

function scopeOfAwsPrincipal(value: Text, ownership: Ownership): PrincipalScope {
  const written = literal(value);
  if (written === '*') return { kind: 'everyone' };
  if (written !== undefined && /^(?:AIDA|AROA)[A-Z0-9]{12,}$/.test(written)) return { kind: 'own-principal' };
  const targets = value.segments.flatMap((segment) =>
    typeof segment === 'object' && segment.target ? [segment.target] : [],
  );
  if (targets.some(({ type }) => type === 'AWS::IAM::Role' || type === 'AWS::IAM::User'))
    return { kind: 'own-principal' };
  if (targets.some(({ type }) => type === 'AWS::CloudFront::CloudFrontOriginAccessIdentity'))
    return { kind: 'own-principal' };
  const { account, rest } = accountOf(value.segments);
  if (!account) return { kind: 'undecided' };
  const whole = rest === '' || rest === 'root';
  if (account.kind === 'own') return whole ? { kind: 'own-account' } : { kind: 'own-principal' };
  if (account.kind === 'everyone') return { kind: 'everyone' };
  if (account.kind === 'undecided')
    return { kind: 'undecided-account', whole, expression: account.expression };
  if (account.id === ownership.stackAccount || ownership.facts.accounts.includes(account.id))
    return whole ? { kind: 'own-account' } : { kind: 'own-principal' };
  const service = AWS_ACCOUNTS.get(account.id);
  if (service !== undefined) return { kind: 'aws-service-account', account: account.id, service };
  const trusted = ownership.facts.trustedAccounts.includes(account.id);
  return whole
    ? { kind: 'external-account', account: account.id, trusted }
    : { kind: 'external-principal', account: account.id, arn: display(value), trusted };
}

type Account =
  | { readonly kind: 'own' }
  | { readonly kind: 'everyone' }
  | { readonly kind: 'undecided'; readonly expression: string }
  | { readonly kind: 'literal'; readonly id: string };

/** The account part of `arn:…:iam::ACCOUNT:rest` or of a bare account id, whatever of it is a hole. */
function accountOf(segments: readonly Segment[]): {
  readonly account: Account | undefined;
  readonly rest: string;
} {
  const fields = splitArn(segments);
  if (fields) {
    const [, , service, , account = [], ...rest] = fields;
    // STS names sessions and federated users of the account: arn:aws:sts::ACCOUNT:assumed-role/…
    if (service && !/^(?:iam|sts)$/.test(textOf(service))) return { account: undefined, rest: '' };
    return { account: readAccount(account), rest: rest.map(textOf).join(':') };
  }
  return { account: bareAccount(segments), rest: '' };
}

/** An account id without an ARN. What an attribute or import holds may as well be the ARN of a role. */
function bareAccount(segments: readonly Segment[]): Account | undefined {
  const [only] = segments;
  const account = readAccount(segments);
  return account?.kind === 'undecided' && typeof only === 'object' && only.kind !== 'parameter'
    ? undefined
    : account;
}

function readAccount(segments: readonly Segment[]): Account | undefined {
  const [only] = segments;
  if (segments.length !== 1 || only === undefined) return undefined;
  if (typeof only === 'string') {
    if (only === '*') return { kind: 'everyone' };
    return /^\d{12}$/.test(only) ? { kind: 'literal', id: only } : undefined;
  }
  if (only.kind === 'pseudo-parameter') return only.name === 'AWS::AccountId' ? { kind: 'own' } : undefined;
  return { kind: 'undecided', expression: only.expression };
}

/** The fields of an ARN, each as its segments; undefined for what does not begin like one. */
export function splitArn(segments: readonly Segment[]): readonly (readonly Segment[])[] | undefined {
  if (typeof segments[0] !== 'string' || !segments[0].startsWith('arn:')) return undefined;
  const fields: Segment[][] = [[]];
  for (const segment of segments) {
    if (typeof segment !== 'string') {
      fields.at(-1)!.push(segment);
      continue;
    }
    segment.split(':').forEach((piece, index) => {
      if (index > 0) fields.push([]);
      if (piece !== '') fields.at(-1)!.push(piece);
    });
  }
  return fields.length >= 6 ? fields : undefined;
}

function textOf(segments: readonly Segment[]): string {
  return segments
    .map((segment) => (typeof segment === 'string' ? segment : '${' + segment.expression + '}'))
    .join('');
}
