import { describe, expect, it } from 'vitest';
import { publicExposure } from '../../src/analysis/public-exposure.ts';
import { graphOf } from './graph-of.ts';

const allow = (...Action: string[]): object => ({
  Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: '*' }],
});

/** Severity of the public policy in these resources, with `?` where it is undecided, or `none`. */
function exposure(resources: object, parameters: object = { Open: { Type: 'String' } }): string {
  const graph = graphOf(JSON.stringify({ Parameters: parameters, Resources: resources }), 'template.json');
  const [statement] = graph.policies.flatMap(({ statements }) => statements);
  const found = publicExposure(statement!, graph);
  return found ? `${found.severity}${found.possible ? '?' : ''}` : 'none';
}

function bucket(properties: object, ...actions: string[]): string {
  return exposure({
    Bucket: { Type: 'AWS::S3::Bucket', Properties: properties },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: allow(...actions) },
    },
  });
}

describe('a public bucket policy', () => {
  it('is graded by what it allows', () => {
    expect(bucket({}, 's3:GetObject', 's3:ListBucket')).toBe('high');
    expect(bucket({}, 's3:GetObject', 's3:PutObject')).toBe('critical');
    expect(bucket({}, 's3:*')).toBe('critical');
  });

  it('matters less where the bucket is a website that everybody reads', () => {
    const WebsiteConfiguration = { IndexDocument: 'index.html' };
    expect(bucket({ WebsiteConfiguration }, 's3:GetObject')).toBe('low');
    expect(bucket({ WebsiteConfiguration }, 's3:GetObject', 's3:DeleteObject')).toBe('critical');
  });

  it('takes no effect under Block Public Access', () => {
    const block = (value: unknown, name = 'RestrictPublicBuckets'): object => ({
      PublicAccessBlockConfiguration: { [name]: value },
    });
    expect(bucket(block(true), 's3:*')).toBe('none');
    expect(bucket(block('true', 'BlockPublicPolicy'), 's3:*')).toBe('none');
    expect(bucket(block(false), 's3:*')).toBe('critical');
    expect(bucket(block(true, 'BlockPublicAcls'), 's3:*')).toBe('critical');
    expect(bucket(block({ Ref: 'Open' }), 's3:*')).toBe('critical?');
  });
});

describe('other public policies', () => {
  it.each([
    ['AWS::S3::AccessPoint', { Bucket: 'b', Policy: allow('s3:GetObject') }, 'none'],
    [
      'AWS::S3::AccessPoint',
      {
        Bucket: 'b',
        Policy: allow('s3:GetObject'),
        PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
      },
      'high',
    ],
    [
      'AWS::SecretsManager::ResourcePolicy',
      {
        SecretId: 's',
        BlockPublicPolicy: true,
        ResourcePolicy: allow('secretsmanager:GetSecretValue'),
      },
      'none',
    ],
    ['AWS::ECR::PublicRepository', { RepositoryPolicyText: allow('ecr-public:GetRepositoryPolicy') }, 'none'],
    ['AWS::ECR::PublicRepository', { RepositoryPolicyText: allow('ecr-public:PutImage') }, 'critical'],
    ['AWS::OpenSearchService::Domain', { AccessPolicies: allow('es:ESHttpGet') }, 'high'],
    [
      'AWS::OpenSearchService::Domain',
      { AccessPolicies: allow('es:*'), AdvancedSecurityOptions: { Enabled: true } },
      'medium',
    ],
    ['AWS::EFS::FileSystem', { FileSystemPolicy: allow('elasticfilesystem:ClientMount') }, 'medium'],
    ['AWS::ApiGateway::RestApi', { Policy: allow('execute-api:Invoke') }, 'none'],
    [
      'AWS::ApiGateway::RestApi',
      { Policy: allow('execute-api:Invoke'), EndpointConfiguration: { Types: ['PRIVATE'] } },
      'medium',
    ],
  ])('of %s %j are %s', (Type, Properties, expected) => {
    expect(exposure({ Subject: { Type, Properties } })).toBe(expected);
  });

  it('leave function URLs to the rule about these', () => {
    const permission = (more: object): object => ({
      Subject: {
        Type: 'AWS::Lambda::Permission',
        Properties: { Action: 'lambda:InvokeFunctionUrl', FunctionName: 'f', Principal: '*', ...more },
      },
    });
    expect(exposure(permission({ FunctionUrlAuthType: 'NONE' }))).toBe('none');
    expect(exposure(permission({ FunctionUrlAuthType: 'AWS_IAM' }))).toBe('critical');
  });
});
