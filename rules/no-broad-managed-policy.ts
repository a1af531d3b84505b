import { awsManagedGrants, isServiceRolePolicy } from '../src/analysis/aws-managed-grants.ts';
import { recipientName } from '../src/analysis/recipient.ts';
import { documentBreadth, OBSERVABILITY } from '../src/analysis/statement-breadth.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-broad-managed-policy',
  title: 'Principal has an AWS managed policy that allows everything in a service',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Policies such as `AmazonS3FullAccess` allow every action of a service on every resource of the account: those of other applications and environments too, deletion and changes of access included.',
    fix: 'Attach a policy of your own with the actions and resources that the principal needs, or one of the narrower AWS managed policies.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: ['elevated-managed-policy-attached'],
  also: {
    'cdk-nag': ['IAMNoManagedPolicies'],
    cfn_nag: ['W44'],
    'guard-registry': ['IAM_ROLE_ELEVATED_MANAGED_POLICY_RULE'],
    'checkov-terraform': ['CKV2_AWS_56'],
  },
  examples: {
    bad: [
      {
        title: 'Full access to S3 for a function',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
        - arn:aws:iam::aws:policy/AmazonS3FullAccess # flagged
`,
      },
      {
        title: 'By the short name that SAM takes',
        template: `

Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => {}
      Policies:
        - AmazonSQSFullAccess # flagged
        - SQSPollerPolicy: { QueueName: orders }
`,
      },
    ],
    good: [
      {
        title: 'Policies for one purpose, and a boundary',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      PermissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/AmazonS3ReadOnlyAccess
        - arn:aws:iam::111122223333:policy/AdministratorAccess
`,
      },
      {
        title: 'A SAM function that reads a table',
        template: `

Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => {}
      Policies:
        - AWSXRayDaemonWriteAccess
        - DynamoDBReadPolicy: { TableName: orders }
`,
      },
    ],
  },
  visit: {
    principal(principal, context) {
      for (const { grant, name, document } of awsManagedGrants(principal)) {
        const judged = documentBreadth(document);
        // A service prescribes these for its own work, and nobody can name less.
        if (judged.breadth !== 'service' || isServiceRolePolicy(name)) continue;
        context.report({
          at: grant,
          message: `${recipientName(principal)} has \`${name}\`, which allows \`${judged.service ?? ''}:*\` on every resource of the account. Attach a policy with the actions and resources that it needs`,
          evidence: `Policy::${name}`,
          severity: OBSERVABILITY.has(judged.service ?? '') ? 'low' : 'medium',
        });
      }
    },
  },
});
