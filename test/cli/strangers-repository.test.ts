import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeAssembly } from '../load/assembly.ts';
import { addFiles, folderWith, roleTemplate } from '../load/folder.ts';
import { runIn } from './run-in.ts';

// What is found and read is tested here; which rules there are must not matter to it.
vi.mock('../../src/registry.ts', async () => ({
  rules: (await import('../config/test-rules.ts')).testRules,
}));

interface Envelope {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly file: string;
    readonly constructPath?: string | null;
  }[];
  readonly problems: readonly unknown[];
  readonly summary: Readonly<Record<string, number>>;
}

/** Lints a repository from its root with nothing configured. */
async function lintRoot(cwd: string) {
  const { stdout: list } = await runIn(cwd, ['--list-files']);
  const { status, stdout } = await runIn(cwd, ['--format', 'json']);
  const { stdout: pretty } = await runIn(cwd, []);
  const { findings, problems, summary } = JSON.parse(stdout) as Envelope;
  return { status, files: list.trim().split('\n'), findings, problems, summary, pretty };
}

const WORKFLOW =
  'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: [{ uses: actions/checkout@v4 }]\n';
const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { replicas: 2 }\n';

describe('a CDK app with Stages', () => {
  const cwd = folderWith({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': 'node_modules\ncdk.out\n*.js\n',
    '.github/workflows/deploy.yml': WORKFLOW,
    'package.json': { name: 'shop', version: '1.0.0', dependencies: { 'aws-cdk-lib': '^2.257.0' } },
    'tsconfig.json': { compilerOptions: { strict: true } },
    'cdk.json': { app: 'npx tsx bin/shop.ts', context: { '@aws-cdk/core:checkSecretUsage': true } },
    'bin/shop.ts': 'new App();\n',
    'lib/api-stack.ts': 'export class ApiStack {}\n',
    'node_modules/aws-cdk-lib/template.yaml': roleTemplate('*'),
  });
  writeAssembly(join(cwd, 'cdk.out'), { shape: 'file', stage: 'Prod' });
  // Left from an earlier synth; nobody deploys it.
  addFiles(cwd, { 'cdk.out/Old.template.json': { Resources: { Old: { Type: 'AWS::IAM::User' } } } });

  it('is judged by what the assembly deploys, in every Stage', async () => {
    const { files, summary, problems } = await lintRoot(cwd);
    expect(files).toEqual([
      'cdk.out/Api.template.json',
      'cdk.out/ApiInner.nested.template.json',
      'cdk.out/assembly-Prod/ProdApi.template.json',
      'cdk.out/assembly-Prod/ProdApiInner.nested.template.json',
    ]);
    // What the app acknowledges is no finding of these rules, in neither of its stacks.
    expect(problems).toMatchObject([{ kind: 'unused-suppression' }, { kind: 'unused-suppression' }]);
    // Of the assembly: two manifests, two asset manifests, two metadata files, the tree and the old template; beside it the
    // workflow, package.json, tsconfig.json and cdk.json.
    expect(summary).toMatchObject({
      templates: 4,
      resources: 10,
      policies: 8,
      statements: 8,
      skipped: 12,
      unread: 0,
    });
  });
});

describe('a SAM monorepo with samconfig', () => {
  const sam = (action: string) => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Action: { Type: String }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src/
      Policies:
        - Statement:
            - Effect: Allow
              Action: ${action}
              Resource: arn:aws:s3:::bucket/*
`;
  const cwd = folderWith({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': '.aws-sam/\nnode_modules/\n',
    'services/orders/template.yaml': sam('!Ref Action'),
    'services/orders/samconfig.toml':
      'version = 0.1\n[default.deploy.parameters]\nstack_name = "orders"\nparameter_overrides = "Action=*"\n',
    'services/orders/.aws-sam/build/template.yaml': sam("'*'"),
    'services/orders/src/index.mjs': 'export const handler = () => {};\n',
    'services/orders/events/event.json': { Records: [{ eventSource: 'aws:s3' }] },
    'services/mail/template.yml': sam('s3:PutObject'),
    'services/mail/buildspec.yml': 'version: 0.2\nphases: { build: { commands: [sam build] } }\n',
    'services/mail/openapi.yaml': 'openapi: 3.0.0\npaths: {}\n',
    'package.json': { name: 'monorepo', version: '1.0.0', workspaces: ['services/*'] },
  });

  it('is judged at the source, what was built is left alone', async () => {
    const { status, files, summary, problems } = await lintRoot(cwd);
    expect(files).toEqual(['services/mail/template.yml', 'services/orders/template.yaml']);
    expect(problems).toEqual([]);
    expect(summary).toMatchObject({ templates: 2, skipped: 4, unread: 0 });
    expect(status).toBe(0);
  });

  it('takes the parameters of samconfig.toml when they are named', async () => {
    const { status, stdout } = await runIn(cwd, [
      '--format',
      'json',
      '--parameters',
      'services/orders/samconfig.toml',
    ]);
    expect((JSON.parse(stdout) as Envelope).findings).toMatchObject([
      { ruleId: 'star', file: 'services/orders/template.yaml' },
    ]);
    expect(status).toBe(1);
  });
});

describe('plain templates beside Kubernetes and workflows', () => {
  const cwd = folderWith({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.github/workflows/ci.yml': WORKFLOW,
    '.pre-commit-config.yaml': 'repos: []\n',
    'docker-compose.yml': 'version: "3"\nservices: { web: { image: nginx } }\n',
    'k8s/deployment.yaml': DEPLOYMENT,
    'k8s/all.yaml': `${DEPLOYMENT}---\napiVersion: v1\nkind: Service\n`,
    'infra/network.template':
      '{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}}',
    'infra/roles.yaml': roleTemplate('*', 's3:GetObject'),
    'infra/parent.yaml':
      'Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: ./roles.yaml }\n',
    'infra/parameters.json': [{ ParameterKey: 'Stage', ParameterValue: 'prod' }],
    'policies/deny.json': {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
    },
    'helm/values.yaml': 'replicas: {{ .Values.replicas }}\n',
    'docs/notes.md': '# notes\n',
  });

  it('gives the templates and policies, and counts the rest', async () => {
    const { status, files, summary, findings, problems, pretty } = await lintRoot(cwd);
    expect(files).toEqual([
      'infra/network.template',
      'infra/parent.yaml',
      'infra/roles.yaml',
      'policies/deny.json',
    ]);
    expect(problems).toEqual([]);
    expect(summary).toMatchObject({
      templates: 4,
      resources: 4,
      policies: 3,
      statements: 3,
      skipped: 7,
      unread: 0,
    });
    expect(findings.map(({ ruleId, file }) => `${ruleId} ${file}`)).toEqual([
      'star infra/roles.yaml',
      'small infra/roles.yaml',
    ]);
    expect(pretty).toMatch(/4 templates/);
    expect(status).toBe(1);
  });

  it('gives the same from a folder above with the path, and for the changed files of a commit', async () => {
    const { stdout } = await runIn(join(cwd, 'infra'), ['..', '--list-files']);
    expect(stdout).toBe('network.template\nparent.yaml\nroles.yaml\n../policies/deny.json\n');
    const changed = ['k8s/deployment.yaml', 'infra/roles.yaml', '.github/workflows/ci.yml'];
    expect((await runIn(cwd, [...changed, '--ignore-non-templates', '--list-files'])).stdout).toBe(
      'infra/roles.yaml\n',
    );
  });
});
