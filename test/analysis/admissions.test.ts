import { describe, expect, it } from 'vitest';
import { admissionsOf, isOpenToEveryone } from '../../src/analysis/admissions.ts';
import { ownershipOf } from '../../src/analysis/principal-scope.ts';
import { NO_FACTS, type Facts } from '../../src/rule/facts.ts';
import { graphOf } from './graph-of.ts';

/** Who is let in by a queue policy with these statements, as `kind:bounds` each. */
function admitted(statements: readonly object[], facts: Partial<Facts> = {}): string[] {
  const graph = graphOf(
    JSON.stringify({
      Parameters: { Account: { Type: 'String' } },
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
        Provider: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: 'https://gitlab.com' } },
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: { Queues: ['q'], PolicyDocument: { Statement: statements } },
        },
      },
    }),
    'template.json',
  );
  const [policy] = graph.policies.filter(({ owner }) => owner.logicalId === 'Policy');
  return policy!.statements.flatMap((statement) =>
    admissionsOf(statement, ownershipOf(policy!.owner, { ...NO_FACTS, ...facts })).map(
      ({ scope, bounds }) => `${scope.kind}:${bounds.map(({ kind }) => kind).join()}`,
    ),
  );
}

const allow = (Principal: unknown, Condition?: object): object => ({
  Effect: 'Allow',
  Principal,
  Action: 'sqs:SendMessage',
  Resource: '*',
  ...(Condition && { Condition }),
});

describe('the scope of a principal', () => {
  it.each([
    ['*', 'everyone'],
    [{ AWS: '*' }, 'everyone'],
    [{ Service: '*' }, 'everyone'],
    [{ AWS: 'arn:aws:iam::*:root' }, 'everyone'],
    [{ AWS: { Ref: 'AWS::AccountId' } }, 'own-account'],
    [{ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, 'own-account'],
    [{ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/x' } }, 'own-principal'],
    [{ AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 'own-principal'],
    [{ AWS: '464622532012' }, 'external-account'],
    [{ AWS: 'arn:aws-us-gov:iam::464622532012:root' }, 'external-account'],
    [{ AWS: 'arn:aws:sts::464622532012:assumed-role/a/b' }, 'external-principal'],
    [{ AWS: 'arn:aws:iam::127311923021:root' }, 'aws-service-account'],
    [{ AWS: { 'Fn::Sub': 'arn:aws:iam::${Account}:root' } }, 'undecided-account'],
    [{ AWS: { Ref: 'Account' } }, 'undecided-account'],
    [{ AWS: { 'Fn::ImportValue': 'role' } }, 'undecided'],
    [{ Service: 'sns.amazonaws.com' }, 'service'],
    [{ Federated: { Ref: 'Provider' } }, 'federated'],
    [{ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }, 'canonical-user'],
  ])('of %j is %s', (principal, kind) => {
    expect(admitted([allow(principal)])).toEqual([`${kind}:`]);
  });

  it('knows the accounts that the configuration names', () => {
    const statement = allow({ AWS: ['464622532012', 'arn:aws:iam::464622532012:user/x'] });
    expect(admitted([statement], { accounts: ['464622532012'] })).toEqual(['own-account:', 'own-principal:']);
    expect(admitted([statement], { trustedAccounts: ['464622532012'] })).toEqual([
      'external-account:',
      'external-principal:',
    ]);
  });
});

describe('conditions', () => {
  it.each([
    ['StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5', 'organization'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:eu-west-1:111122223333:*', 'source'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:s3:::bucket', 'source'],
    ['StringEquals', 'AWS:SourceOwner', '111122223333', 'account'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', 'network'],
    ['StringEquals', 'aws:SourceVpce', 'vpce-1', 'network'],
    ['Bool', 'elasticfilesystem:AccessedViaMountTarget', 'true', 'network'],
  ])('%s %s %s keep strangers out', (operator, key, value, kind) => {
    expect(admitted([allow('*', { [operator]: { [key]: value } })])).toEqual([`everyone:${kind}`]);
  });

  it.each([
    ['StringLike', 'aws:Referer', 'https://example.com/*'],
    ['StringLike', 'aws:UserAgent', 'x'],
    ['Bool', 'aws:SecureTransport', 'true'],
    ['StringNotEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['ForAllValues:StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['StringLike', 'aws:PrincipalOrgID', '*'],
    ['StringEquals', 'aws:ResourceOrgID', 'o-a1b2c3d4e5'],
    ['StringEquals', 'aws:PrincipalTag/team', 'x'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:orders'],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/Deploy'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'],
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0'],
    ['Bool', 'aws:PrincipalIsAWSService', 'false'],
  ])('%s %s %s keep nobody out', (operator, key, value) => {
    expect(admitted([allow('*', { [operator]: { [key]: value } })])).toEqual(['everyone:']);
  });
});

describe('a Deny beside an Allow', () => {
  const deny = (Condition: object, more: object = {}): object => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: '*',
    Condition,
    ...more,
  });
  const own = { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } };

  it('keeps out whoever does not meet its conditions', () => {
    expect(admitted([allow('*'), deny(own)])).toEqual(['everyone:account']);
    expect(
      admitted([allow('*'), deny({ Null: { 'aws:SourceVpce': 'true' } }, { Principal: { AWS: '*' } })]),
    ).toEqual(['everyone:network']);
    expect(
      admitted([
        allow('*'),
        deny({ ...own, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }, { Action: '*' }),
      ]),
    ).toEqual(['everyone:account,calling-service']);
  });

  it('keeps out all but those whom NotPrincipal names', () => {
    const rest = { Effect: 'Deny', Action: 'sqs:*', Resource: '*' };
    expect(admitted([allow('*'), { ...rest, NotPrincipal: { AWS: '111122223333' } }])).toEqual([
      'everyone:principal',
    ]);
  });

  it.each([
    ['for one action only', deny(own, { Action: 'sqs:DeleteQueue' })],
    ['for another resource', deny(own, { Resource: 'arn:aws:sqs:eu-west-1:111122223333:other' })],
    ['for some principals', deny(own, { Principal: { AWS: '464622532012' } })],
    ['when something else holds too', deny({ ...own, Bool: { 'aws:SecureTransport': 'false' } })],
    ['without regard to who asks', deny({ Bool: { 'aws:SecureTransport': 'false' } })],
    ['for those inside', deny({ StringEquals: { 'aws:PrincipalAccount': '111122223333' } })],
  ])('does not keep strangers out %s', (_, denial) => {
    expect(admitted([allow('*'), denial])).toEqual(['everyone:']);
  });
});

describe('isOpenToEveryone', () => {
  it('holds for everybody without bounds only', () => {
    const scope = { kind: 'everyone' } as const;
    expect(isOpenToEveryone({ scope, bounds: [] } as never)).toBe(true);
    expect(isOpenToEveryone({ scope: { kind: 'own-account' }, bounds: [] } as never)).toBe(false);
  });
});
