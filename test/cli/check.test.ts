import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runIn } from './run-in.ts';

let folder = '';

const policy = (action: string, extra = ''): string =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"${action}","Resource":"arn:aws:s3:::logs/*"${extra}}]}`;

const TEMPLATE = `Parameters:
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { AWS: "*" }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: access
          PolicyDocument:
            Statement: { Effect: Allow, Action: !If [IsProd, s3:GetObject, "s3:*"], Resource: "arn:aws:s3:::logs/*" }
  Limited:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      PermissionsBoundary: !Ref Limit
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" }
  Outside:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      ManagedPolicyArns: ["arn:aws:iam::111122223333:policy/elsewhere"]
  Data:
    Type: AWS::S3::Bucket
  DataPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Statement: { Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "\${Data.Arn}/*" }
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-lint-check-'));
  writeFileSync(join(folder, 'narrow.json'), policy('s3:GetObject'));
  writeFileSync(join(folder, 'wide.json'), policy('s3:*'));
  writeFileSync(join(folder, 'strange.json'), policy('s3:GetObject', ',"Condiiton":{}'));
  writeFileSync(join(folder, 'template.yaml'), TEMPLATE);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Printed {
  readonly verdict: string;
  readonly witness: { readonly action: string; readonly resource: string } | null;
  readonly reason: string;
}

async function check(...argv: string[]): Promise<Printed & { readonly status: number }> {
  const { status, stdout, stderr } = await runIn(folder, ['check', ...argv, '--format', 'json']);
  expect(stderr).toBe('');
  const printed = JSON.parse(stdout) as Printed;
  expect(Object.keys(printed)).toEqual(['verdict', 'witness', 'reason']);
  return { status, ...printed };
}

describe('check no-new-access', () => {
  it('proves or refutes it for policies', async () => {
    expect(await check('no-new-access', '--existing', 'wide.json', '--new', 'narrow.json')).toMatchObject({
      status: 0,
      verdict: 'PASS',
      witness: null,
    });
    const { status, witness } = await check(
      'no-new-access',
      '--existing',
      'narrow.json',
      '--new',
      'wide.json',
    );
    expect(status).toBe(1);
    expect(witness?.resource).toMatch(/^arn:aws:s3:::logs\//);
  });

  it('looks at every branch of a template, and at the boundary', async () => {
    const against = (name: string) => check('no-new-access', '--existing', 'narrow.json', '--new', `template.yaml#${name}`); // prettier-ignore
    expect(await against('Reader')).toMatchObject({ status: 1, verdict: 'FAIL' });
    expect(await against('Limited')).toMatchObject({ status: 0, verdict: 'PASS' });
  });

  it('is never silent about what it could not read', async () => {
    for (const name of ['template.yaml#Outside', 'strange.json']) {
      const { status, verdict, reason } = await check(
        'no-new-access',
        '--existing',
        'wide.json',
        '--new',
        name,
      );
      expect([status, verdict]).toEqual([2, 'UNKNOWN']);
      expect(reason).not.toBe('');
    }
  });
});

describe('check access-not-granted', () => {
  it('takes lists of actions and resources', async () => {
    const ask = (...argv: string[]) => check('access-not-granted', '--policy', 'narrow.json', ...argv);
    expect((await ask('--actions', 's3:PutObject,iam:PassRole')).verdict).toBe('PASS');
    expect((await ask('--actions', 's3:PutObject', '--actions', 's3:GetObject')).verdict).toBe('FAIL');
    expect((await ask('--resources', 'arn:aws:s3:::other/*')).verdict).toBe('PASS');
    expect((await ask('--actions', 's3:Get*', '--resources', 'arn:aws:s3:::logs/a')).verdict).toBe('FAIL');
  });
});

describe('check no-public-access', () => {
  it('asks about resource policies and trust', async () => {
    const ask = (name: string, type: string) =>
      check('no-public-access', '--policy', `template.yaml#${name}`, '--resource-type', type);
    expect((await ask('Data', 'AWS::S3::Bucket')).verdict).toBe('FAIL');
    expect((await ask('DataPolicy', 'AWS::S3::Bucket')).verdict).toBe('FAIL');
    expect((await ask('Reader', 'AWS::IAM::AssumeRolePolicyDocument')).verdict).toBe('FAIL');
    expect((await ask('Limited', 'AWS::IAM::AssumeRolePolicyDocument')).verdict).toBe('PASS');
  });
});

describe('what check is asked wrongly', () => {
  it.each([
    [[]],
    [['no-such-check']],
    [['no-new-access', '--existing', 'wide.json']],
    [['access-not-granted', '--policy', 'wide.json']],
    [['no-public-access', '--policy', 'wide.json']],
    [['no-new-access', '--existing', 'missing.json', '--new', 'wide.json']],
    [['no-new-access', '--existing', 'template.yaml', '--new', 'wide.json']],
    [['no-new-access', '--existing', 'template.yaml#Reeder', '--new', 'wide.json']],
    [['no-new-access', '--existing', 'wide.json', '--new', 'wide.json', '--format', 'sarif']],
  ])('%j', async (argv) => {
    const { status, stdout, stderr } = await runIn(folder, ['check', ...argv]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^iam-lint: /);
    expect(stderr).not.toContain('internal error');
  });
});
