import { resourceLimits, takesInEvery } from '../src/analysis/granted-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { matchesAction } from '../src/iam/action.ts';
import { isEverything } from '../src/iam/wildcard.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-assume-role-wildcard',
  title: 'Identity may assume every role',
  category: 'permissions',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`sts:AssumeRole` on `*` lets the holder become every role, of this account and of others, whose trust policy admits the account, administrators among them.',
    fix: 'Name the roles that are assumed.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
    ],
  },
  covers: ['sts-assume-role-wildcard-resource'],
  also: {
    cloudsplaining: ['CredentialsExposure'],
    kics: ['e835bd0d-65da-49f7-b6d1-b646da8727e6'],
    'iam-vulnerable': ['privesc-AssumeRole'],
    'pathfinding.cloud': ['sts-001'],
    pmapper: ['sts_edges:sts:AssumeRole'],
  },
  examples: {
    bad: [
      {
        title: 'Any role of any account',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole # flagged
            Resource: "*"
`,
      },
      {
        title: 'Any role of all accounts, by a pattern, and whole STS',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["sts:Assume*"] # flagged
            Resource: arn:aws:iam::*:role/*
          - Effect: Allow
            Action: sts:* # flagged
            Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'Roles that are named, also in every account',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Resource:
              - !Sub arn:aws:iam::\${AWS::AccountId}:role/deploy
              - arn:aws:iam::*:role/cdk-*
          - Effect: Allow
            Action: sts:GetCallerIdentity
            Resource: "*"
`,
      },
      {
        title: 'Roles of the organisation with a tag, and a Deny',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Resource: "*"
            Condition:
              StringEquals: { iam:ResourceTag/assumable: "yes" }
          - Effect: Deny
            Action: sts:AssumeRole
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return;
      const where = statement.resources.find((text) => takesInEvery(text, 'iam', 'role'));
      if (!where || resourceLimits(statement).length > 0) return;
      for (const action of statement.actions) {
        const pattern = literal(action);
        if (pattern === undefined || isEverything(pattern.replace(':', ''))) continue;
        if (!matchesAction(pattern, 'sts:AssumeRole')) continue;
        context.report({
          at: action,
          message: `${recipientOf(statement.policy, context.graph)} may become every role whose trust policy admits this account, administrators and other accounts' roles included. Name the roles that it assumes`,
          evidence: 'Action::sts:AssumeRole',
          related: [{ at: where, label: 'every role' }],
        });
      }
    },
  },
});
