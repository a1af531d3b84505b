import { nameResource } from '../src/analysis/recipient.ts';
import { excludeEachOther } from '../src/analysis/branches.ts';
import { type Statement } from '../src/graph/policy.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'unique-sid',
  title: 'Two statements have the same Sid',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A Sid must be unique within its policy. AWS rejects an identity policy in which two statements have the same one.',
    fix: 'Give the statements different Sids, or leave the Sids out.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html'],
  },
  covers: ['sid-duplicate'],
  also: {
    'cfn-lint': ['E3510', 'E3512', 'E3530'],
    parliament: ['DUPLICATE_SID'],
    'access-analyzer': ['UNIQUE_SIDS_REQUIRED', 'UNIQUE_SIDS_RECOMMENDED'],
  },
  examples: {
    bad: [
      {
        title: 'Copied with its statement',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Objects
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
          - Sid: Objects # flagged
            Effect: Allow
            Action: s3:PutObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
    good: [
      {
        title: 'Different ones, and the same in two branches of which one is deployed',
        template: `

Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Fn::If:
              - IsDev
              - { Sid: Objects, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::dev/*" }
              - { Sid: Objects, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::prod/*" }
          - { Sid: Buckets, Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*" }
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      // The services of these accept the same Sid twice.
      if (/^AWS::(?:S3::BucketPolicy|ECR::)/.test(policy.site.type)) return;
      const seen = new Map<string, Statement[]>();
      for (const statement of policy.statements) {
        const sid = statement.sid && literal(statement.sid);
        if (!statement.sid || !sid) continue;
        const others = seen.get(sid) ?? [];
        const first = others.find(
          (other) => other.node !== statement.node && !excludeEachOther(other.when, statement.when),
        );
        if (first?.sid)
          context.report({
            at: statement.sid,
            message: `Two statements in a policy of ${nameResource(policy.owner)} have the Sid \`${sid}\`, which must be unique. Rename one of them or leave the Sid out`,
            evidence: `Sid::${sid}`,
            related: [{ at: first.sid, label: 'is the first of that name' }],
          });
        seen.set(sid, [...others, statement]);
      }
    },
  },
});
