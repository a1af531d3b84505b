import {
  actionGrants,
  breadthOfResource,
  canBeLimited,
  takesInEvery,
} from '../src/analysis/granted-actions.ts';
import { isGenerated } from '../src/analysis/generated-statement.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { boundingLimits, isExecutionBaseline, listNames } from '../src/analysis/unconstrained-actions.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-type-wide-resource',
  title: 'Statement allows writing on every resource of a type',
  category: 'permissions',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'An ARN such as `arn:aws:dynamodb:*:*:table/*` looks narrower than `*`, but it reaches every table of the account: those of other applications and environments too.',
    fix: 'Name the resources, or at least the prefix that those of the application share.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: ['resource-effectively-star'],
  also: {
    parliament: ['RESOURCE_EFFECTIVELY_STAR'],
    'cdk-nag': ['IAMNoWildcardPermissions', 'IAMPolicyNoStatementsWithAdminAccess'],
  },
  examples: {
    bad: [
      {
        title: 'Every table, every object',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: dynamodb:DeleteItem
            Resource: !Sub arn:aws:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/* # flagged
          - Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource: arn:aws:s3:::*/* # flagged
`,
      },
    ],
    good: [
      {
        title: 'Prefixes, objects of one bucket, log streams, and reads',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: dynamodb:DeleteItem
            Resource: arn:aws:dynamodb:*:*:table/orders-*
          - Effect: Allow
            Action: s3:PutObject
            Resource: arn:aws:s3:::example/*
          - Effect: Allow
            Action: logs:PutLogEvents
            Resource: arn:aws:logs:*:*:*
          - Effect: Allow
            Action: dynamodb:GetItem
            Resource: arn:aws:dynamodb:*:*:table/*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow' || isGenerated(statement))
        return;
      if (boundingLimits(statement).length > 0) return;
      for (const resource of statement.resources) {
        // A region that is written out leaves those of the others out.
        if (breadthOfResource(resource) !== 'type' || /^[a-z]/.test(display(resource).split(':')[3] ?? ''))
          continue;
        const entries = actionGrants(statement).filter(
          ({ breadth, actions }) =>
            (breadth === 'single' || breadth === 'pattern') &&
            actions.some(
              (action) =>
                canBeLimited(action) &&
                !isExecutionBaseline(action) &&
                takesInEvery(resource, action.service),
            ),
        );
        const [first] = entries;
        if (!first) continue;
        context.report({
          at: resource,
          message: `${recipientOf(statement.policy, context.graph)} may call ${listNames(entries.map(({ pattern }) => pattern!))} on everything that \`${display(resource)}\` takes in, that of other applications included. Name the resources or their prefix`,
          evidence: `Resource::${display(resource)}`,
          related: [{ at: first, label: 'can be limited to resources' }],
        });
      }
    },
  },
});
