import { nameTarget } from '../src/analysis/policy-target.ts';
import { type Statement } from '../src/graph/policy.ts';
import { matchesAction } from '../src/iam/action.ts';
import { defineRule } from '../src/rule/rule.ts';
import { asBoolean } from '../src/template/node.ts';
import { literal } from '../src/values/value.ts';

/** The call by which a policy is changed, by where the policy stands. */
const REPAIR: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 's3:PutBucketPolicy',
  'AWS::SQS::QueuePolicy': 'sqs:SetQueueAttributes',
  'AWS::SNS::TopicPolicy': 'sns:SetTopicAttributes',
  'AWS::SecretsManager::ResourcePolicy': 'secretsmanager:PutResourcePolicy',
  'AWS::ECR::Repository': 'ecr:SetRepositoryPolicy',
  'AWS::Backup::BackupVault': 'backup:PutBackupVaultAccessPolicy',
};

export default defineRule({
  id: 'no-resource-lockout',
  title: 'Nobody may change the policy any more',
  category: 'resource-policies',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A Deny for everybody without a condition also denies changing the policy, by CloudFormation too. The stack can then neither be updated nor deleted; for a bucket the root user of the account has to remove the policy by hand, for a key whose policy names nobody only AWS Support can help.',
    fix: 'Deny the actions that matter and leave out those that manage the policy, or add a condition that leaves the administrators out. Leave `BypassPolicyLockoutSafetyCheck` out.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
      'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key',
    ],
  },
  covers: ['s3-bucket-policy-lockout', 'kms-key-policy-lockout'],
  also: { 'checkov-terraform': ['CKV_AWS_93'] },
  examples: {
    bad: [
      {
        title: 'A bucket that denies everything, a key that skips the check',
        template: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*" # flagged
            Action: s3:*
            Resource: [arn:aws:s3:::assets, arn:aws:s3:::assets/*]
  Key:
    Type: AWS::KMS::Key
    Properties:
      BypassPolicyLockoutSafetyCheck: true # flagged
      KeyPolicy:
        Statement:
          - { Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: kms:*, Resource: "*" }
`,
      },
    ],
    good: [
      {
        title: 'Denials with a condition, of other actions, of the objects only, and with exceptions',
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
            Action: s3:*
            Resource: [arn:aws:s3:::assets, arn:aws:s3:::assets/*]
            Condition: { Bool: { aws:SecureTransport: "false" } }
          - Effect: Deny
            Principal: "*"
            Action: s3:DeleteBucket
            Resource: arn:aws:s3:::assets
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: arn:aws:s3:::assets/locked/*
          - Effect: Deny
            NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" }
            Action: s3:*
            Resource: arn:aws:s3:::assets
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      const repair = REPAIR[policy.site.type];
      if (repair === undefined || statement.effect !== 'Deny' || statement.conditions.length > 0) return;
      if (!names(statement, repair) || !reachesTheWhole(statement)) return;
      for (const principal of statement.principals) {
        if (principal.type !== '*' && !(principal.type === 'AWS' && literal(principal.value) === '*'))
          continue;
        context.report({
          at: principal,
          message: `Everybody is denied ${repair} on ${nameTarget(policy, context.graph)}, so that its policy can never be changed again by the stack or its administrators. Leave that action out or add a condition`,
          evidence: `Deny::${repair}`,
        });
      }
    },
    resource(resource, context) {
      if (!/^AWS::KMS::(?:Replica)?Key$/.test(resource.type)) return;
      for (const value of context.graph.property(resource, 'BypassPolicyLockoutSafetyCheck'))
        if (asBoolean(value.node) === true)
          context.report({
            at: value,
            message: `KMS does not check whether somebody can still manage key \`${resource.logicalId}\` under its policy, and one that nobody can manage is lost with all it encrypts. Leave BypassPolicyLockoutSafetyCheck out`,
            evidence: 'BypassPolicyLockoutSafetyCheck',
          });
    },
  },
});

function names({ actions, notActions }: Statement, action: string): boolean {
  const covers = (pattern: string | undefined): boolean =>
    pattern !== undefined && matchesAction(pattern, action);
  if (notActions.length > 0)
    return notActions.every((text) => literal(text) !== undefined && !covers(literal(text)));
  return actions.some((text) => covers(literal(text)));
}

/** A policy is changed on the resource itself; what reaches only its objects does not matter. */
function reachesTheWhole({ policy, resources, notResources }: Statement): boolean {
  if (notResources.length > 0) return false;
  if (policy.site.type !== 'AWS::S3::BucketPolicy') return true;
  return resources.some((text) => {
    const last = text.segments.at(-1);
    if (literal(text) === '*') return true;
    // `arn:aws:s3:::bucket` without a path behind it.
    return (
      !text.segments.some((segment) => typeof segment === 'string' && segment.includes('/')) && last !== '*'
    );
  });
}
