import { describe, expect, it } from 'vitest';
import { nameResource } from '../../src/analysis/recipient.ts';
import { type Resource } from '../../src/template/template.ts';

const named = (type: string, generatedFrom?: string): string =>
  nameResource({
    type,
    logicalId: 'X',
    ...(generatedFrom ? { generatedFrom: { type: generatedFrom, logicalId: 'Author' } } : {}),
  } as Resource);

describe('nameResource', () => {
  it('calls a resource as people do', () => {
    expect(
      [
        'AWS::IAM::Role',
        'AWS::SSO::PermissionSet',
        'AWS::S3::BucketPolicy',
        'AWS::KMS::Key',
        'AWS::RDS::DBInstance',
        'AWS::DirectoryService::MicrosoftAD',
        'AWS::Serverless::Function',
        'Custom::Thing',
      ].map((type) => named(type)),
    ).toEqual([
      'role `X`',
      'permission set `X`',
      'bucket policy `X`',
      'KMS key `X`',
      'DB instance `X`',
      'microsoft AD `X`',
      'function `X`',
      'custom resource `X`',
    ]);
  });

  it('calls what SAM generates by the resource of the author', () => {
    expect(named('AWS::IAM::Role', 'AWS::Serverless::Function')).toBe('the role of function `Author`');
    expect(named('AWS::IAM::Role', 'AWS::Serverless::StateMachine')).toBe(
      'the role of state machine `Author`',
    );
    expect(named('AWS::Lambda::Function', 'AWS::Serverless::Function')).toBe('function `Author`');
  });
});
