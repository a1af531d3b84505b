import { allowing, exampleText, grantsAnything, statementEvidence, statementSets } from '../src/analysis/statement-sets.ts'; // prettier-ignore
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-deny-without-effect',
  title: 'Deny keeps nothing out',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A Deny whose actions never act on the resources that it names matches no request. It reads as protection and is none: `s3:DeleteObject` acts on objects, so that a Deny on the ARN of the bucket denies nothing.',
    fix: 'Name the resources on which the actions act, or `*`.',
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'Objects that are to be kept, by the ARN of their bucket',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:*
            Resource: "*"
          - Effect: Deny
            Action: s3:DeleteObject
            Resource: arn:aws:s3:::records # flagged
`,
      },
    ],
    good: [
      {
        title: 'By the ARN of the objects',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Action: [s3:DeleteObject, s3:DeleteBucket]
            Resource: arn:aws:s3:::records/*
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      if (policy.kind === 'trust') return;
      for (const one of statementSets(policy, context.graph)) {
        const resource = one.source.elements.get('Resource');
        if (one.statement.effect !== 'Deny' || !resource) continue;
        if (grantsAnything(allowing(one), 'catalogue').verdict !== 'PASS') continue;
        const anywhere = { ...one, statement: { ...one.statement, resources: ['*'] } };
        const meant = grantsAnything(allowing(anywhere), 'catalogue');
        if (meant.verdict !== 'FAIL') continue;
        context.report({
          at: { node: resource },
          message: `The Deny keeps nothing out: its actions never act on these resources, but for example as ${exampleText(meant)}. Name the resources that the actions act on`,
          evidence: statementEvidence(one),
          when: one.source.when,
        });
      }
    },
  },
});
