import { addFiles } from './folder.ts';
import { join } from 'node:path';

/** How a version of CDK tells which construct a resource belongs to, and who created it. */
export type Shape =
  /** Up to 2.249, with CDK_DEBUG: inline in the manifest, with a trace. */
  | 'inline'
  /** From 2.257 on: a file beside the template, with creation stacks. */
  | 'file'
  /** Run by the CLI: `aws:cdk:path` in the template itself, nothing in the manifest. */
  | 'template';

const role = (principal: unknown = { Service: 'lambda.amazonaws.com' }, more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
    },
    ...more,
  },
});

export const PROVIDER_ROLE_ID = 'CustomS3AutoDeleteObjectsCustomResourceProviderRole3B1BD092';
const HASH = 'ab'.repeat(32);

interface Construct {
  readonly path: string;
  readonly id: string;
  readonly frames?: readonly string[];
}

/** Writes one stack with a nested one: `Api/Role`, a helper role of CDK's, and `Api/Inner/Role` in the nested template. */
export function writeStack(
  folder: string,
  { shape, stage = '', appFolder }: { shape: Shape; stage?: string; appFolder: string },
): Record<string, unknown> {
  const stack = `${stage}Api`;
  const file = stack.replaceAll('/', '');
  const nestedFile = `${file}Inner.nested.template.json`;
  const line = (number: number) => `new ApiStack (${join(appFolder, 'lib/api-stack.ts')}:${number}:5)`;
  const constructs: Construct[] = [
    { path: `${stack}/Role/Resource`, id: 'Role1', frames: ['...new Role2 in aws-cdk-lib...', line(22)] },
    { path: `${stack}/Role/DefaultPolicy/Resource`, id: 'Policy1', frames: ['(no user code in 10 frames)'] },
    { path: `${stack}/Custom::S3AutoDeleteObjectsCustomResourceProvider/Role`, id: PROVIDER_ROLE_ID },
    { path: `${stack}/Inner.NestedStack/Inner.NestedStackResource`, id: 'InnerStack' },
    { path: `${stack}/Inner/Role/Resource`, id: 'Role1', frames: [line(30)] },
  ];
  const at = (id: string, nested: boolean) =>
    shape === 'template'
      ? {
          Metadata: {
            'aws:cdk:path': constructs.find(
              (one) => one.id === id && one.path.includes('/Inner/') === nested,
            )!.path,
          },
        }
      : {};
  const nestedMetadata =
    shape === 'template' ? { 'aws:asset:path': nestedFile, 'aws:asset:property': 'TemplateURL' } : {};
  addFiles(folder, {
    [`${file}.template.json`]: {
      Resources: {
        Role1: { ...role(), ...at('Role1', false) },
        Policy1: {
          Type: 'AWS::IAM::Policy',
          ...at('Policy1', false),
          Properties: {
            PolicyName: 'p',
            Roles: [{ Ref: 'Role1' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
            },
          },
        },
        [PROVIDER_ROLE_ID]: {
          ...role(undefined, {
            ManagedPolicyArns: [
              { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
            ],
          }),
          ...at(PROVIDER_ROLE_ID, false),
        },
        InnerStack: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: {
            TemplateURL: {
              'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, `/assets/${HASH}.json`]],
            },
          },
          Metadata: { ...at('InnerStack', false).Metadata, ...nestedMetadata },
        },
      },
    },
    [nestedFile]: { Resources: { Role1: { ...role('*'), ...at('Role1', true) } } },
    [`${file}.assets.json`]: {
      version: '48.0.0',
      files: { [HASH]: { source: { path: nestedFile, packaging: 'file' }, destinations: {} } },
    },
  });
  const metadata: Record<string, unknown[]> = {
    [`/${stack}/Role`]: [
      { type: 'aws:cdk:acknowledged-rules', data: { 'iam-lint::star': 'reviewed' }, trace: [] },
    ],
  };
  for (const { path, id, frames } of constructs)
    metadata[`/${path}`] = [
      { type: 'aws:cdk:logicalId', data: id, ...(shape === 'inline' && frames && { trace: frames }) },
      ...(shape === 'file' && frames ? [{ type: 'aws:cdk:creationStack', data: frames }] : []),
    ];
  if (shape === 'file') addFiles(folder, { [`${file}.metadata.json`]: metadata });
  return {
    [file]: {
      type: 'aws:cloudformation:stack',
      environment: stage === '' ? 'aws://111122223333/eu-west-1' : 'aws://unknown-account/unknown-region',
      properties: {
        templateFile: `${file}.template.json`,
        ...(stage && { stackName: stack.replaceAll('/', '-') }),
      },
      displayName: stage === '' ? stack : `${stack} (${stack.replaceAll('/', '-')})`,
      ...(shape === 'inline' && { metadata }),
      ...(shape === 'file' && { additionalMetadataFile: `${file}.metadata.json` }),
    },
    [`${file}.assets`]: { type: 'cdk:asset-manifest', properties: { file: `${file}.assets.json` } },
  };
}

/** Writes a whole cdk.out; with `stage`, the same stack once more in a nested assembly. */
export function writeAssembly(
  folder: string,
  { shape, stage, appFolder = join(folder, '..') }: { shape: Shape; stage?: string; appFolder?: string },
): void {
  const artifacts: Record<string, unknown> = {
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    ...writeStack(folder, { shape, appFolder }),
  };
  if (stage !== undefined) {
    const inner = join(folder, `assembly-${stage}`);
    const own = writeStack(inner, { shape, stage: `${stage}/`, appFolder });
    addFiles(inner, {
      'manifest.json': { version: '48.0.0', artifacts: own },
      'cdk.out': '{"version":"48.0.0"}',
    });
    artifacts[`assembly-${stage}`] = {
      type: 'cdk:cloud-assembly',
      properties: { directoryName: `assembly-${stage}`, displayName: stage },
    };
  }
  addFiles(folder, {
    'manifest.json': { version: '48.0.0', artifacts },
    'cdk.out': '{"version":"48.0.0"}',
    'tree.json': { version: 'tree-0.1', tree: { id: 'App', path: '', children: {} } },
    'asset.1234/template.yaml': 'Resources: { Asset: { Type: AWS::IAM::User } }',
  });
}
