import {
  type AccessCondition,
  type AccessPolicy,
  type AccessPrincipal,
  type AccessRequest,
  type AccessStatement,
  type Caller,
} from '../../src/access/index.ts';

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const some = <T>(random: Random, list: readonly T[], most: number): T[] => {
  const chosen = new Set<T>();
  for (let count = 1 + Math.floor(random() * most); count > 0; count--) chosen.add(pick(random, list));
  return [...chosen];
};

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:*', 's3:Get*', 'S3:putobject', 's3:?etObject', 'sqs:SendMessage', 'sqs:*', '*', 's3:*Object', 's3:ListBucket', 'ec2:CreateTags']; // prettier-ignore
const RESOURCES = [
  '*', '*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/a*', 'arn:aws:s3:::b/*a', 'arn:aws:s3:::?/a*', 'arn:aws:s3:::*/k', 'arn:aws:s3:*',
  'arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/${aws:username}', "arn:aws:s3:::b/${aws:PrincipalTag/team, 'def'}/*",
  'arn:aws:s3:::b/ann/*', 'arn:aws:s3:::b/def/*', 'arn:aws:s3:::b/a?', 'arn:aws:s3:::B/*', 'arn:aws:s3:::b/${*}', 'arn:*:s3:::b/a',
  'arn:aws:sqs:us-*:111111111111:q', 'arn:aws:sqs:*:*:q*', 'arn:aws:sqs:us-east-1:111111111111:q',
]; // prettier-ignore
const CONCRETE = [
  '*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/a', 'arn:aws:s3:::b/ab', 'arn:aws:s3:::b/k', 'arn:aws:s3:::b/ann', 'arn:aws:s3:::b/ann/k',
  'arn:aws:s3:::b/bob/k', 'arn:aws:s3:::b/def/k', 'arn:aws:s3:::B/k', 'arn:aws:s3:::c/ab', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/def/ann/k',
  'arn:aws-cn:s3:::b/a', 'arn:aws:sqs:us-east-1:111111111111:q', 'arn:aws:sqs:us-east-1:111111111111:qq', 'arn:aws:sqs:eu-west-1:222222222222:q',
  'arn:aws:ec2:us-east-1:111111111111:instance/i-1', 'arn:aws:s3:::b/red/k', 'arn:aws:s3:::b/za',
]; // prettier-ignore

interface KeyVocabulary {
  readonly key: string;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  /** What a request can hold; undefined for absent. */
  readonly contents: readonly (readonly string[] | undefined)[];
}

const STRINGS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
];
const ORDERS = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const single = (values: readonly string[]): (readonly string[] | undefined)[] => [
  undefined,
  ...values.map((value) => [value]),
];

const VOCABULARY: readonly KeyVocabulary[] = [
  {
    key: 's3:prefix',
    operators: STRINGS,
    values: ['a', 'A', 'ab', 'a*', '*b', 'a?', '${aws:username}', '${aws:username}/*', 'a${*}', 'home/*'],
    contents: single([
      'a',
      'A',
      'ab',
      'AB',
      'a*',
      'b',
      'ann',
      'ann/x',
      'bob',
      'bob/x',
      'home/x',
      '',
      'xyz',
      'axb',
    ]),
  },
  {
    key: 'aws:username',
    operators: STRINGS,
    values: ['ann', 'bob', 'a*', 'Ann', '*'],
    contents: single(['ann', 'bob', 'Ann', 'a', 'zed', 'def']),
  },
  {
    key: 'aws:PrincipalTag/team',
    operators: STRINGS,
    values: ['red', 'r*', 'def', '${aws:username}', 'ann'],
    contents: single(['red', 'rest', 'def', 'ann', 'bob', 'blue', '']),
  },
  {
    key: 's3:max-keys',
    operators: ORDERS.map((order) => `Numeric${order}`),
    values: ['1', '10', '10.5', '-3'],
    contents: single(['0', '1', '2', '10', '10.2', '10.5', '11', '-3', '-4', 'x']),
  },
  {
    key: 'aws:CurrentTime',
    operators: ORDERS.map((order) => `Date${order}`),
    values: ['2026-01-01T00:00:00Z', '1767225600', '2026-06-01', '2025-01-01T00:00:00+01:00'],
    contents: ['2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', '2026-03-01T00:00:00Z', '2026-06-01T00:00:00Z', '2027-01-01T00:00:00Z', '2024-12-31T23:00:00Z', '2020-01-01T00:00:00Z'].map((value) => [value]), // prettier-ignore
  },
  {
    key: 'aws:MultiFactorAuthPresent',
    operators: ['Bool'],
    values: ['true', 'false', 'True'],
    contents: single(['true', 'false']),
  },
  {
    key: 'aws:SecureTransport',
    operators: ['Bool', 'StringEquals'],
    values: ['true', 'false'],
    contents: [['true'], ['false']],
  },
  {
    key: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    values: ['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '10.1.2.3', '2001:db8::/32', '0.0.0.0/0', '::/0'],
    contents: single([
      '10.0.0.1',
      '10.1.2.3',
      '10.127.255.255',
      '10.128.0.0',
      '11.0.0.0',
      '9.255.255.255',
      '2001:db8::1',
      '2001:db9::',
    ]),
  },
  {
    key: 'aws:SourceArn',
    operators: ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals', 'StringLike'],
    values: [
      'arn:aws:sns:*:111111111111:t*',
      'arn:aws:sns:us-east-1:111111111111:t',
      'arn:*:*:*:*:*',
      'arn:aws:s3:::b',
      'arn:aws:sns:*',
    ],
    contents: single(['arn:aws:sns:us-east-1:111111111111:t', 'arn:aws:sns:eu-west-1:111111111111:tx', 'arn:aws:sns:a:b:c:111111111111:t', 'arn:aws:s3:::b', 'no-arn', 'arn:aws:sns:x']), // prettier-ignore
  },
  {
    key: 'aws:TagKeys',
    operators: STRINGS.flatMap((operator) => [`ForAnyValue:${operator}`, `ForAllValues:${operator}`]),
    values: ['a', 'b', 'A', 'a*', 'cost'],
    contents: [
      undefined,
      ['a'],
      ['b'],
      ['A'],
      ['ax'],
      ['a', 'b'],
      ['a', 'z'],
      ['z'],
      ['b', 'A'],
      ['cost', 'a'],
      ['cost', 'ax'],
    ],
  },
  {
    key: 'app:digest',
    operators: ['BinaryEquals'],
    values: ['QmluYXJ5', 'QUJDRA=='],
    contents: single(['QmluYXJ5', 'QUJDRA', 'QUJDRA==', 'eHl6']),
  },
];

function randomCondition(random: Random): AccessCondition {
  const { key, operators, values } = pick(random, VOCABULARY);
  const written = random() < 0.2 ? key.toUpperCase() : key;
  if (random() < 0.12) return { operator: 'Null', key: written, values: [pick(random, ['true', 'false'])] };
  const operator = pick(random, operators);
  const ifExists = random() < 0.2 ? 'IfExists' : '';
  return { operator: `${operator}${ifExists}`, key: written, values: some(random, values, 2) };
}

function randomStatement(random: Random, effect: 'Allow' | 'Deny'): AccessStatement {
  const conditions: AccessCondition[] = [];
  for (let count = Math.floor(random() * 3); count > 0; count--) conditions.push(randomCondition(random));
  const actions = some(random, ACTIONS, 2);
  const resources = some(random, RESOURCES, 2);
  return {
    effect,
    ...(random() < 0.85 ? { actions } : { notActions: actions }),
    ...(random() < 0.85 ? { resources } : { notResources: resources }),
    conditions,
  };
}

export function randomPolicy(random: Random): AccessPolicy {
  const statements: AccessStatement[] = [randomStatement(random, 'Allow')];
  for (let count = Math.floor(random() * 3); count > 0; count--)
    statements.push(randomStatement(random, random() < 0.6 ? 'Allow' : 'Deny'));
  return { version: random() < 0.95 ? '2012-10-17' : '2008-10-17', statements, unreadable: [] };
}

/** A policy that has something in common with another. */
export function relatedPolicy(random: Random, policy: AccessPolicy): AccessPolicy {
  const statements = [...policy.statements];
  for (let count = 1 + Math.floor(random() * 2); count > 0; count--) {
    const at = Math.floor(random() * statements.length);
    const own = statements[at];
    const choice = random();
    if (own === undefined || choice < 0.2)
      statements.push(randomStatement(random, random() < 0.5 ? 'Allow' : 'Deny'));
    else if (choice < 0.35) statements.splice(at, 1);
    else if (choice < 0.6)
      statements[at] = { ...own, conditions: [...own.conditions, randomCondition(random)] };
    else if (choice < 0.75) statements[at] = { ...own, conditions: own.conditions.slice(1) };
    else if (own.resources) statements[at] = { ...own, resources: some(random, RESOURCES, 2) };
    else if (own.actions) statements[at] = { ...own, actions: some(random, ACTIONS, 2) };
  }
  return { ...policy, statements };
}

const ASKED_ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  'sqs:SendMessage',
  'ec2:CreateTags',
  'iam:CreateUser',
];

/** Requests at the points where the policies can differ: all combinations, or as many at random. */
export function criticalRequests(
  random: Random,
  policies: readonly AccessPolicy[],
  most: number,
): readonly AccessRequest[] {
  const texts = JSON.stringify(policies).toLowerCase();
  const keys = VOCABULARY.filter(({ key }) => texts.includes(key.toLowerCase()));
  const sizes = [ASKED_ACTIONS.length, CONCRETE.length, ...keys.map(({ contents }) => contents.length)];
  const total = sizes.reduce((product, size) => product * size, 1);
  const request = (choices: readonly number[]): AccessRequest => {
    const context: Record<string, readonly string[]> = {};
    for (const [index, { key, contents }] of keys.entries()) {
      const content = contents[choices[index + 2]!];
      if (content) context[key.toLowerCase()] = content;
    }
    // A variable on a key that no condition names still needs a value.
    return { action: ASKED_ACTIONS[choices[0]!]!, resource: CONCRETE[choices[1]!]!, context };
  };
  const requests: AccessRequest[] = [];
  for (let count = Math.min(total, most), at = 0; at < count; at++) {
    let rest = total <= most ? at : Math.floor(random() * total);
    requests.push(
      request(
        sizes.map((size) => {
          const choice = rest % size;
          rest = Math.floor(rest / size);
          return choice;
        }),
      ),
    );
  }
  return requests;
}

const PRINCIPALS: readonly AccessPrincipal[] = [
  { type: '*', value: '*' },
  { type: 'AWS', value: '*' },
  { type: 'AWS', value: '111111111111' },
  { type: 'AWS', value: 'arn:aws:iam::111111111111:root' },
  { type: 'AWS', value: '222222222222' },
  { type: 'AWS', value: 'arn:aws:iam::111111111111:role/app' },
  { type: 'AWS', value: 'arn:aws:iam::111111111111:user/ann' },
  { type: 'AWS', value: 'arn:aws:sts::111111111111:assumed-role/app/s1' },
  { type: 'Service', value: 'sns.amazonaws.com' },
  { type: 'Service', value: 'events.amazonaws.com' },
  { type: 'Federated', value: 'accounts.google.com' },
];

const PRINCIPAL_CONDITIONS: readonly AccessCondition[] = [
  { operator: 'StringEquals', key: 'aws:PrincipalAccount', values: ['111111111111'] },
  { operator: 'StringNotEquals', key: 'aws:PrincipalAccount', values: ['111111111111', '222222222222'] },
  { operator: 'ArnLike', key: 'aws:PrincipalArn', values: ['arn:aws:iam::111111111111:role/*'] },
  {
    operator: 'ArnNotLike',
    key: 'aws:PrincipalArn',
    values: ['arn:aws:iam::*:role/app', 'arn:aws:iam::*:user/*'],
  },
  { operator: 'StringLike', key: 'aws:PrincipalArn', values: ['arn:aws:iam::2*'] },
  { operator: 'StringEqualsIfExists', key: 'aws:PrincipalOrgID', values: ['o-a'] },
  { operator: 'StringNotEquals', key: 'aws:PrincipalOrgID', values: ['o-a'] },
  { operator: 'Bool', key: 'aws:PrincipalIsAWSService', values: ['true'] },
  { operator: 'Null', key: 'aws:PrincipalArn', values: ['true'] },
];

/** The policy as one of a resource: with principals, and with conditions on them here and there. */
export function asResourcePolicy(random: Random, policy: AccessPolicy): AccessPolicy {
  const statements = policy.statements.map((item): AccessStatement => {
    const principals = some(random, PRINCIPALS, 3);
    const conditions = random() < 0.5 ? [pick(random, PRINCIPAL_CONDITIONS)] : item.conditions.slice(0, 1);
    const base: AccessStatement = { ...item, conditions };
    return random() < 0.85 ? { ...base, principals } : { ...base, notPrincipals: principals };
  });
  return { ...policy, statements };
}

export const CALLERS: readonly Caller[] = [
  { type: 'anonymous' },
  { type: 'role', arn: 'arn:aws:iam::111111111111:role/app', account: '111111111111' },
  {
    type: 'role',
    arn: 'arn:aws:iam::111111111111:role/app',
    sessionArn: 'arn:aws:sts::111111111111:assumed-role/app/s1',
    account: '111111111111',
  },
  { type: 'role', arn: 'arn:aws:iam::111111111111:role/other', account: '111111111111' },
  { type: 'user', arn: 'arn:aws:iam::111111111111:user/ann', account: '111111111111' },
  { type: 'user', arn: 'arn:aws:iam::111111111111:user/bob', account: '111111111111' },
  { type: 'role', arn: 'arn:aws:iam::222222222222:role/app', account: '222222222222' },
  { type: 'user', arn: 'arn:aws:iam::222222222222:user/x', account: '222222222222' },
  { type: 'role', arn: 'arn:aws:iam::333333333333:role/app', account: '333333333333' },
  { type: 'role', arn: 'arn:aws:iam::333333333333:role/x', account: '333333333333' },
  { type: 'user', arn: 'arn:aws:iam::233333333333:user/x', account: '233333333333' },
  { type: 'service', name: 'sns.amazonaws.com' },
  { type: 'service', name: 'events.amazonaws.com' },
  { type: 'service', name: 'other.amazonaws.com' },
  { type: 'federated', name: 'accounts.google.com' },
  { type: 'federated', name: 'arn:aws:iam::111111111111:saml-provider/x' },
];

/** The request by a caller, with an organisation where the caller can have one. */
export function askedBy(random: Random, request: AccessRequest, caller: Caller): AccessRequest {
  const context = { ...request.context };
  // What follows from the caller is not free to choose.
  delete (context as Record<string, unknown>)['aws:username'];
  if (caller.account === undefined) delete (context as Record<string, unknown>)['aws:principaltag/team'];
  const organization = caller.account === undefined ? undefined : pick(random, [undefined, 'o-a', 'o-b']);
  return {
    ...request,
    caller,
    context: organization === undefined ? context : { ...context, 'aws:principalorgid': organization },
  };
}
