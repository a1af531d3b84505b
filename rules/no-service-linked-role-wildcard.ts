import { resourceLimits, takesInEvery } from '../src/analysis/granted-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-service-linked-role-wildcard',
  title: 'Service-linked roles may be created for every service',
  category: 'permissions',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'AWS decides what a service-linked role may do, so this grants no escalation; but it lets the holder activate services that nobody uses in the account.',
    fix: 'Name the role, `arn:aws:iam::*:role/aws-service-role/SERVICE/*`, or the service by the condition `iam:AWSServiceName`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
  },
  covers: ['create-slr-wildcard'],
  also: {
    'access-analyzer': [
      'CREATE_SLR_WITH_STAR_IN_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
      'CREATE_SLR_WITH_NOT_RESOURCE',
      'CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
      'CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE',
    ],
  },
  examples: {
    bad: [
      {
        title: 'For every service',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:CreateServiceLinkedRole # flagged
            Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'For one service, by condition and by name',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:CreateServiceLinkedRole
            Resource: "*"
            Condition:
              StringEquals: { iam:AWSServiceName: ecs.amazonaws.com }
          - Effect: Allow
            Action: iam:CreateServiceLinkedRole
            Resource: arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*
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
        if (literal(action)?.toLowerCase() !== 'iam:createservicelinkedrole') continue;
        context.report({
          at: action,
          message: `${recipientOf(statement.policy, context.graph)} may create the service-linked role of every service. Name the service with the condition \`iam:AWSServiceName\``,
          evidence: 'Action::iam:CreateServiceLinkedRole',
          related: [{ at: where, label: 'for every service' }],
        });
      }
    },
  },
});
