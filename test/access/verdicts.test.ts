import { describe, expect, it } from 'vitest';
import { findManagedPolicy, managedPolicyNames } from '../../src/catalogue/managed-policies.ts';
import {
  type AccessPolicy,
  compareAccess,
  effectiveAccess,
  evaluatePolicy,
  grantsAccess,
  type Hole,
  parsePolicy,
  policySet,
  publicAccess,
} from '../../src/access/index.ts';

type Written = Record<string, unknown>;
const allow = (more: Written = {}): Written => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more });
const deny = (more: Written = {}): Written => ({ ...allow(more), Effect: 'Deny' });
const policy = (...statements: Written[]): AccessPolicy =>
  parsePolicy({ Version: '2012-10-17', Statement: statements });
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('a FAIL', () => {
  it('shows a request that the evaluator allows by the new policy only, with a likely resource', () => {
    const existing = policy(allow({ Action: 's3:Get*', Resource: 'arn:aws:s3:::logs/*' }));
    const next = policy(allow({ Action: ['s3:Get*', 's3:DeleteObject'], Resource: 'arn:aws:s3:::logs/*' }));
    expect(compareAccess(existing, next)).toEqual({
      verdict: 'FAIL',
      witness: { action: 's3:DeleteObject', resource: 'arn:aws:s3:::logs/example', context: {} },
      statement: 0,
      when: {},
    });
  });

  it('names the most telling action of those that are new', () => {
    const verdict = compareAccess(policy(allow({ Action: 'iam:Get*' })), policy(allow({ Action: 'iam:*' })));
    expect(verdict).toMatchObject({
      verdict: 'FAIL',
      witness: { action: expect.stringMatching(/^iam:/) as string },
    });
    const { action } = (verdict as { witness: { action: string } }).witness;
    expect(action).not.toMatch(/^iam:(Get|List)/);
  });

  it('names the caller of a resource policy', () => {
    const to = (account: string): AccessPolicy => policy(allow({ Principal: { AWS: account } }));
    expect(compareAccess(to('111111111111'), to('222222222222'))).toMatchObject({
      verdict: 'FAIL',
      witness: { caller: { account: '222222222222' } },
    });
  });
});

describe('keys with several values', () => {
  const tagged = (operator: string): AccessPolicy =>
    policy(allow({ Action: 'ec2:CreateTags', Condition: { [operator]: { 'aws:TagKeys': ['a'] } } }));

  it('can satisfy some value and break every value at once', () => {
    const verdict = compareAccess(tagged('ForAllValues:StringEquals'), tagged('ForAnyValue:StringEquals'));
    expect(verdict).toMatchObject({
      verdict: 'FAIL',
      witness: { context: { 'aws:tagkeys': expect.arrayContaining(['a']) as string[] } },
    });
    expect(
      compareAccess(tagged('ForAnyValue:StringEquals'), tagged('ForAllValues:StringEquals')),
    ).toMatchObject({
      verdict: 'FAIL',
      witness: { context: {} },
    });
  });
});

describe('resource models', () => {
  const existing = policy(allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' }));
  const next = policy(allow({ Action: 's3:GetObject', Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::a'] }));

  it('leave out, in the catalogue model, resources that the action does not know, and say so', () => {
    expect(compareAccess(existing, next)).toEqual({ verdict: 'PASS', byCatalogue: true });
    expect(compareAccess(existing, next, { resourceModel: 'arn' }).verdict).toBe('FAIL');
  });

  it('leave out condition keys that the action does not know', () => {
    const dead = policy(
      allow({ Action: 's3:GetObject', Condition: { StringEquals: { 's3:max-keys': '1' } } }),
    );
    expect(compareAccess(policy(), dead)).toEqual({ verdict: 'PASS', byCatalogue: true });
    expect(compareAccess(policy(), dead, { resourceModel: 'arn' }).verdict).toBe('FAIL');
  });

  it('let a star reach over colons in the raw model only', () => {
    const other = policy(allow(), deny({ Resource: 'arn:aws:s3:*:*:x' }));
    const one = policy(allow({ Resource: 'arn:aws:s3:*:*:y*' }));
    expect(compareAccess(other, one, { resourceModel: 'arn' }).verdict).toBe('PASS');
    expect(compareAccess(other, one, { resourceModel: 'raw' }).verdict).toBe('FAIL');
  });
});

describe('holes', () => {
  const bucket: Hole = { id: 'Bucket', domain: 'name' };
  const on = (...resource: (string | Hole)[]): AccessPolicy => ({
    version: '2012-10-17',
    statements: [{ effect: 'Allow', actions: ['s3:*'], resources: [resource], conditions: [] }],
    unreadable: [],
  });

  it('are one text on both sides: below the bucket is inside the bucket', () => {
    expect(
      compareAccess(on('arn:aws:s3:::', bucket, '/*'), on('arn:aws:s3:::', bucket, '/a/*')).verdict,
    ).toBe('PASS');
    expect(
      compareAccess(on('arn:aws:s3:::', bucket, '/a/*'), on('arn:aws:s3:::', bucket, '/*')).verdict,
    ).toBe('FAIL');
  });

  it('make access possible, not definite, when it turns on their value', () => {
    expect(compareAccess(on('arn:aws:s3:::logs/*'), on('arn:aws:s3:::', bucket, '/*'))).toMatchObject({
      verdict: 'UNKNOWN',
      reason: 'hole',
      when: { Bucket: expect.any(String) as string },
    });
    expect(compareAccess(on('arn:aws:s3:::', bucket, '/*'), on('arn:aws:s3:::*')).verdict).toBe('FAIL');
  });

  it('are tried value by value when they have few', () => {
    const among = (...values: string[]): Hole => ({ ...bucket, values });
    const logs = on('arn:aws:s3:::logs/*');
    expect(compareAccess(logs, on('arn:aws:s3:::', among('data', 'media'), '/*')).verdict).toBe('FAIL');
    expect(compareAccess(logs, on('arn:aws:s3:::', among('logs'), '/*')).verdict).toBe('PASS');
    expect(compareAccess(logs, on('arn:aws:s3:::', among('logs', 'data'), '/*'))).toMatchObject({
      verdict: 'UNKNOWN',
      reason: 'hole',
      when: { Bucket: 'data' },
    });
  });

  it('have the verdict of their default, and may still be possible for other values', () => {
    const usually = (text: string): Hole => ({ ...bucket, default: text });
    const logs = on('arn:aws:s3:::logs/*');
    expect(compareAccess(logs, on('arn:aws:s3:::', usually('data'), '/*'))).toMatchObject({
      verdict: 'FAIL',
      when: { Bucket: 'data' },
    });
    expect(compareAccess(logs, on('arn:aws:s3:::', usually('logs'), '/*'))).toMatchObject({
      verdict: 'UNKNOWN',
      reason: 'hole',
    });
  });
});

describe('layers', () => {
  const admin = policy(allow({ Action: '*' }));
  const boundary = policy(allow());

  it('must all allow: permissions within a boundary are no more than the boundary', () => {
    expect(compareAccess(boundary, { layers: [[admin], [boundary]] }).verdict).toBe('PASS');
    expect(compareAccess({ layers: [[admin], [boundary]] }, admin).verdict).toBe('FAIL');
    expect(compareAccess({ layers: [[admin], [boundary]] }, { layers: [[boundary], [admin]] }).verdict).toBe(
      'PASS',
    );
  });

  it('are forbidden by a Deny of any of them', () => {
    const guarded = { layers: [[admin]], denies: [policy(deny({ Action: 'iam:*' }))] };
    expect(grantsAccess(guarded, [{ actions: ['iam:*'] }]).verdict).toBe('PASS');
    expect(grantsAccess(guarded, [{ actions: ['s3:*'] }]).verdict).toBe('FAIL');
  });

  it('unite the policies of one layer', () => {
    const both = { layers: [[policy(allow({ Action: 's3:Get*' })), policy(allow({ Action: 's3:Put*' }))]] };
    expect(compareAccess(both, policy(allow({ Action: ['s3:GetObject', 's3:PutObject'] }))).verdict).toBe(
      'PASS',
    );
    expect(compareAccess(both, policy(allow({ Action: 's3:DeleteObject' }))).verdict).toBe('FAIL');
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no JSON', '{'],
    ['a list', []],
    ['null', null],
    [
      'an operator that is none',
      { Version: '2012-10-17', Statement: [allow({ Condition: { StringIs: { 'aws:username': 'x' } } })] },
    ],
    ['an effect that is none', { Version: '2012-10-17', Statement: [allow({ Effect: 'allow' })] }],
    [
      'a statement without action',
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*' }] },
    ],
    ['a resource that is a number', { Version: '2012-10-17', Statement: [allow({ Resource: 7 })] }],
  ])('is never a PASS: %s', (_, document) => {
    expect(compareAccess(policy(allow({ Action: '*' })), parsePolicy(document))).toMatchObject({
      verdict: 'UNKNOWN',
      reason: 'unreadable',
    });
  });

  it('is not mistaken for a property of objects', () => {
    const odd = policy(
      allow({ Action: ['__proto__:x', 'constructor:*'], Condition: { StringEquals: { constructor: 'x' } } }),
    );
    expect(compareAccess(odd, odd).verdict).toBe('PASS');
  });
});

describe('publicAccess', () => {
  const open = (condition: Written, principal: unknown = '*'): AccessPolicy =>
    policy(
      allow({
        Principal: principal,
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: condition,
      }),
    );

  it.each([
    ['an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, 'PASS'],
    ['any organisation', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, 'FAIL'],
    ['a VPC endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b' } }, 'PASS'],
    ['a narrow range', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, 'PASS'],
    ['all addresses', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, 'FAIL'],
    ['a topic of an account', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } }, 'PASS'],
    [
      'an access point of an account',
      { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:*:111122223333:accesspoint/*' } },
      'PASS',
    ],
    ['an agent', { StringEquals: { 'aws:UserAgent': 'mine' } }, 'FAIL'],
    ['a referer', { StringLike: { 'aws:Referer': 'https://example.com/*' } }, 'FAIL'],
    ['encryption in transit', { Bool: { 'aws:SecureTransport': 'true' } }, 'FAIL'],
    ['services', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, 'PASS'],
  ])('bounded by %s', (_, condition, expected) => {
    expect(publicAccess(open(condition), 'AWS::S3::Bucket').verdict).toBe(expected);
  });

  it('judges wildcards and addresses by the profile', () => {
    const prefix = open({ StringLike: { 'aws:PrincipalOrgPaths': 'o-abc123/*' } });
    expect(publicAccess(prefix, 'AWS::S3::Bucket').verdict).toBe('PASS');
    expect(publicAccess(prefix, 'AWS::S3::Bucket', { profile: 's3' }).verdict).toBe('FAIL');
    const address = open({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
    expect(publicAccess(address, 'AWS::DynamoDB::Table', { profile: 'dynamodb' }).verdict).toBe('FAIL');
  });

  it('takes a shared identity provider for everybody unless a claim tells who', () => {
    const trust = (condition: Written): AccessPolicy =>
      policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: {
          Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
        },
        Condition: condition,
      });
    const subject = 'token.actions.githubusercontent.com:sub';
    const audience = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' };
    const verdict = (condition: Written): string =>
      publicAccess(trust(condition), 'AWS::IAM::AssumeRolePolicyDocument').verdict;
    expect(verdict({ StringEquals: audience })).toBe('FAIL');
    expect(verdict({ StringEquals: audience, StringLike: { [subject]: 'repo:org/*' } })).toBe('PASS');
    expect(verdict({ StringEquals: audience, StringLike: { [subject]: 'repo:*' } })).toBe('FAIL');
  });
});

describe('effectiveAccess', () => {
  const account = '111111111111';
  const role = { type: 'role', arn: `arn:aws:iam::${account}:role/app`, account } as const;
  const get = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} };

  it('needs every level of SCPs, but not for the management account or service-linked roles', () => {
    const policies = {
      identity: [policy(allow())],
      scps: [[policy(allow({ Action: '*' }))], [policy(allow({ Action: 'ec2:*' }))]],
    };
    expect(effectiveAccess(role, policies, get)).toBe('IMPLICIT_DENY');
    expect(effectiveAccess(role, policies, get, { managementAccount: true })).toBe('ALLOW');
    const linked = {
      ...role,
      arn: `arn:aws:iam::${account}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
    };
    expect(effectiveAccess(linked, policies, get)).toBe('ALLOW');
  });

  it('lets a session policy limit identity policies, not a grant to the session', () => {
    const session = `arn:aws:sts::${account}:assumed-role/app/s1`;
    const policies = { identity: [policy(allow())], session: [policy(allow({ Action: 'ec2:*' }))] };
    const resource = policy(allow({ Principal: { AWS: session } }));
    expect(effectiveAccess({ ...role, sessionArn: session }, policies, get)).toBe('IMPLICIT_DENY');
    expect(effectiveAccess({ ...role, sessionArn: session }, { ...policies, resource }, get)).toBe('ALLOW');
  });

  it('needs both sides across accounts', () => {
    const other = { resourceAccount: '222222222222' };
    const resource = policy(allow({ Principal: { AWS: account } }));
    expect(effectiveAccess(role, { identity: [policy(allow())] }, get, other)).toBe('IMPLICIT_DENY');
    expect(effectiveAccess(role, { identity: [], resource }, get, other)).toBe('IMPLICIT_DENY');
    expect(effectiveAccess(role, { identity: [policy(allow())], resource }, get, other)).toBe('ALLOW');
  });

  it('takes an asterisk in the value of a variable for an asterisk', () => {
    const own = policy(allow({ Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/*' }));
    const asked = { ...get, context: { 'aws:PrincipalTag/team': '*' } };
    expect(evaluatePolicy(own, asked, { kind: 'identity' }).decision).toBe('IMPLICIT_DENY');
  });
});

describe('many and hostile policies', () => {
  it('finds nothing new in any AWS managed policy against itself', () => {
    const policies = managedPolicyNames().map((name) => parsePolicy(findManagedPolicy(name)!.document));
    const set = policySet(policies, { resourceModel: 'arn' });
    const failing = policies.flatMap((_, index) =>
      set.compare(index, index) === 'PASS' ? [] : [managedPolicyNames()[index]],
    );
    expect(policies.length).toBeGreaterThan(1000);
    expect(failing).toEqual([]);
  });

  it('decides a set of policies as one by one', () => {
    const policies = managedPolicyNames()
      .slice(0, 60)
      .map((name) => parsePolicy(findManagedPolicy(name)!.document));
    const set = policySet(policies);
    const differing: string[] = [];
    for (let pair = 0; pair < 400; pair++) {
      const [existing, next] = [(pair * 7) % 60, (pair * 13 + 5) % 60];
      if (set.compare(existing, next) !== compareAccess(policies[existing]!, policies[next]!).verdict)
        differing.push(`${existing} ${next}`);
    }
    expect(differing).toEqual([]);
  });

  const when = (condition: Written): Written => allow({ Condition: condition });
  const bit = (index: number, key: number): boolean => ((index >> key) & 1) === 1;
  const tautology = (keys: number): AccessPolicy =>
    policy(
      ...range(2 ** keys).map((index) =>
        when({
          StringEquals: Object.fromEntries(
            range(keys)
              .filter((key) => bit(index, key))
              .map((key) => [`app:k${key}`, 'x']),
          ),
          StringNotEquals: Object.fromEntries(
            range(keys)
              .filter((key) => !bit(index, key))
              .map((key) => [`app:k${key}`, 'x']),
          ),
        }),
      ),
    );

  it.each<[string, AccessPolicy, AccessPolicy, readonly string[]]>([
    ['a small tautology', tautology(4), policy(allow()), ['PASS']],
    ['a large tautology', tautology(9), policy(allow()), ['PASS', 'UNKNOWN']],
    [
      'chains of single wildcards',
      policy(...range(40).map((index) => allow({ Resource: `arn:aws:s3:::*a${'?'.repeat(index + 1)}b*` }))),
      policy(allow({ Resource: `arn:aws:s3:::*${'a?'.repeat(30)}*` })),
      ['FAIL', 'UNKNOWN'],
    ],
    [
      'hundreds of statements',
      policy(...range(300).map((index) => allow({ Resource: `arn:aws:s3:::b${index}/*` }))),
      policy(...range(300).map((index) => allow({ Resource: `arn:aws:s3:::b${index}/x*` }))),
      ['PASS'],
    ],
    [
      'thousands of values',
      policy(when({ StringEquals: { 's3:prefix': range(5000).map((index) => `v${index}`) } })),
      policy(when({ StringEquals: { 's3:prefix': range(5000).map((index) => `v${4999 - index}`) } })),
      ['PASS'],
    ],
    [
      'many variables',
      policy(...range(20).map((index) => allow({ Resource: `arn:aws:s3:::\${app:v${index}}/*` }))),
      policy(allow({ Resource: range(20).map((index) => `arn:aws:s3:::\${app:v${index}}/x`) })),
      ['PASS', 'UNKNOWN'],
    ],
    [
      'a text longer than AWS takes',
      policy(allow({ Resource: `arn:aws:s3:::${'*a'.repeat(50_000)}` })),
      policy(allow({ Resource: `arn:aws:s3:::${'a*'.repeat(50_000)}` })),
      ['UNKNOWN'],
    ],
    [
      'patterns over all services',
      policy(allow({ Action: range(3000).map((index) => `*:*${index}*`) })),
      policy(allow({ Action: range(3000).map((index) => `*${index}`) })),
      ['UNKNOWN'],
    ],
  ])('ends with an answer or UNKNOWN, never late: %s', (_, existing, next, expected) => {
    const started = performance.now();
    expect(expected).toContain(compareAccess(existing, next).verdict);
    // Far above the tenths of a second that it takes, so that a slow machine does not fail it.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
