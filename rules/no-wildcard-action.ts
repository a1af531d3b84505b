import { actionGrants } from '../src/analysis/granted-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { administratorGrants } from '../src/analysis/statement-breadth.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-wildcard-action',
  title: 'Statement allows every action on a resource',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'With `*` as action the holder may do whatever AWS will ever offer on the resource: delete it, hand it to other accounts, switch off its protection. New actions are granted on the day AWS introduces them.',
    fix: 'List the actions that the principal calls.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: ['wildcard-action'],
  also: {
    cfn_nag: ['F3', 'F4', 'F5'],
    checkov: ['CKV_AWS_63'],
    'cdk-nag': ['IAMPolicyNoStatementsWithFullAccess', 'IAMNoWildcardPermissions', 'LambdaStarPermissions'],
    'guard-registry': [
      'IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
      'IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
      'IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS',
    ],
    'checkov-terraform': ['CKV_AWS_49'],
    'sonar-iac': ['S6302'],
  },
  examples: {
    bad: [
      {
        title: 'Everything on one bucket',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "*" # flagged
            Resource:
              - arn:aws:s3:::example
              - arn:aws:s3:::example/*
`,
      },
      {
        title: 'Everything on what carries a tag, behind other statements',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListAllMyBuckets
            Resource: "*"
          - Effect: Allow
            Action: ["*:*"] # flagged
            Resource: "*"
            Condition:
              StringEquals: { aws:ResourceTag/team: payments }
`,
      },
    ],
    good: [
      {
        title: 'Named actions, and a Deny of everything',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource: arn:aws:s3:::example/*
          - Effect: Deny
            Action: "*"
            Resource: arn:aws:s3:::example/protected/*
`,
      },
      {
        title: 'An administrator, which is another rule, and a ceiling',
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
            Resource: arn:aws:s3:::example/*
  Admin:
    Type: AWS::IAM::Group
    Properties:
      Policies:
        - PolicyName: everything
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: "*", Resource: "*" }
  User:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !Ref Boundary
      Groups: [!Ref Admin]
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return;
      if (administratorGrants(statement).length > 0) return;
      const [resource] = statement.resources;
      for (const grant of actionGrants(statement)) {
        if (grant.breadth !== 'everything') continue;
        const where = resource ? `on \`${display(resource)}\`` : 'on some resources';
        context.report({
          at: grant,
          message: `${recipientOf(statement.policy, context.graph)} may do everything that AWS offers ${where}, deletion and changes of its permissions included. List the actions that it needs`,
          evidence: 'Action::*',
          ...(resource ? { related: [{ at: resource, label: 'on this' }] } : {}),
        });
      }
    },
  },
});
