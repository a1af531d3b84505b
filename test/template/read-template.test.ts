import { describe, expect, it } from 'vitest';
import { get, pathOf } from '../../src/template/node.ts';
import { looksLikeTemplate, readTemplate } from '../../src/template/read-template.ts';
import { PLAIN_POLICY_TYPE } from '../../src/template/template.ts';
import { corpusFiles, hasCorpus } from './corpus.ts';
import { fileOf, plain } from './trees.ts';

function template(text: string) {
  const reading = readTemplate(fileOf(text));
  if (reading.kind !== 'template') throw new Error(`read as ${reading.what}`);
  return reading.template;
}

function other(text: string): string {
  const reading = readTemplate(fileOf(text));
  return reading.kind === 'template' ? 'template' : reading.what;
}

describe('readTemplate', () => {
  it('reads the sections of a template', () => {
    const text = [
      'AWSTemplateFormatVersion: 2010-09-09',
      'Transform: [AWS::LanguageExtensions, Macro]',
      'Parameters:',
      '  Name: {Type: String, Default: x, AllowedValues: [x, y], AllowedPattern: "[a-z]", NoEcho: true}',
      '  Bare: {}',
      'Conditions:',
      '  IsProd: !Equals [!Ref Name, prod]',
      'Mappings: {M: {a: {b: c}}}',
      'Resources:',
      '  Role:',
      '    Type: AWS::IAM::Role',
      '    Condition: IsProd',
      '    Metadata: {k: v}',
      '    Properties: {Path: /}',
      '  Fn::ForEach::Loop: [x, [1], {}]',
      '  Broken: {Properties: {}}',
      'Outputs:',
      '  Arn: {Value: !GetAtt Role.Arn, Export: {Name: role}, Condition: IsProd}',
    ].join('\n');
    const read = template(text);
    expect(read.dialect).toBe('cloudformation');
    expect(read.transforms).toEqual(['AWS::LanguageExtensions', 'Macro']);
    const role = read.resources.get('Role')!;
    expect([...read.resources.keys()]).toEqual(['Role']);
    expect(role).toMatchObject({
      logicalId: 'Role',
      type: 'AWS::IAM::Role',
      condition: 'IsProd',
      template: read,
    });
    expect(text.slice(role.id.span.start, role.id.span.end)).toBe('Role');
    expect(plain(role.properties)).toEqual({ Path: '/' });
    expect(plain(role.metadata)).toEqual({ k: 'v' });
    expect(read.parameters.get('Name')).toMatchObject({
      type: 'String',
      allowedPattern: '[a-z]',
      noEcho: true,
    });
    expect(read.parameters.get('Name')?.allowedValues).toHaveLength(2);
    expect(read.parameters.get('Bare')).toMatchObject({ type: 'String', noEcho: false, default: undefined });
    expect(plain(read.conditions.get('IsProd'))).toEqual({ 'Fn::Equals': [{ Ref: 'Name' }, 'prod'] });
    expect(plain(read.mappings)).toEqual({ M: { a: { b: 'c' } } });
    expect(read.outputs.get('Arn')).toMatchObject({ condition: 'IsProd', exportName: { text: 'role' } });
    expect(read.problems).toMatchObject([
      { kind: 'partly-read', message: expect.stringContaining('Broken') },
    ]);
  });

  it.each([
    ['sam', 'Transform: AWS::Serverless-2016-10-31\nResources: {}'],
    ['sam', 'Resources: {F: {Type: "AWS::Serverless::Function"}}'],
    ['cdk', 'Resources: {C: {Type: "AWS::CDK::Metadata"}}'],
    ['cdk', 'Resources: {C: {Type: "AWS::S3::Bucket", Metadata: {"aws:cdk:path": a/b}}}'],
    [
      'cdk',
      'Parameters: {BootstrapVersion: {Type: String}}\nRules: {CheckBootstrapVersion: {}}\nX: "::Resources"',
    ],
    ['cloudformation', 'Resources: {C: {Type: "AWS::S3::Bucket"}}'],
    ['cloudformation', 'Resources: {"Fn::ForEach::X": [a, [b], {}]}'],
    ['cloudformation', 'AWSTemplateFormatVersion: "2010-09-09"'],
    ['cloudformation', 'AWSTemplateFormatVersion: "2010-09-09"\nResources: oops'],
    [
      'policy',
      '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
    ],
    ['policy', '{"Statement": {"Effect": "Deny"}}'],
    ['policy', '{"PolicyDocument": {"Statement": [{"Effect": "Allow"}]}}'],
    ['policy', '{"PolicyVersion": {"Document": {"Statement": [{"Effect": "Allow"}]}}}'],
  ])('recognises %s in %s', (dialect, text) => expect(template(text).dialect).toBe(dialect));

  it('gives a plain policy one resource, and its document the path that it has in the file', () => {
    const read = template('{"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:*"}]}}');
    const [resource] = [...read.resources.values()];
    expect(resource?.type).toBe(PLAIN_POLICY_TYPE);
    const document = get(resource?.properties, 'PolicyDocument')!;
    expect(plain(document)).toEqual({ Statement: [{ Effect: 'Allow', Action: 's3:*' }] });
    expect(pathOf(document)).toEqual(['PolicyDocument']);
    expect(pathOf(get(template('{"Statement": {"Effect": "Deny"}}').root, 'Statement')!)).toEqual([
      'Statement',
    ]);
  });

  it.each([
    ['kubernetes', 'apiVersion: v1\nkind: Pod\nmetadata: {}'],
    [
      'kubernetes',
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  x: |\n    Resources:\n      A: {Type: "AWS::S3::Bucket"}',
    ],
    ['github-workflow', 'name: x\non: push\njobs:\n  a: {}'],
    ['docker-compose', 'services:\n  db:\n    image: postgres # ::Resources'],
    ['parameter file', '[{"ParameterKey": "a", "ParameterValue": "b"}]'],
    ['parameter file', '{"Parameters": {"a": "Resources::x"}}'],
    ['cdk manifest', '{\n  "version": "36",\n  "artifacts": {}\n}'],
    ['cdk tree', '{"version": "tree-0.1", "tree": {"Resources": "AWS::"}}'],
    ['guard test', '- name: x\n  input:\n    Resources: {A: {Type: "AWS::S3::Bucket"}}\n  expectations: {}'],
    ['openapi', 'openapi: 3.0.0\npaths: {}'],
    ['asl', '{"StartAt": "A", "States": {}}'],
    ['serverless.yml', 'service: x\nprovider:\n  name: aws'],
    ['arm template', '{"$schema": "x", "contentVersion": "1", "resources": []}'],
    ['buildspec', 'version: 0.2\nphases: {}'],
    ['package.json', '{"name": "x", "version": "1", "dependencies": {}}'],
    ['unknown', 'just text'],
    ['unknown', ''],
  ])('passes over %s', (what, text) => expect(other(text)).toBe(what));

  it('takes a template that is broken for a template', () => {
    for (const text of [
      'AWSTemplateFormatVersion: "2010-09-09" x\n',
      '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": ',
      'Resources:\n  A:\n    Type: AWS::S3::Bucket\n    x: "\n',
      'Resources: [\n  A:\n    Type: AWS::S3::Bucket\n',
    ])
      expect(
        template(text).problems.map(({ kind }) => kind),
        text,
      ).toContain('partly-read');
  });

  it('never says no to a template before it is parsed', () => {
    expect(looksLikeTemplate('Resources:\n  A: {Type: "Custom::X"}')).toBe(true);
    expect(looksLikeTemplate('{"Statement":[{"Effect":"Allow"}]}')).toBe(true);
    expect(looksLikeTemplate('name: x')).toBe(false);
  });

  it.skipIf(!hasCorpus)('recognises the templates of ../shared', () => {
    const dialects = new Map<string, number>();
    for (const file of corpusFiles()) {
      const reading = readTemplate(file);
      const key = reading.kind === 'template' ? reading.template.dialect : 'other';
      dialects.set(key, (dialects.get(key) ?? 0) + 1);
    }
    expect(Object.fromEntries(dialects)).toEqual({
      cloudformation: 58,
      sam: 43,
      cdk: 12,
      policy: 5,
      other: 34,
    });
  });
});
