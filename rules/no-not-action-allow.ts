import { recipientOf } from '../src/analysis/recipient.ts';
import { notActionBreadth } from '../src/analysis/statement-breadth.ts';
import { listNames } from '../src/analysis/unconstrained-actions.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-not-action-allow',
  title: 'Statement allows everything that it does not name',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`Allow` with `NotAction` grants all actions of all services but for those listed, and each action that AWS will introduce. Unless identity management is among the exclusions, its holder can give itself the rest too.',
    fix: 'List what is allowed with `Action`. To forbid something, allow what is needed and add a statement with `Deny`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
    ],
  },
  covers: ['not-action-allow'],
  also: {
    cfn_nag: ['W15', 'W16', 'W17'],
    'guard-registry': ['IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_ACTION'],
    cloudsplaining: ['contains_statement_using_not_action'],
    'access-analyzer': [
      'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
      'PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE',
    ],
  },
  examples: {
    bad: [
      {
        title: 'All but one action',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            NotAction: s3:DeleteBucket # flagged
            Resource: "*"
`,
      },
      {
        title: 'All but identities, and all on one bucket',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            NotAction: ["iam:*", "organizations:*"] # flagged
            Resource: "*"
          - Effect: Allow
            NotAction: s3:DeleteObject # flagged
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
    good: [
      {
        title: 'A Deny of all but some, which is how access without MFA is kept small',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            NotAction: ["iam:*MFADevice", sts:GetSessionToken]
            Resource: "*"
            Condition:
              BoolIfExists: { aws:MultiFactorAuthPresent: "false" }
`,
      },
      {
        title: 'A ceiling',
        template: `

Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, NotAction: "iam:*", Resource: "*" }
  User:
    Type: AWS::IAM::User
    Properties: { PermissionsBoundary: !Ref Boundary }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return;
      const [first] = statement.notActions;
      const node = statement.elements.get('NotAction');
      if (!first || !node) return;
      const who = recipientOf(statement.policy, context.graph);
      const names = listNames([...new Set(statement.notActions.map(display))]);
      const breadth = notActionBreadth(statement);
      context.report({
        at: { node },
        when: first.when,
        message:
          breadth === 'administrator'
            ? `${who} may do everything but ${names}, in IAM too, so that it can give itself any permission. List what it needs with \`Action\``
            : breadth === 'all-but'
              ? `${who} may do everything in every service but ${names}. List what it needs with \`Action\``
              : `${who} may do everything but ${names} on the resources of the statement. List what it needs with \`Action\``,
        evidence: `NotAction::${[...new Set(statement.notActions.map(display))].sort().join(',')}`,
        severity: breadth === 'administrator' ? 'critical' : breadth === 'all-but' ? 'high' : 'medium',
      });
    },
  },
});
