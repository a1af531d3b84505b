import { actionGrants, takesInEvery } from '../src/analysis/granted-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { boundingLimits } from '../src/analysis/unconstrained-actions.ts';
import { covers } from '../src/iam/wildcard.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-read-write-all-buckets',
  title: 'Statement allows reading and writing every bucket',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'With patterns for both `Get` and `Put` of S3 on everything the holder reads all data of the account, replaces it, and changes policies, encryption and replication of every bucket.',
    fix: 'Name the buckets, and the actions on objects that are needed.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
    ],
  },
  covers: ['s3-get-put-all-buckets'],
  also: { trivy: ['AWS-0346'] },
  examples: {
    bad: [
      {
        title: 'Both in one statement',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:Get*", "s3:Put*"]
            Resource: "*" # flagged
`,
      },
      {
        title: 'On every bucket by its ARN',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:G*", "s3:P*"]
            Resource: arn:aws:s3:::* # flagged
`,
      },
    ],
    good: [
      {
        title: 'Only reading, and both on one bucket',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "s3:Get*"
            Resource: "*"
          - Effect: Allow
            Action: ["s3:Get*", "s3:Put*"]
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return;
      const where = statement.resources.find((text) => takesInEvery(text, 's3'));
      if (!where || boundingLimits(statement).length > 0) return;
      const patterns = actionGrants(statement).filter(({ breadth }) => breadth === 'pattern');
      const takesIn = (narrow: string) =>
        patterns.find(({ pattern }) => covers(pattern!.toLowerCase(), narrow));
      const [read, written] = [takesIn('s3:get*'), takesIn('s3:put*')];
      if (!read || !written) return;
      context.report({
        at: where,
        message: `${recipientOf(statement.policy, context.graph)} may read and replace everything in every bucket, and change the buckets themselves. Name the buckets and the actions on objects that it needs`,
        evidence: 'Resource::*::s3:Get*,s3:Put*',
        related: [
          { at: read, label: 'reads' },
          { at: written, label: 'writes' },
        ],
      });
    },
  },
});
