import { capOfHolders } from '../src/analysis/permissions-cap.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { administratorGrants } from '../src/analysis/statement-breadth.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-admin-statement',
  title: 'Statement allows every action on every resource',
  category: 'permissions',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Whoever holds a statement that allows `*` on `*` is an administrator of the account: it can read all data, delete everything and give itself or others any access. A leaked credential or a flaw in code that runs with it costs the whole account.',
    fix: 'List the actions that the principal calls and name the resources that it calls them on. Start from what Access Analyzer or CloudTrail says was used.',
    exceptions:
      'The execution role of a deployment pipeline that creates arbitrary resources, when its trust policy lets in nothing but the pipeline and a permissions boundary or service control policy caps it.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
    ],
  },
  covers: [
    'admin-statement',
    'lambda-role-admin',
    'sam-policies-admin',
    'permission-set-admin',
    'cloudformation-stack-role-admin',
    'stack-or-pipeline-role-admin',
  ],
  also: {
    cfn_nag: ['F3', 'F4', 'F5'],
    checkov: ['CKV_AWS_62'],
    'cdk-nag': ['IAMPolicyNoStatementsWithAdminAccess', 'LambdaStarPermissions'],
    'guard-registry': ['IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS'],
    'sonar-iac': ['S6302'],
    kics: [
      'f62aa827-4ade-4dc4-89e4-1433d384a368',
      '953b3cdb-ce13-428a-aa12-318726506661',
      'a0ae0a4e-712b-4115-8112-51b9eeed9d69',
    ],
    'checkov-terraform': ['CKV_AWS_1'],
    'access-analyzer': [
      'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
    ],
    cloudsplaining: ['PrivilegeEscalation'],
    pmapper: ['gen_overprivileged_function_findings', 'gen_overprivileged_stack_findings'],
  },
  examples: {
    bad: [
      {
        title: 'A role that may do everything',
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
      Policies:
        - PolicyName: everything
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: "*" # flagged
                Resource: "*"
`,
      },
      {
        title: 'The same by another spelling, in one branch of a condition',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Environment, dev]
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - !If [IsDev, "*:*", s3:ListAllMyBuckets] # flagged
            Resource: arn:aws:*:*:*:*
`,
      },
      {
        title: 'All but one bucket, for a group, in JSON',
        template: `
Resources:
  Group:
    Type: AWS::IAM::Group
  Policy:
    Type: AWS::IAM::GroupPolicy
    Properties:
      GroupName: !Ref Group
      PolicyName: everything
      PolicyDocument: {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotResource": "arn:aws:s3:::audit", "Action": ["*"]}} # flagged
`,
      },
    ],
    good: [
      {
        title: 'Named actions, a Deny of everything, and a ceiling',
        template: `
Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "*"
            Resource: "*"
  Role:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Boundary
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: reads
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::example/*
              - Effect: Deny
                Action: "*"
                Resource: "*"
                Condition:
                  StringNotEquals: { aws:RequestedRegion: eu-west-1 }
`,
      },
      {
        title: 'Everything on what is tagged for a team',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "*"
            Resource: "*"
            Condition:
              StringEquals: { aws:ResourceTag/team: payments }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { grant, where, allBut } of administratorGrants(statement)) {
        const cap = capOfHolders(statement.policy, context.graph);
        context.report({
          at: grant,
          message: `${recipientOf(statement.policy, context.graph)} may do everything on ${allBut ? 'nearly every' : 'every'} resource, which makes it an administrator of the account. List the actions and resources that it needs`,
          evidence: 'Action::*',
          severity: cap ? 'medium' : 'critical',
          related: [
            { at: where, label: allBut ? 'on all but this' : 'on every resource' },
            ...(cap ? [{ at: cap, label: 'caps it' }] : []),
          ],
        });
      }
    },
  },
});
