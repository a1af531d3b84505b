import { nameResource } from '../src/analysis/recipient.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'prefer-managed-policy',
  title: 'Policy is written inline',
  category: 'permissions',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: "An inline policy belongs to one principal: it cannot be reused, has no versions to go back to, and is easily overlooked in a review of the account's policies.",
    fix: 'Declare an `AWS::IAM::ManagedPolicy` and attach it.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html'],
  },
  covers: ['inline-policy-on-role', 'inline-policy-on-group', 'inline-policy-on-user'],
  also: {
    'guard-registry': ['IAM_NO_INLINE_POLICY_CHECK', 'IAM_USER_NO_POLICIES_CHECK'],
    'cdk-nag': ['IAMNoInlinePolicy', 'IAMUserNoPolicies'],
    kics: ['a58d1a2d-4078-4b80-855b-84cc3f7f4540', 'edc95c10-7366-4f30-9b4b-f995c84eceb5'],
    cfn_nag: ['F10'],
    trivy: ['AWS-0143'],
  },
  examples: {
    bad: [
      {
        title: 'In a role',
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
      Policies:
        - PolicyName: reads # flagged
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::example/*" }
`,
      },
      {
        title: 'As a resource of its own',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reads # flagged
      Groups: [readers]
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
        title: 'A managed policy, also attached',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Groups: [readers]
      PolicyDocument:
        Version: "2012-10-17"
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
      if (policy.kind !== 'identity' || !INLINE.test(policy.site.type)) return;
      context.report({
        at: policy.name ?? policy,
        when: policy.when,
        message: `The policy${policy.name ? ` \`${display(policy.name)}\`` : ''} stands inline at ${nameResource(policy.owner)}, where it can be neither reused nor versioned. Declare an \`AWS::IAM::ManagedPolicy\` and attach it`,
        // The transform of SAM numbers the policies of a function: such a name is a position.
        evidence: `Policy::${policy.name && !policy.owner.generatedFrom ? display(policy.name) : ''}`,
      });
    },
  },
});

/** The types of IAM that hold a policy inline; in a permission set there is hardly another way. */
const INLINE = /^AWS::IAM::(?:Role|User|Group|Policy|RolePolicy|UserPolicy|GroupPolicy)$/;
