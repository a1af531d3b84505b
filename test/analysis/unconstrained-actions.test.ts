import { describe, expect, it } from 'vitest';
import {
  arnFor,
  entryNames,
  isExecutionBaseline,
  listNames,
  unconstrainedActions,
} from '../../src/analysis/unconstrained-actions.ts';
import { allServices, findAction } from '../../src/catalogue/services.ts';
import { isWildcardOnly, writes } from '../../src/iam/access-level.ts';
import { statementOf } from './graph-of.ts';

const found = (elements: object) => {
  const result = unconstrainedActions(statementOf({ Resource: '*', ...elements }), writes);
  return result && entryNames(result);
};

describe('unconstrainedActions', () => {
  it('never names an action that supports a star only, of all that are known', () => {
    const actions = allServices()
      .flatMap(({ actions }) => Array.from(actions.values()))
      .filter(isWildcardOnly)
      .map(({ service, name }) => `${service}:${name}`);
    expect(actions.length).toBeGreaterThan(1000);
    expect(found({ Action: actions })).toBeUndefined();
  });

  it('names each writing action that can be limited', () => {
    const actions = ['sqs:SendMessage', 's3:PutObject', 'dynamodb:Delete*'];
    expect(found({ Action: actions })).toEqual(actions);
  });

  it('passes over reads, whole services, everything and a Deny', () => {
    expect(found({ Action: ['sqs:GetQueueUrl', 's3:*', '*'] })).toBeUndefined();
    expect(found({ Effect: 'Deny', Action: 's3:PutObject' })).toBeUndefined();
  });

  it.each([
    { StringEquals: { 'aws:ResourceTag/team': 'x' } },
    { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } },
    { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } },
  ])('counts %j as a limit', (Condition) => {
    expect(found({ Action: 's3:PutObject', Condition })).toBeUndefined();
  });
});

describe('isExecutionBaseline', () => {
  it.each([
    'logs:CreateLogGroup',
    'logs:PutLogEvents',
    'ec2:CreateNetworkInterface',
    'ssm:UpdateInstanceInformation',
    'ecs:SubmitTaskStateChange',
  ])('holds %s', (name) => {
    expect(isExecutionBaseline(findAction(name)!)).toBe(true);
  });

  it.each(['s3:PutObject', 'logs:DeleteLogGroup', 'ec2:RunInstances', 'sqs:DeleteMessage'])(
    'lacks %s',
    (name) => {
      expect(isExecutionBaseline(findAction(name)!)).toBe(false);
    },
  );
});

describe('arnFor', () => {
  it.each([
    ['sqs:SendMessage', 'arn:aws:sqs:<region>:<account>:<QueueName>'],
    ['s3:PutObject', 'arn:aws:s3:::<BucketName>/<ObjectName>'],
    ['iam:PassRole', 'arn:aws:iam::<account>:role/<RoleNameWithPath>'],
    ['s3:ListAllMyBuckets', undefined],
  ])('of %s is %s', (name, arn) => {
    expect(arnFor(findAction(name)!)).toBe(arn);
  });
});

describe('listNames', () => {
  it.each([
    [['a'], '`a`'],
    [['a', 'b'], '`a` and `b`'],
    [['a', 'b', 'c', 'd'], '`a`, `b`, `c` and `d`'],
    [['a', 'b', 'c', 'd', 'e'], '`a`, `b`, `c` and 2 more'],
  ])('of %j is %s', (names, text) => {
    expect(listNames(names)).toBe(text);
  });
});
