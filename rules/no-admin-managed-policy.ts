import { awsManagedGrants } from '../src/analysis/aws-managed-grants.ts';
import { capOf } from '../src/analysis/permissions-cap.ts';
import { recipientName } from '../src/analysis/recipient.ts';
import { documentBreadth } from '../src/analysis/statement-breadth.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-admin-managed-policy',
  title: 'Principal has an AWS managed policy that allows everything',
  category: 'permissions',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'With `AdministratorAccess` or a policy of the same content the principal may read all data, delete everything and give itself or others any access. A leaked credential or a flaw in code that runs with it costs the whole account.',
    fix: 'Attach a policy of your own with the actions and resources that the principal needs; Access Analyzer generates one from what was used.',
    exceptions:
      'The permission set of the few people who administer the account, and the execution role of a deployment pipeline whose trust policy lets in nothing else.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html',
    ],
  },
  covers: [
    'administrator-access-attached',
    'lambda-role-admin',
    'sam-policies-admin',
    'permission-set-admin',
    'cloudformation-stack-role-admin',
    'stack-or-pipeline-role-admin',
  ],
  also: {
    cfn_nag: ['W43'],
    'guard-registry': ['IAM_ROLE_ADMINISTRATOR_ACCESS_POLICY_RULE'],
    'cdk-nag': ['IAMNoManagedPolicies', 'LambdaStarPermissions'],
    'checkov-terraform': ['CKV_AWS_274', 'CKV_AWS_275'],
    kics: ['a0ae0a4e-712b-4115-8112-51b9eeed9d69'],
    pmapper: ['gen_overprivileged_function_findings', 'gen_overprivileged_stack_findings'],
  },
  examples: {
    bad: [
      {
        title: 'A role, in whatever partition',
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
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/AdministratorAccess # flagged
`,
      },
      {
        title: 'A SAM function and a permission set',
        template: `

Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => {}
      Policies: AdministratorAccess # flagged
  Everybody:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: everybody
      InstanceArn: arn:aws:sso:::instance/ssoins-0123456789abcdef
      ManagedPolicies: [arn:aws:iam::aws:policy/AdministratorAccess] # flagged
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
        if (judged.breadth !== 'administrator') continue;
        const cap = capOf(principal);
        context.report({
          at: grant,
          message: `${recipientName(principal)} has \`${name}\`, which allows everything on every resource of the account. Attach a policy with the actions and resources that it needs`,
          evidence: `Policy::${name}`,
          severity: cap ? 'medium' : 'critical',
          ...(cap ? { related: [{ at: cap, label: 'caps it' }] } : {}),
        });
      }
    },
  },
});
