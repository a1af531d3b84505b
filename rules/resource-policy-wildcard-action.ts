import { admissionsOf } from '../src/analysis/admissions.ts';
import { isOwnKeyPolicy } from '../src/analysis/external-access.ts';
import { actionGrants } from '../src/analysis/granted-actions.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { ownershipOf, type PrincipalScope } from '../src/analysis/principal-scope.ts';
import { type PolicyDocument } from '../src/graph/policy.ts';
import { defineRule } from '../src/rule/rule.ts';
import { PLAIN_POLICY_TYPE } from '../src/template/template.ts';

export default defineRule({
  id: 'resource-policy-wildcard-action',
  title: 'Resource policy allows every action',
  category: 'resource-policies',
  severity: 'high',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'Every action on a resource includes deleting it and rewriting its policy: whoever has it can let in anyone else and lock you out.',
    fix: 'List the actions that the principals use. Leave administration to identity policies of the own account.',
    exceptions:
      'The statement of a key policy that gives KMS to the account itself is needed and is not reported.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    ],
  },
  covers: [
    's3-bucket-policy-wildcard-action',
    'sqs-queue-policy-wildcard-action',
    'kms-key-policy-wildcard-action',
  ],
  also: {
    cfn_nag: ['F15', 'F20'],
    'guard-registry': ['S3_BUCKET_POLICY_NO_WILDCARD_ACTION', 'SQS_QUEUEPOLICY_NO_WILDCARD_ACTION'],
    trivy: ['AWS-0097'],
    'sonar-iac': ['S6302', 'S6304'],
    kics: ['4ae8af91-5108-42cb-9471-3bdbe596eac9', 'da905474-7454-43c0-b8d2-5756ab951aba'],
    'checkov-terraform': ['CKV_AWS_72'],
  },
  examples: {
    bad: [
      {
        title: 'A queue and a bucket',
        template: `
Resources:
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [jobs]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::111122223333:role/worker" }
            Action: sqs:* # flagged
            Resource: "*"
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
            Action:
              - "*" # flagged
            Resource: arn:aws:s3:::assets/*
`,
      },
    ],
    good: [
      {
        title: 'A Deny of everything, patterns that leave something out, the key’s own account',
        template: `
Resources:
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: arn:aws:s3:::assets/*
            Condition: { Bool: { aws:SecureTransport: "false" } }
          - Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
            Action: [s3:Get*, s3:List*]
            Resource: arn:aws:s3:::assets/*
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }
            Action: kms:*
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (statement.effect !== 'Allow' || policy.kind !== 'resource') return;
      // Of a policy without a resource it is not known what it stands on, if on anything.
      if (policy.owner.type === PLAIN_POLICY_TYPE) return;
      const admissions = admissionsOf(statement, ownershipOf(policy.owner, context.facts));
      // What is kept to a network, an organisation or a source is narrowed elsewhere, but not in what it may do.
      if (admissions.length > 0 && admissions.every(({ scope }) => administersKey(policy, scope))) return;
      for (const grant of actionGrants(statement)) {
        if (grant.breadth !== 'everything' && grant.breadth !== 'service') continue;
        if (/^execute-api:/i.test(grant.pattern!)) continue;
        context.report({
          at: grant,
          message: `\`${grant.pattern!}\` lets the principals do everything to ${nameTarget(policy, context.graph)}, rewriting its policy and deleting it included. List the actions that they use`,
          evidence: `Action::${grant.pattern!}`,
        });
      }
    },
  },
});

/** The account that owns a key has to have all of KMS, or nobody can manage the key. */
function administersKey(policy: PolicyDocument, scope: PrincipalScope): boolean {
  if (!/^AWS::KMS::(?:Replica)?Key$/.test(policy.site.type)) return false;
  return (
    scope.kind === 'own-account' ||
    (scope.kind === 'external-account' && isOwnKeyPolicy(policy, scope.account)) ||
    scope.kind === 'undecided-account'
  );
}
