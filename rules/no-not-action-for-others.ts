import { display, literal } from '../src/values/value.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-not-action-for-others',
  title: 'Resource or trust policy allows everything but the actions it names',
  category: 'resource-policies',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`NotAction` with `Effect: Allow` gives the principals every action on the resource but those listed, changing its policy and deleting it included, and every action that AWS adds later.',
    fix: 'List the actions that the principals need under `Action`. To take actions away, add a statement with `Effect: Deny`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
    ],
  },
  covers: [
    'trust-not-action',
    's3-bucket-policy-not-action',
    'sqs-queue-policy-not-action',
    'sns-topic-policy-not-action',
  ],
  also: {
    cfn_nag: ['W14', 'W18', 'W19', 'W20'],
    'guard-registry': [
      'IAM_ROLE_NO_ALLOW_PLUS_NOT_ACTION_ON_TRUST_POLICY',
      'S3_BUCKET_POLICY_NO_ALLOW_PLUS_NOT_ACTION',
      'SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOT_ACTION',
      'SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOT_ACTION',
    ],
    kics: ['818f38ed-8446-4132-9c03-474d49e10195', '4fbfee74-8186-40d5-a24e-4baa76a855de'],
  },
  examples: {
    bad: [
      {
        title: 'A bucket and a role',
        template: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::111122223333:role/app" }
            NotAction: s3:DeleteBucket # flagged
            Resource: arn:aws:s3:::assets
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            NotAction: sts:GetCallerIdentity # flagged
`,
      },
    ],
    good: [
      {
        title: 'A Deny of everything but reading',
        template: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            NotAction: s3:GetObject
            Resource: arn:aws:s3:::assets/*
            Condition: { StringNotEquals: { aws:PrincipalAccount: "111122223333" } }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy, notActions } = statement;
      if (statement.effect !== 'Allow' || !/^(?:resource|trust)$/.test(policy.kind)) return;
      const [first] = notActions;
      // Everything but everything is nothing.
      if (!first || notActions.some((text) => literal(text) === '*')) return;
      const names = notActions.map(display);
      const what = policy.kind === 'trust' ? nameResource(policy.owner) : nameTarget(policy, context.graph);
      context.report({
        at: first,
        message: `NotAction allows everything on ${what} but ${names.join(', ')}, now and whatever AWS adds later. List the actions that are needed under Action`,
        evidence: `NotAction::${[...names].sort().join(' ')}`,
      });
    },
  },
});
