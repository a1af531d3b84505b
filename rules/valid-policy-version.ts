import { nameResource } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'valid-policy-version',
  title: 'Version of the policy does not exist',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`Version` names the version of the policy language, not of the policy. There are two, `2012-10-17` and `2008-10-17`; with any other AWS rejects the policy when the stack is deployed.',
    fix: 'Write `Version: "2012-10-17"`.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html'],
  },
  covers: ['policy-version-invalid'],
  also: {
    'cfn-lint': ['E3510', 'E3512', 'E3513', 'E3530'],
    parliament: ['INVALID_VERSION'],
    'access-analyzer': ['INVALID_VERSION'],
  },
  examples: {
    bad: [
      {
        title: 'The date of the author',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2024-01-01" # flagged
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
      {
        title: 'The day misspelt',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: 2012-10-18 # flagged
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
    good: [
      {
        title: 'The current version, unquoted, and the old one',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
      {
        title: 'The old one, which is another rule',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2008-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      const version = policy.version && literal(policy.version);
      if (!policy.version || version === undefined || /^20(?:12|08)-10-17$/.test(version)) return;
      context.report({
        at: policy.version,
        message: `There is no policy language of version \`${version}\`, so AWS rejects the policy of ${nameResource(policy.owner)}. Write \`2012-10-17\``,
        evidence: 'Version',
      });
    },
  },
});
