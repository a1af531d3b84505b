import { nameResource } from '../src/analysis/recipient.ts';
import { leastSize } from '../src/analysis/policy-size.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'iam-quotas',
  title: 'Policy or attachment exceeds a quota of IAM',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'IAM counts the characters of policies, white space aside, and the managed policies of a principal. What exceeds a quota fails when the stack is deployed.',
    fix: 'Merge statements, use patterns for resources that share a prefix, or split the policy into several managed ones. The number of managed policies of a principal can be raised on request.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html'],
  },
  covers: ['managed-policy-quota', 'policy-size-identity', 'trust-policy-quota'],
  also: {
    'access-analyzer': [
      'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
      'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
    ],
    'cfn-policy-validator': ['POLICY_SIZE_EXCEEDS_VALIDATE_POLICY_MAXIMUM'],
  },
  examples: {
    bad: [
      {
        title: 'A managed policy of more than 6,144 characters',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17" # flagged
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-00/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-01/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-02/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-03/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-04/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-05/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-06/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-07/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-08/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-09/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-10/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-11/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-12/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-13/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-14/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-15/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-16/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-17/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-18/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-19/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-20/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-21/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-22/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-23/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-24/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-25/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-26/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-27/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-28/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-29/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-30/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-31/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-32/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-33/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-34/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-35/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-36/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-37/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-38/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-39/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-40/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-41/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-42/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-43/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-44/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-45/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-46/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-47/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-48/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-49/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-50/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-51/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-52/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-53/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-54/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-55/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-56/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-57/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-58/*
              - arn:aws:s3:::example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-59/*
`,
      },
      {
        title: 'Eleven managed policies',
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
        - arn:aws:iam::111122223333:policy/p00
        - arn:aws:iam::111122223333:policy/p01
        - arn:aws:iam::111122223333:policy/p02
        - arn:aws:iam::111122223333:policy/p03
        - arn:aws:iam::111122223333:policy/p04
        - arn:aws:iam::111122223333:policy/p05
        - arn:aws:iam::111122223333:policy/p06
        - arn:aws:iam::111122223333:policy/p07
        - arn:aws:iam::111122223333:policy/p08
        - arn:aws:iam::111122223333:policy/p09
        - arn:aws:iam::111122223333:policy/p10 # flagged
`,
      },
    ],
    good: [
      {
        title: 'Ten managed policies and a small document',
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
        - arn:aws:iam::111122223333:policy/p00
        - arn:aws:iam::111122223333:policy/p01
        - arn:aws:iam::111122223333:policy/p02
        - arn:aws:iam::111122223333:policy/p03
        - arn:aws:iam::111122223333:policy/p04
        - arn:aws:iam::111122223333:policy/p05
        - arn:aws:iam::111122223333:policy/p06
        - arn:aws:iam::111122223333:policy/p07
        - arn:aws:iam::111122223333:policy/p08
        - arn:aws:iam::111122223333:policy/p09
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      const size = leastSize(policy);
      if (policy.kind === 'trust' && policy.site.type === 'AWS::IAM::Role' && size > TRUST_POLICY)
        context.report({
          at: policy,
          message: `The trust policy of ${nameResource(policy.owner)} has at least ${count(size)} characters, and the quota of IAM is ${count(TRUST_POLICY)} unless it was raised. Merge its statements`,
          evidence: 'Size::trust',
          confidence: 'medium',
        });
      if (policy.site.type !== 'AWS::IAM::ManagedPolicy' || size <= MANAGED_POLICY) return;
      context.report({
        at: policy,
        message: `The document of ${nameResource(policy.owner)} has at least ${count(size)} characters, and IAM takes ${count(MANAGED_POLICY)}. Split it into several policies`,
        evidence: 'Size',
      });
    },
    principal(principal, context) {
      const owner = nameResource(principal.resource);
      const certain = principal.grants.filter(({ when }) => when.length === 0);
      const limit = INLINE_TOTAL.get(principal.type);
      const inline = certain.filter(({ how }) => how === 'inline');
      const size = inline.reduce((sum, { document }) => sum + (document ? leastSize(document) : 0), 0);
      if (limit !== undefined && size > limit)
        context.report({
          at: principal,
          resource: principal.resource,
          message: `The inline policies of ${owner} have at least ${count(size)} characters together, and IAM takes ${count(limit)}. Move some of them to managed policies`,
          evidence: 'Size::inline',
        });
      const managed = certain.filter(({ how }) => how === 'managed');
      const first = managed[MANAGED_ATTACHMENTS];
      if (first && principal.type !== 'permission-set')
        context.report({
          at: first,
          resource: principal.resource,
          message: `${owner.replace(/^./, (letter) => letter.toUpperCase())} has ${managed.length} managed policies, and the quota of IAM is ${MANAGED_ATTACHMENTS} unless it was raised. Merge some of them`,
          evidence: 'Attachments',
          confidence: 'medium',
        });
    },
  },
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MANAGED_POLICY = 6144;
const TRUST_POLICY = 2048;
const MANAGED_ATTACHMENTS = 10;
const INLINE_TOTAL: ReadonlyMap<string, number> = new Map([
  ['role', 10240],
  ['group', 5120],
  ['user', 2048],
]);

/** `12,345`, whatever the language of the machine. */
function count(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
