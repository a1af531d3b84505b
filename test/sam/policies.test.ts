import { describe, expect, test } from 'vitest';
import { findSamPolicyTemplate, samPolicyTemplateNames } from '../../src/catalogue/sam-policy-templates.ts';
import { expandSam, samDefects } from '../../src/sam/expand-sam.ts';
import { type Template } from '../../src/template/template.ts';
import { createScope } from '../../src/values/create-scope.ts';
import { expand, expandResources, json, nodesOf, pointed, property, resourceOf } from './expanded.ts';

function withPolicies(policies: string, more = ''): Template {
  return expandResources(
    `  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${more}      Policies: ${policies}\n`,
  );
}

function inlineOf(template: Template): readonly unknown[] {
  return (property(template, 'FnRole', 'Policies') ?? []) as readonly unknown[];
}

function managedOf(template: Template): readonly unknown[] {
  return property(template, 'FnRole', 'ManagedPolicyArns') as readonly unknown[];
}

const BASIC = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' };

describe('Policies', () => {
  test('a function without role and policies has the basic role, bound to its id', () => {
    const template = expandResources('  Fn:\n    Type: AWS::Serverless::Function\n');
    const role = resourceOf(template, 'FnRole');
    expect(role.type).toBe('AWS::IAM::Role');
    expect(managedOf(template)).toEqual([BASIC]);
    expect(inlineOf(template)).toEqual([]);
    expect(pointed(role.id)).toBe('Fn');
    expect(role.generatedFrom).toBe(resourceOf(template, 'Fn'));
    expect(role.template).toBe(template);
    expect(property(template, 'Fn', 'Role')).toEqual({ 'Fn::GetAtt': ['FnRole', 'Arn'] });
  });

  test('a managed policy by its short name becomes an ARN; what SAM does not know stays as it is', () => {
    const template = withPolicies(
      '[AdministratorAccess, AWSLambdaRole, service-role/AWSLambdaRole, Nobody, AWSLambdaBasicExecutionRole]',
    );
    expect(managedOf(template)).toEqual([
      BASIC,
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' },
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaRole' },
      'service-role/AWSLambdaRole',
      'Nobody',
    ]);
  });

  test('a lone string, a lone template and a lone document are lists of one', () => {
    expect(managedOf(withPolicies('PowerUserAccess'))).toHaveLength(2);
    expect(inlineOf(withPolicies('{S3ReadPolicy: {BucketName: b}}'))).toHaveLength(1);
    expect(inlineOf(withPolicies('{Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}}'))).toEqual([
      {
        PolicyName: 'FnRolePolicy0',
        PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } },
      },
    ]);
  });

  test("a policy template's statements hold the author's value and point at the template's name", () => {
    const template = withPolicies('[{SQSPollerPolicy: {QueueName: !GetAtt Q.QueueName}}]');
    const role = resourceOf(template, 'FnRole');
    const document = json(role.properties?.entries.get('Policies')?.value);
    expect(document).toMatchObject([
      {
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Resource: { 'Fn::Sub': [expect.any(String), {}] } }],
        },
      },
    ]);
    const nodes = nodesOf(role.properties!);
    const action = nodes.find((node) => node.kind === 'scalar' && node.text === 'sqs:ReceiveMessage');
    expect(pointed(action!)).toBe('SQSPollerPolicy');
    const value = nodes.find((node) => node.kind === 'intrinsic' && node.fn === 'Fn::GetAtt');
    expect(pointed(value!)).toBe('!GetAtt Q.QueueName');
  });

  test('all 81 policy templates expand, each parameter replaced', () => {
    const names = samPolicyTemplateNames();
    expect(names).toHaveLength(81);
    for (const name of names) {
      const template = withPolicies(`[{${name}: {${parametersFor(name)}}}]`);
      expect(samDefects(template), name).toEqual([]);
      expect(inlineOf(template), name).toHaveLength(1);
      const text = JSON.stringify(inlineOf(template));
      const references = Array.from(text.matchAll(/\{"Ref":"([^"]+)"\}/g), ([, to]) => to);
      expect(
        references.filter((to) => !to?.startsWith('AWS::')),
        name,
      ).toEqual([]);
    }
  });

  test('Fn::If round an entry keeps the entry under its condition', () => {
    const template = withPolicies(
      '[!If [C, {S3ReadPolicy: {BucketName: b}}, !Ref AWS::NoValue], !If [C, ReadOnlyAccess, !Ref P]]',
    );
    expect(inlineOf(template)).toMatchObject([
      { 'Fn::If': ['C', { PolicyName: 'FnRolePolicy0' }, { Ref: 'AWS::NoValue' }] },
    ]);
    const arn = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess' };
    expect(managedOf(template).slice(1)).toEqual([
      { 'Fn::If': ['C', arn, { Ref: 'AWS::NoValue' }] },
      { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, { Ref: 'P' }] },
    ]);
    expect(samDefects(template)).toEqual([]);
  });

  test('Fn::If round the whole is expanded and remembered, as SAM refuses it', () => {
    const template = withPolicies(
      '!If [C, [ReadOnlyAccess, {S3ReadPolicy: {BucketName: b}}], !Ref AWS::NoValue]',
    );
    expect(managedOf(template)).toHaveLength(2);
    expect(inlineOf(template)).toHaveLength(1);
    expect(samDefects(template).map(({ kind }) => kind)).toEqual(['nested-list']);
  });
});

describe('what SAM drops or refuses', () => {
  const STATEMENT = '{Effect: Allow, Action: "s3:GetObject", Resource: "*"}';
  test.each([
    [`[${STATEMENT}]`, 'bare-statement', 1],
    [`${STATEMENT}`, 'bare-statement', 1],
    [`[{PolicyName: n, PolicyDocument: {Statement: [${STATEMENT}]}}]`, 'wrapped-document', 1],
    [`[[${STATEMENT}]]`, 'nested-list', 1],
    ['[{S3ReedPolicy: {BucketName: b}}]', 'unknown-policy-template', 0],
    ['[{S3ReadPolicy: {Bucket: b}}]', 'missing-template-parameter', 0],
    ['[{S3ReadPolicy: }]', 'missing-template-parameter', 0],
    ['[null]', 'not-a-policy', 0],
    ['[7]', 'not-a-policy', 0],
    ['[{A: 1, B: 2}]', 'not-a-policy', 0],
    [`[!If [C, ReadOnlyAccess, {Statement: [${STATEMENT}]}]]`, 'mixed-branches', 1],
  ])('%s', (policies, kind, statements) => {
    const template = withPolicies(policies);
    expect(samDefects(template).map((defect) => defect.kind)).toContain(kind);
    expect(JSON.stringify(inlineOf(template)).split('s3:GetObject').length - 1).toBe(statements);
    for (const defect of samDefects(template)) expect(defect.resource).toBe(resourceOf(template, 'Fn'));
  });

  test('Policies beside Role attach nothing', () => {
    const template = withPolicies('AdministratorAccess', '      Role: !GetAtt R.Arn\n');
    expect(template.resources.has('FnRole')).toBe(false);
    const [defect] = samDefects(template);
    expect(defect?.kind).toBe('policies-ignored');
    expect(pointed(defect!.node)).toBe('Policies');
  });

  test('a half conditional role is generated under the other half of its condition', () => {
    const template = withPolicies(
      'ReadOnlyAccess',
      '      Role: !If [Own, !GetAtt R.Arn, !Ref AWS::NoValue]\n',
    );
    expect(resourceOf(template, 'FnRole').condition).toBe('NOTOwn');
    expect(json(template.conditions.get('NOTOwn'))).toEqual({ 'Fn::Not': [{ Condition: 'Own' }] });
    expect(property(template, 'Fn', 'Role')).toMatchObject({
      'Fn::If': ['Own', {}, { 'Fn::GetAtt': ['FnRole', 'Arn'] }],
    });
    expect(samDefects(template)).toEqual([]);
  });
});

test('a template without SAM, and one that is expanded, are given back as they are', () => {
  const plain = expand('Resources:\n  Q:\n    Type: AWS::SQS::Queue\n');
  expect(samDefects(plain)).toEqual([]);
  expect([...plain.resources.keys()]).toEqual(['Q']);
  const once = expandResources('  Fn:\n    Type: AWS::Serverless::Function\n');
  expect(expandSam(once, createScope(once, { parameters: {} }))).toBe(once);
});

function parametersFor(name: string): string {
  return (findSamPolicyTemplate(name)?.parameters ?? []).map((parameter) => `${parameter}: value`).join(', ');
}
