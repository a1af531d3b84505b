import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemblyKind, readAssembly } from '../../src/load/cloud-assembly.ts';
import { PROVIDER_ROLE_ID, type Shape, writeAssembly } from './assembly.ts';
import { addFiles, folderWith } from './folder.ts';

const SHAPES: readonly Shape[] = ['inline', 'file', 'template'];

describe.each(SHAPES)('an assembly with metadata of the shape %s', (shape) => {
  const cwd = folderWith();
  writeAssembly(join(cwd, 'cdk.out'), { shape, stage: 'Prod' });
  const contents = readAssembly(join(cwd, 'cdk.out'), cwd);
  const template = (path: string) => contents.templates.get(join(cwd, 'cdk.out', path))!;

  it('gives every template that is deployed, and no other', () => {
    expect(contents.problems).toEqual([]);
    expect([...contents.templates.values()].map(({ file }) => file.path)).toEqual([
      'cdk.out/Api.template.json',
      'cdk.out/ApiInner.nested.template.json',
      'cdk.out/assembly-Prod/ProdApi.template.json',
      'cdk.out/assembly-Prod/ProdApiInner.nested.template.json',
    ]);
  });

  it('names the stacks', () => {
    expect(template('Api.template.json').stack).toEqual({
      name: 'Api',
      displayName: 'Api',
      account: '111122223333',
      region: 'eu-west-1',
    });
    expect(template('assembly-Prod/ProdApi.template.json').stack).toEqual({
      name: 'Prod-Api',
      displayName: 'Prod/Api',
    });
    expect(template('ApiInner.nested.template.json').stack?.nestedIn).toEqual({
      templatePath: 'cdk.out/Api.template.json',
      logicalId: 'InnerStack',
    });
  });

  it('tells the same logical id in stack and nested stack apart', () => {
    expect(template('Api.template.json').resources.get('Role1')?.constructPath).toBe('Api/Role/Resource');
    expect(template('ApiInner.nested.template.json').resources.get('Role1')?.constructPath).toBe(
      'Api/Inner/Role/Resource',
    );
    expect(
      template('assembly-Prod/ProdApiInner.nested.template.json').resources.get('Role1')?.constructPath,
    ).toBe('Prod/Api/Inner/Role/Resource');
  });

  it('knows what the framework made', () => {
    const { resources } = template('Api.template.json');
    expect(resources.get(PROVIDER_ROLE_ID)?.madeBy).toBe('aws-cdk-lib Bucket autoDeleteObjects');
    expect(resources.get('Role1')?.madeBy).toBeUndefined();
    expect(resources.get('Role1')?.template).toBe(template('Api.template.json'));
  });

  it.runIf(shape !== 'template')('finds the line of the app, for a grant that of its construct', () => {
    const { resources } = template('Api.template.json');
    expect(resources.get('Role1')?.sourceLocation).toBe('lib/api-stack.ts:22:5');
    expect(resources.get('Policy1')?.sourceLocation).toBe('lib/api-stack.ts:22:5');
    expect(resources.get(PROVIDER_ROLE_ID)?.sourceLocation).toBeUndefined();
  });

  it.runIf(shape !== 'template')('reads what the app acknowledges', () => {
    expect(contents.acknowledged).toContainEqual({
      constructPath: 'Prod/Api/Role',
      rule: 'iam-lint::star',
      reason: 'reviewed',
      path: `cdk.out/assembly-Prod/${shape === 'file' ? 'ProdApi.metadata.json' : 'manifest.json'}`,
    });
  });
});

describe('a helper of CDK that the app changed', () => {
  const cwd = folderWith();
  writeAssembly(join(cwd, 'cdk.out'), { shape: 'file' });
  const change = (resource: unknown) => {
    addFiles(cwd, { 'cdk.out/Api.template.json': { Resources: { [PROVIDER_ROLE_ID]: resource } } });
    const template = readAssembly(join(cwd, 'cdk.out'), cwd).templates.get(
      join(cwd, 'cdk.out/Api.template.json'),
    );
    return template?.resources.get(PROVIDER_ROLE_ID)?.madeBy;
  };
  const trust = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const role = (properties: object) => ({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: trust, ...properties },
  });

  it('is the framework’s as long as it is plain', () =>
    expect(change(role({}))).toMatch('autoDeleteObjects'));
  it('is the app’s with another managed policy', () =>
    expect(
      change(role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })),
    ).toBeUndefined());
  it('is the app’s with a managed policy that cannot be seen', () =>
    expect(change(role({ ManagedPolicyArns: [{ Ref: 'Policy' }] }))).toBeUndefined());
  it('is the app’s with an inline policy', () =>
    expect(
      change(
        role({
          Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
        }),
      ),
    ).toBeUndefined());
  it('is the app’s when others may assume it', () =>
    expect(
      change({
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: [{ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] },
        },
      }),
    ).toBeUndefined());
});

describe('a hostile assembly', () => {
  it('cannot name templates, metadata or assemblies outside of itself', () => {
    const cwd = folderWith({
      'secret.json': { Resources: { Stolen: { Type: 'AWS::IAM::User' } } },
      'cdk.out/manifest.json': {
        version: '48.0.0',
        artifacts: {
          A: { type: 'aws:cloudformation:stack', properties: { templateFile: '../secret.json' } },
          B: { type: 'aws:cloudformation:stack', properties: { templateFile: '/etc/hostname' } },
          C: { type: 'cdk:cloud-assembly', properties: { directoryName: '..' } },
          D: { type: 'aws:cloudformation:stack', properties: { templateFile: 'link.json' } },
          E: { type: 'aws:cloudformation:stack', properties: { templateFile: { toString: 'x' } } },
        },
      },
    });
    symlinkSync(join(cwd, 'secret.json'), join(cwd, 'cdk.out/link.json'));
    const { templates, problems } = readAssembly(join(cwd, 'cdk.out'), cwd);
    expect([...templates.keys()]).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([
      'cdk.out/manifest.json names ../secret.json, which lies outside of the cloud assembly',
      'cdk.out/manifest.json names /etc/hostname, which lies outside of the cloud assembly',
      'cdk.out/manifest.json names .., which lies outside of the cloud assembly',
      'cdk.out/manifest.json names link.json, which lies outside of the cloud assembly',
      'cdk.out/manifest.json does not name the file of an artifact',
    ]);
    expect(problems.every(({ kind }) => kind === 'unreadable')).toBe(true);
  });

  it('ends when assemblies contain one another or templates nest themselves', () => {
    const cwd = folderWith();
    writeAssembly(join(cwd, 'cdk.out'), { shape: 'file' });
    const again = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } };
    addFiles(cwd, {
      'cdk.out/manifest.json': {
        version: '48.0.0',
        artifacts: {
          again,
          S: {
            type: 'aws:cloudformation:stack',
            properties: { templateFile: 'S.template.json' },
            metadata: {},
          },
        },
      },
      'cdk.out/S.template.json': {
        Resources: {
          Self: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'S.template.json' } },
        },
      },
    });
    const { templates, problems } = readAssembly(join(cwd, 'cdk.out'), cwd);
    expect(templates.size).toBe(1);
    expect(problems).toEqual([]);
  });

  it('pollutes no prototype and prints no control characters', () => {
    const cwd = folderWith();
    addFiles(cwd, { 'cdk.out/S.template.json': { Resources: { R: { Type: 'AWS::IAM::User' } } } });
    const text = `{"version":"48.0.0","artifacts":{"__proto__":{"type":"aws:cloudformation:stack","displayName":"S\\u001b[31m",
      "properties":{"templateFile":"S.template.json"},
      "metadata":{"__proto__":[{"type":"aws:cdk:logicalId","data":"R"}],"/S[31m/x\\u001b":[{"type":"aws:cdk:logicalId","data":"R"}],
      "/y":"no list","/z":[null,7,{"type":{}}]}}}}`;
    writeFileSync(join(cwd, 'cdk.out/manifest.json'), text);
    const [template] = readAssembly(join(cwd, 'cdk.out'), cwd).templates.values();
    expect(template?.stack?.displayName).toBe('S[31m');
    expect(template?.resources.get('R')?.constructPath).toBe('S[31m/x');
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  it('shows no line that leads out of the project', () => {
    const cwd = folderWith();
    writeAssembly(join(cwd, 'cdk.out'), { shape: 'file', appFolder: '/elsewhere/../../etc' });
    const [template] = readAssembly(join(cwd, 'cdk.out'), cwd).templates.values();
    expect(template?.resources.get('Role1')?.sourceLocation).toBeUndefined();
  });
});

describe('an assembly that was synthesised elsewhere', () => {
  it('finds the same file in this checkout', () => {
    const cwd = folderWith({ 'packages/app/lib/api-stack.ts': '', '.git/HEAD': '' });
    writeAssembly(join(cwd, 'packages/app/cdk.out'), {
      shape: 'file',
      appFolder: '/home/runner/shop/packages/app',
    });
    const [template] = readAssembly(join(cwd, 'packages/app/cdk.out'), cwd).templates.values();
    expect(template?.resources.get('Role1')?.sourceLocation).toBe('packages/app/lib/api-stack.ts:22:5');
  });
});

describe('what an assembly does not deploy', () => {
  it('is passed over and counted; a stack without resources too', () => {
    const cwd = folderWith();
    writeAssembly(join(cwd, 'cdk.out'), { shape: 'inline' });
    addFiles(cwd, { 'cdk.out/Old.template.json': { Resources: { R: { Type: 'AWS::IAM::User' } } } });
    const { templates, passedOver } = readAssembly(join(cwd, 'cdk.out'), cwd);
    expect(templates.size).toBe(2);
    expect(Object.fromEntries(passedOver)).toEqual({
      'cloud assembly files': 3,
      'templates that the cloud assembly does not deploy': 1,
    });
  });

  it('a template that is missing or broken is a problem', () => {
    const artifact = (templateFile: string) => ({
      type: 'aws:cloudformation:stack',
      properties: { templateFile },
    });
    const cwd = folderWith({
      'cdk.out/manifest.json': {
        version: '48.0.0',
        artifacts: { A: artifact('gone.json'), B: artifact('text.json') },
      },
      'cdk.out/text.json': 'no template',
    });
    expect(readAssembly(join(cwd, 'cdk.out'), cwd).problems.map(({ message }) => message)).toEqual([
      'Cannot read cdk.out/gone.json: there is no such file or folder',
      'cdk.out/text.json is named as template by the manifest, but is none',
    ]);
  });
});

describe('a stack of CDK 1, which has no display name', () => {
  it('is known by what the paths of its resources begin with', () => {
    const cwd = folderWith({
      'cdk.out/S.template.json': {
        Resources: { A: { Type: 'AWS::IAM::User' }, B: { Type: 'AWS::IAM::User' } },
      },
      'cdk.out/manifest.json': {
        version: '8.0.0',
        artifacts: {
          ProdS: {
            type: 'aws:cloudformation:stack',
            properties: { templateFile: 'S.template.json' },
            metadata: {
              '/Prod/S/A/Resource': [{ type: 'aws:cdk:logicalId', data: 'A' }],
              '/Prod/S/B': [{ type: 'aws:cdk:logicalId', data: 'B' }],
            },
          },
        },
      },
    });
    const [template] = readAssembly(join(cwd, 'cdk.out'), cwd).templates.values();
    expect([...template!.resources.values()].map(({ constructPath }) => constructPath)).toEqual([
      'Prod/S/A/Resource',
      'Prod/S/B',
    ]);
  });
});

describe('assemblyKind', () => {
  it.each([
    ['assembly', { 'x/manifest.json': { version: '54.0.0', artifacts: {} } }],
    ['none', { 'x/manifest.json': { name: 'web app', version: '1.0.0' } }],
    ['none', { 'x/manifest.json': 'not json' }],
    ['none', { 'x/other.json': {} }],
    ['broken', { 'x/manifest.json': 'not json', 'x/cdk.out': '{}' }],
  ])('%s for %j', (kind, files) => expect(assemblyKind(join(folderWith(files), 'x'))).toBe(kind));
});
