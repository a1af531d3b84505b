import { nameResource } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { valueFix } from '../src/analysis/text-fixes.ts';
import { versionFixSafety } from '../src/analysis/version-fix.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'current-policy-version',
  title: 'Policy is written in the old version of the language',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'In a policy of version `2008-10-17` policy variables are plain text: a statement on `${aws:username}` reaches nothing, or what happens to be called so.',
    fix: 'Write `Version: "2012-10-17"`.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html'],
  },
  covers: ['policy-version-old'],
  also: { 'cfn-lint': ['W2511'], parliament: ['OLD_VERSION'] },
  examples: {
    bad: [
      {
        title: 'The old version',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2008-10-17" # flagged
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
        fixed: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
    good: [
      {
        title: 'The current version',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
      {
        title: 'None, which is another rule',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
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
      if (!policy.version || literal(policy.version) !== '2008-10-17') return;
      context.report({
        at: policy.version,
        message: `The policy of ${nameResource(policy.owner)} is of version \`2008-10-17\`, in which policy variables are plain text. Write \`2012-10-17\``,
        evidence: 'Version',
        fixes: valueFix(policy.version.node, '2012-10-17', {
          title: 'Write version `2012-10-17`',
          safety: versionFixSafety(policy),
        }),
      });
    },
  },
});
