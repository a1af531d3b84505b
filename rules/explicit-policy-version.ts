import { nameResource } from '../src/analysis/recipient.ts';
import { firstEntryFix } from '../src/analysis/text-fixes.ts';
import { versionFixSafety } from '../src/analysis/version-fix.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'explicit-policy-version',
  title: 'Policy has no version',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'Without `Version` AWS takes the policy for one of `2008-10-17`, in which policy variables are plain text.',
    fix: 'Write `Version: "2012-10-17"` as the first element.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html'],
  },
  covers: ['policy-version-missing'],
  also: { parliament: ['NO_VERSION'], 'access-analyzer': ['MISSING_VERSION'] },
  examples: {
    bad: [
      {
        title: 'None',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: # flagged
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
        Version: '2012-10-17'
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
        title: 'A permission that AWS writes the policy of',
        template: `

Resources:
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: example
      Action: lambda:InvokeFunction
      Principal: s3.amazonaws.com
      SourceAccount: "111122223333"
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      if (policy.version || policy.site.property === '' || policy.statements.length === 0) return;
      // A bare statement takes the version of the document that AWS makes round it.
      if (policy.statements.some(({ node }) => node === policy.node) || policy.node.kind !== 'map') return;
      context.report({
        at: policy,
        message: `The policy of ${nameResource(policy.owner)} has no version, so policy variables in it are plain text. Write \`Version: "2012-10-17"\``,
        evidence: 'Version',
        fixes: firstEntryFix(policy.node, 'Version', '2012-10-17', {
          title: 'Write version `2012-10-17`',
          safety: versionFixSafety(policy),
        }),
      });
    },
  },
});
