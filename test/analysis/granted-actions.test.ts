import { describe, expect, it } from 'vitest';
import {
  actionGrants,
  breadthOfAction,
  breadthOfResource,
  passRoleGrants,
  resourceLimits,
  takesInEvery,
} from '../../src/analysis/granted-actions.ts';
import { statementOf } from './graph-of.ts';

const resourceOf = (Resource: unknown) => statementOf({ Action: 's3:*', Resource }).resources[0]!;

describe('breadthOfAction', () => {
  it.each([
    ['*', 'everything'],
    ['*:*', 'everything'],
    ['**', 'everything'],
    ['s3:*', 'service'],
    ['s3:**', 'service'],
    ['s3:Get*', 'pattern'],
    ['s?:*', 'pattern'],
    ['s3:GetObject', 'single'],
    [undefined, 'undecided'],
  ])('of %s is %s', (pattern, breadth) => {
    expect(breadthOfAction(pattern)).toBe(breadth);
  });
});

describe('breadthOfResource', () => {
  it.each([
    ['*', 'everything'],
    ['arn:aws:*:*:*:*', 'everything'],
    ['arn:*', 'everything'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:*:*:*:*' }, 'everything'],
    ['arn:aws:s3:::*', 'type'],
    ['arn:aws:s3:::*/*', 'type'],
    ['arn:aws:dynamodb:eu-west-1:111122223333:table/*', 'type'],
    [{ 'Fn::Sub': 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:*' }, 'type'],
    ['arn:aws:s3:::bucket/*', 'named'],
    ['arn:aws:s3:::bucket*', 'named'],
    ['arn:aws:dynamodb:*:*:table/orders-*', 'named'],
    [{ 'Fn::Sub': 'arn:aws:s3:::${Name}/*' }, 'named'],
    [{ 'Fn::ImportValue': 'arn' }, 'named'],
  ])('of %j is %s', (written, breadth) => {
    expect(breadthOfResource(resourceOf(written))).toBe(breadth);
  });
});

describe('takesInEvery', () => {
  it.each([
    ['*', 'iam', 'role', true],
    ['arn:aws:iam::111122223333:role/*', 'iam', 'role', true],
    ['arn:aws:iam::*:*', 'iam', 'role', true],
    ['arn:aws:iam::*:user/*', 'iam', 'role', false],
    ['arn:aws:iam::*:role/app-*', 'iam', 'role', false],
    ['arn:aws:s3:::*', 'iam', 'role', false],
    ['arn:aws:s3:::*', 's3', undefined, true],
    ['arn:aws:dynamodb:*:*:table/*', 's3', undefined, false],
  ])('%s of %s %s: %s', (written, service, type, expected) => {
    expect(takesInEvery(resourceOf(written), service, type)).toBe(expected);
  });
});

describe('resourceLimits', () => {
  const limits = (Condition: object) =>
    resourceLimits(statementOf({ Action: 's3:*', Resource: '*', Condition })).length;

  it.each([
    { StringEquals: { 'aws:ResourceTag/team': 'x' } },
    { StringLike: { 's3:prefix': 'home/*' } },
    { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:eu-west-1:111122223333:cluster/x' } },
  ])('counts %j', (condition) => {
    expect(limits(condition)).toBe(1);
  });

  it.each([
    { Bool: { 'aws:SecureTransport': 'true' } },
    { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    { StringEquals: { 'aws:ResourceAccount': '111122223333' } },
    { StringNotEquals: { 'aws:ResourceTag/team': 'x' } },
    { StringEqualsIfExists: { 'aws:ResourceTag/team': 'x' } },
    { 'ForAllValues:StringEquals': { 'aws:ResourceTag/team': 'x' } },
    { StringLike: { 'aws:ResourceTag/team': '*' } },
  ])('does not count %j', (condition) => {
    expect(limits(condition)).toBe(0);
  });
});

describe('passRoleGrants', () => {
  const patterns = (elements: object) =>
    passRoleGrants(statementOf({ Resource: '*', ...elements })).map(({ pattern }) => pattern);

  it('finds every spelling of the action but whole services', () => {
    expect(
      patterns({
        Action: ['iam:PassRole', 'IAM:passrole', 'iam:Pass*', 'iam:*Role', 'iam:*', '*', 'iam:GetRole'],
      }),
    ).toEqual(['iam:PassRole', 'IAM:passrole', 'iam:Pass*', 'iam:*Role']);
  });

  it.each(['StringEquals', 'StringLike', 'StringEqualsIfExists', 'ForAnyValue:StringLike'])(
    'takes a service by %s for a guard',
    (operator) => {
      const Condition = { [operator]: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
      expect(patterns({ Action: 'iam:PassRole', Condition })).toEqual([]);
    },
  );

  it.each([
    { StringLike: { 'iam:PassedToService': '*' } },
    { StringNotEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  ])('takes %j for none', (Condition) => {
    expect(patterns({ Action: 'iam:PassRole', Condition })).toEqual(['iam:PassRole']);
  });

  it('does not count a Deny', () => {
    expect(patterns({ Effect: 'Deny', Action: 'iam:PassRole' })).toEqual([]);
  });
});

describe('actionGrants', () => {
  it('expands a pattern, and knows nothing of what the deployment fills in', () => {
    const [some, hole] = actionGrants(
      statementOf({ Action: ['s3:GetBucketA*', { 'Fn::Sub': 's3:${Verb}' }], Resource: '*' }),
    );
    expect(some!.actions.map(({ name }) => name)).toContain('GetBucketAcl');
    expect(hole).toMatchObject({ breadth: 'undecided', pattern: undefined, actions: [] });
  });
});
