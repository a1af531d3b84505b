import { atomOf } from './condition-atom.ts';
import { type KeyBound } from './condition-key.ts';
import { type Prepared } from './statement.ts';
import { parseAddress } from './value-set.ts';

/**
 * Which conditions bound who can ask. `generic`: a value is fixed when the part of it that tells the owner is; `s3`: a
 * value with a wildcard is not fixed; `dynamodb`: as `s3`, and source addresses do not count.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html
 */
export type PublicProfile = 'generic' | 's3' | 'dynamodb';

/** How the owner is told from a value. */
type Fixing = 'whole' | 'organization-path' | 'arn' | 'unique-id' | 'subject';

const TRUST_KEYS: ReadonlyMap<string, Fixing> = new Map<string, Fixing>([
  ['aws:principalorgid', 'whole'],
  ['aws:principalorgpaths', 'organization-path'],
  ['aws:sourcearn', 'arn'],
  ['aws:sourceaccount', 'whole'],
  ['aws:sourceowner', 'whole'],
  ['aws:sourceorgid', 'whole'],
  ['aws:sourceorgpaths', 'organization-path'],
  ['aws:sourcevpc', 'whole'],
  ['aws:sourcevpce', 'whole'],
  ['aws:sourcevpcarn', 'arn'],
  ['aws:ec2instancesourcevpc', 'whole'],
  ['aws:vpceaccount', 'whole'],
  ['aws:vpceorgid', 'whole'],
  ['aws:vpceorgpaths', 'organization-path'],
  ['aws:userid', 'unique-id'],
  ['kms:calleraccount', 'whole'],
  ['s3:dataaccesspointarn', 'arn'],
  ['s3:dataaccesspointaccount', 'whole'],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'arn'],
]);

/** Identity providers that everybody can get an identity from; `chosen` when the caller picks the audience. */
const SHARED_PROVIDERS: ReadonlyMap<string, { readonly chosen: boolean }> = new Map([
  ['accounts.google.com', { chosen: false }],
  ['graph.facebook.com', { chosen: false }],
  ['www.amazon.com', { chosen: false }],
  ['cognito-identity.amazonaws.com', { chosen: false }],
  ['token.actions.githubusercontent.com', { chosen: true }],
  ['gitlab.com', { chosen: true }],
  ['app.terraform.io', { chosen: true }],
  ['agent.buildkite.com', { chosen: true }],
  ['api.bitbucket.org', { chosen: true }],
]);

/** Host of a provider from which everybody can get an identity, of `Principal.Federated`. */
export function sharedProvider(name: string): string | undefined {
  const host = name.replace(/^arn:[^:]*:iam::\d*:oidc-provider\//, '').replace(/\/$/, '');
  return SHARED_PROVIDERS.has(host) ? host : undefined;
}

/** Values of the trust keys that somebody outside can have: none of those that the policies fix. */
export function outsiderBounds(
  statements: readonly Prepared[],
  keys: readonly string[],
  profile: PublicProfile,
): ReadonlyMap<string, KeyBound> {
  const bounds = new Map<string, KeyBound>();
  for (const key of keys) {
    const fixing = TRUST_KEYS.get(key) ?? (isIdentityClaim(key) ? 'subject' : undefined);
    if (fixing) bounds.set(key, boundOf(key, fixing, textsFor(key, statements), profile));
  }
  bounds.set('aws:principalservicenameslist', { presence: 'absent' });
  if (keys.includes('elasticfilesystem:accessedviamounttarget'))
    bounds.set('elasticfilesystem:accessedviamounttarget', { presence: 'either', only: ['false'] });
  if (profile !== 'dynamodb' && keys.includes('aws:sourceip'))
    bounds.set('aws:sourceip', outsideNarrow(textsFor('aws:sourceip', statements)));
  return bounds;
}

/** A claim of a shared provider that tells who somebody is: all but the audience, where the caller chooses that. */
function isIdentityClaim(key: string): boolean {
  const colon = key.lastIndexOf(':');
  const provider = SHARED_PROVIDERS.get(key.slice(0, colon));
  return provider !== undefined && !(provider.chosen && key.slice(colon + 1) === 'aud');
}

function textsFor(key: string, statements: readonly Prepared[]): string[] {
  const texts = new Set<string>();
  for (const { atoms } of statements)
    for (const atom of atoms) if (atom.key === key) for (const text of atom.texts) texts.add(text);
  return [...texts];
}

function boundOf(key: string, fixing: Fixing, texts: readonly string[], profile: PublicProfile): KeyBound {
  const presence = 'either';
  const whole = texts.filter((text) => !/[*?]/.test(text) && !text.includes('${'));
  if (fixing === 'arn') {
    const accounts = texts
      .map((text) => text.split(':')[4] ?? '')
      .filter((account) => /^\d{12}$/.test(account));
    const fixed =
      profile === 'generic' ? [...whole, ...accounts.map((account) => `arn:*:*:*:${account}:*`)] : whole;
    return { presence, arns: true, only: [`arn:*:*:*:${'?'.repeat(12)}:*`, 'arn:*:*:*::*'], except: fixed };
  }
  const prefixes =
    profile === 'generic'
      ? texts.map((text) => ownerPrefix(text, fixing)).filter((prefix) => prefix !== undefined)
      : [];
  const except = [...whole, ...prefixes.map((prefix) => `${prefix}*`)];
  return { presence, except, ...(key === 'aws:userid' && { presence: 'present' }) };
}

/** The beginning of a value that fixes its owner, if the pattern has it without wildcard. */
function ownerPrefix(text: string, fixing: Fixing): string | undefined {
  const literal = /^[^*?$]*/.exec(text)![0];
  switch (fixing) {
    case 'organization-path':
      return /^o-[^/]+\//.exec(literal)?.[0];
    case 'unique-id':
      return /^[^:]+:/.exec(literal)?.[0];
    case 'subject':
      return /^[^:/]+[:/][^:/]+[:/]/.exec(literal)?.[0];
    default:
      return undefined;
  }
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];
const NARROWEST_V4 = 8;
const NARROWEST_V6 = 32;

/** Addresses outside of all ranges that are narrow enough to be somebody's own. */
function outsideNarrow(texts: readonly string[]): KeyBound {
  const narrow = texts.filter((text) => {
    if (!parseAddress(text)) return false;
    const length = text.includes('/') ? Number(text.split('/')[1]) : 128;
    return length >= (text.includes(':') ? NARROWEST_V6 : NARROWEST_V4);
  });
  const atom = atomOf(
    { operator: 'NotIpAddress', key: 'aws:SourceIp', values: [...narrow, ...PRIVATE] },
    false,
  );
  return { presence: 'either', holds: atom ? [atom] : [] };
}
