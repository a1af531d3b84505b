import { awsManagedGrants } from '../src/analysis/aws-managed-grants.ts';
import { recipientName } from '../src/analysis/recipient.ts';
import { documentBreadth } from '../src/analysis/statement-breadth.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-elevated-managed-policy',
  title: 'Principal has an AWS managed policy that allows nearly everything',
  category: 'permissions',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`IAMFullAccess` lets its holder give itself any permission; `PowerUserAccess` allows everything but identity management, so all data and all infrastructure. Both are judged here by their content, and other policies with the same content like them.',
    fix: 'Attach a policy of your own with the actions and resources that the principal needs.',
    exceptions: 'A permission set for people in an account that is theirs alone, such as a sandbox.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMFullAccess.html',
    ],
  },
  covers: ['elevated-managed-policy-attached'],
  also: {
    cfn_nag: ['W44'],
    'guard-registry': ['IAM_ROLE_ELEVATED_MANAGED_POLICY_RULE'],
    'cdk-nag': ['IAMNoManagedPolicies'],
    'checkov-terraform': ['CKV2_AWS_56'],
  },
  examples: {
    bad: [
      {
        title: 'Two of them, one by a join',
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
        - !Join ["", ["arn:", !Ref "AWS::Partition", ":iam::aws:policy/PowerUserAccess"]] # flagged
        - arn:aws:iam::aws:policy/IAMFullAccess # flagged
`,
      },
      {
        title: 'A group, in one branch',
        template: `

Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
Resources:
  Developers:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - !If
          - IsDev
          - arn:aws:iam::aws:policy/PowerUserAccess # flagged
          - arn:aws:iam::aws:policy/ReadOnlyAccess
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
        if (judged.breadth !== 'identities' && judged.breadth !== 'all-but') continue;
        context.report({
          at: grant,
          message:
            judged.breadth === 'identities'
              ? `${recipientName(principal)} has \`${name}\`, which allows everything in IAM, so it can give itself any permission. Attach a policy with the actions and identities that it needs`
              : `${recipientName(principal)} has \`${name}\`, which allows everything but identity management on every resource. Attach a policy with the actions and resources that it needs`,
          evidence: `Policy::${name}`,
        });
      }
    },
  },
});
