import { describe, expect, it } from 'vitest';
import { faultOfArn } from '../../src/analysis/arn-fault.ts';
import { arnPattern } from '../../src/analysis/arn-pattern.ts';
import { excludeEachOther } from '../../src/analysis/branches.ts';
import { valueFault } from '../../src/analysis/condition-value.ts';
import {
  isKeyOfAnyAction,
  mayBeProviderKey,
  nearestConditionKey,
} from '../../src/analysis/condition-key-use.ts';
import { isGenerated } from '../../src/analysis/generated-statement.ts';
import { leastSize } from '../../src/analysis/policy-size.ts';
import { findConditionKey } from '../../src/catalogue/services.ts';
import { expandAction } from '../../src/iam/action.ts';
import { HOLE } from '../../src/iam/wildcard.ts';
import { buildGraph } from '../../src/graph/build-graph.ts';
import { expandSam } from '../../src/sam/expand-sam.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { createScope } from '../../src/values/create-scope.ts';
import { display } from '../../src/values/value.ts';
import { graphOf, statementOf } from './graph-of.ts';

describe('faultOfArn', () => {
  it.each([
    '*', '*:x', 'arn:*', 'arn:aws:s3:::b/*', 'arn:aws:s3:*', `${HOLE}/*`, `arn:${HOLE}:s3:::b`, `arn:aws:sqs:${HOLE}`,
    'arn:aws-eusc:sqs:eusc-de-east-1:111122223333:q', 'arn:aws:iam::aws:policy/x', 'arn:aws:sqs:us-*:*:q',
    'arn:aws:iam::cloudfront:user/x', 'arn:aws:s3:::${aws:username}',
  ])('accepts %j', (pattern) => {
    expect(faultOfArn(pattern, false)).toBeUndefined();
  }); // prettier-ignore

  it.each([
    ['bucket', /begins with/],
    ['arn:aws:s3', /six parts/],
    ['arn:aws:s3::bucket/*', /six parts/],
    ['arn:amazon:s3:::b', /partition `amazon`/],
    ['arn:aws:s3:::', /ends before/],
    ['arn:aws:S3:::b', /service `S3`/],
    ['arn:aws:sqs:europe:111122223333:q', /where a region/],
    ['arn:aws:sqs:eu-west-1:1234:q', /twelve digits/],
  ])('rejects %s', (pattern, fault) => {
    expect(faultOfArn(pattern, false)).toMatch(fault);
  });

  it('takes the short form of API Gateway in resource policies only', () => {
    expect(faultOfArn('execute-api:/*', true)).toBeUndefined();
    expect(faultOfArn('execute-api:/*', false)).toBeDefined();
  });
});

describe('arnPattern', () => {
  const bucket = { Bucket: { Type: 'AWS::S3::Bucket' }, Role: { Type: 'AWS::IAM::Role' } };
  it.each([
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, `arn:${HOLE}:s3:::name`],
    [{ 'Fn::Sub': '${Bucket.Arn}/*' }, `arn:${HOLE}:s3:::name/*`],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}' }, `arn:${HOLE}:s3:::name`],
    [{ 'Fn::ImportValue': 'x' }, HOLE],
    ['*', '*'],
  ])('of %j is %j', (Resource, pattern) => {
    const statement = statementOf({ Action: 's3:*', Resource }, bucket);
    expect(arnPattern(statement.resources[0]!)).toBe(pattern);
  });
});

describe('excludeEachOther', () => {
  const on = [{ kind: 'condition', name: 'A', holds: true }] as const;
  const off = [{ kind: 'condition', name: 'A', holds: false }] as const;
  const dev = [{ kind: 'parameter', name: 'P', value: 'dev', holds: true }] as const;
  const prod = [{ kind: 'parameter', name: 'P', value: 'prod', holds: true }] as const;
  it('sees contradictions of conditions and of parameters', () => {
    expect(excludeEachOther(on, off)).toBe(true);
    expect(excludeEachOther(dev, prod)).toBe(true);
    expect(excludeEachOther(on, on)).toBe(false);
    expect(excludeEachOther(on, dev)).toBe(false);
    expect(excludeEachOther(dev, [{ ...prod[0], holds: false }])).toBe(false);
  });
});

describe('valueFault', () => {
  it.each([
    ['Bool', 'TRUE'], ['Null', 'false'], ['Numeric', '-1.5'], ['Date', '2026-01-31'], ['Date', '1767225600'],
    ['Date', '2026-01-31T12:00:00+01:00'], ['IpAddress', '203.0.113.7'], ['IpAddress', '2001:db8::/32'],
    ['Arn', 'arn:aws:s3:::x'], ['Arn', '*'], ['Binary', 'QmluYXJ5'], ['String', 'anything'], ['Bool', '${aws:x}'],
  ] as const)('%s takes %s', (family, value) => {
    expect(valueFault(family, value)).toBeUndefined();
  }); // prettier-ignore

  it.each([
    ['Bool', 'yes'], ['Null', '0'], ['Numeric', '1h'], ['Date', '31.01.2026'], ['IpAddress', 'example.com'],
    ['IpAddress', 'arn:aws'], ['Arn', 'role/x'], ['Binary', 'not base64'],
  ] as const)('%s does not take %s', (family, value) => {
    expect(valueFault(family, value)).toBeDefined();
  }); // prettier-ignore
});

describe('condition keys', () => {
  it.each([
    ['aws:PrincipalOrgId', undefined],
    ['aws:PrincipleOrgID', 'aws:PrincipalOrgID'],
    ['SourceArn', 'aws:SourceArn'],
    ['s3:prefx', 's3:prefix'],
  ])('%s is near %s', (key, meant) => {
    expect(findConditionKey(key) ? undefined : nearestConditionKey(key)).toBe(meant);
  });

  it('takes hosts for identity providers', () => {
    expect(['login.example.com:groups', 'oidc.example.com/id:sub'].every(mayBeProviderKey)).toBe(true);
    expect(['aws:x', 's3:x'].some(mayBeProviderKey)).toBe(false);
  });

  it('finds each key that the catalogue gives to an action', () => {
    const missing = ['s3', 'ec2', 'iam', 'kms', 'dynamodb', 'lambda'].flatMap((service) =>
      expandAction(`${service}:*`).flatMap(({ name, conditionKeys }) =>
        conditionKeys.flatMap((written) => {
          const key = findConditionKey(written.replace(/\$\{[^}]*\}/g, 'x'));
          const statement = statementOf({ Action: `${service}:${name}`, Resource: '*' });
          return key && isKeyOfAnyAction(statement, key) ? [] : [`${service}:${name} ${written}`];
        }),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('knows a key of another action of the service', () => {
    const statement = statementOf({ Action: 's3:GetObject', Resource: '*' });
    expect(isKeyOfAnyAction(statement, findConditionKey('s3:prefix')!)).toBe(false);
    expect(isKeyOfAnyAction(statement, findConditionKey('aws:SourceIp')!)).toBe(true);
  });
});

describe('isGenerated', () => {
  it('is what SAM makes of a policy template', () => {
    const reading = readTemplate(
      new SourceFile(
        'template.yaml',
        `Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => {}
      Policies:
        - SQSPollerPolicy: { QueueName: orders }
        - Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" }
`,
      ),
    );
    if (reading.kind !== 'template') throw new Error('no template');
    const graph = buildGraph(
      [expandSam(reading.template, createScope(reading.template, { parameters: {} }))],
      { parameters: {} },
    );
    const statements = graph.policies
      .filter(({ kind }) => kind === 'identity')
      .flatMap(({ statements }) => statements);
    expect(statements.map((statement) => [display(statement.actions[0]!), isGenerated(statement)])).toEqual([
      ['sqs:ChangeMessageVisibility', true],
      ['s3:GetObject', false],
    ]);
  });

  it('is not what an author wrote on one line', () => {
    const text = '{Version: "2012-10-17", Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}}';
    expect(
      isGenerated(
        graphOf(`Resources: {P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: ${text}}}}`)
          .policies[0]!.statements[0]!,
      ),
    ).toBe(false);
  });
});

describe('leastSize', () => {
  const condition = { StringLike: { 's3:prefix': ['a b', 'c'] }, Bool: { 'aws:SecureTransport': 'true' } };
  it.each([
    { Resource: '*' },
    { Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::b/*'] },
    { Resource: '*', Condition: condition },
  ])('counts no more than the shortest JSON of a document with %j has', (rest) => {
    const elements = { Sid: 'A', Action: ['s3:Get*', 's3:PutObject'], ...rest };
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...elements }] };
    const json = JSON.stringify(document).replace(/\s/g, '');
    const size = leastSize(statementOf(elements).policy);
    expect(size).toBeLessThanOrEqual(json.length);
    expect(size).toBeGreaterThan(json.length * 0.7);
  });
});
