import { splitArn } from '../src/analysis/principal-scope.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { defineRule } from '../src/rule/rule.ts';
import { display, type Text } from '../src/values/value.ts';

export default defineRule({
  id: 'lambda-permission-without-source-account',
  title: 'Permission names a bucket but not the account that must own it',
  category: 'resource-policies',
  severity: 'low',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'The ARN of a bucket holds no account. When the bucket is deleted, anyone may create one of the same name in their account, and it invokes the function.',
    fix: 'Add `SourceAccount: !Ref AWS::AccountId` beside `SourceArn`.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html#cfn-lambda-permission-sourceaccount',
      'https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html',
    ],
  },
  covers: ['lambda-permission-source-account-missing'],
  also: { 'cfn-lint': ['W3663'], 'guard-registry': ['LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED'] },
  examples: {
    bad: [
      {
        title: 'A bucket by ARN and by reference',
        template: `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  ByArn:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: f
      Principal: s3.amazonaws.com
      SourceArn: arn:aws:s3:::uploads # flagged
  ByReference:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: f
      Principal: s3.amazonaws.com
      SourceArn: !GetAtt Bucket.Arn # flagged
`,
      },
    ],
    good: [
      {
        title: 'With the account, and a topic, whose ARN holds it',
        template: `
Parameters:
  Source: { Type: String }
Resources:
  FromBucket:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: s3.amazonaws.com, SourceArn: "arn:aws:s3:::uploads", SourceAccount: !Ref AWS::AccountId }
  FromTopic:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: sns.amazonaws.com, SourceArn: !Sub "arn:aws:sns:\${AWS::Region}:\${AWS::AccountId}:topic" }
  FromParameter:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: s3.amazonaws.com, SourceArn: !Ref Source }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.site.type !== 'AWS::Lambda::Permission') return;
      const { conditions } = statement;
      if (conditions.some(({ key }) => /^aws:(?:sourceaccount|principalorgid)$/i.test(key))) return;
      for (const { key, values } of conditions)
        for (const value of key.toLowerCase() === 'aws:sourcearn' ? values : [])
          if (isBucket(value))
            context.report({
              at: value,
              message: `Whoever gets hold of the name of the bucket may invoke ${nameTarget(statement.policy, context.graph)}, for ${display(value)} does not say whose it is. Add SourceAccount`,
              evidence: `SourceArn::${display(value)}`,
            });
    },
  },
});

function isBucket(value: Text): boolean {
  return splitArn(value.segments)?.[2]?.join('') === 's3';
}
