import { nameTarget } from '../src/analysis/policy-target.ts';
import { parseAction } from '../src/iam/action.ts';
import { hasWildcard } from '../src/iam/wildcard.ts';
import { defineRule } from '../src/rule/rule.ts';
import { literal } from '../src/values/value.ts';

/**
 * Services whose actions a policy at a type can name. Types are missing here whose services overlap.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  'AWS::Backup::BackupVault': ['backup'],
  'AWS::CodeArtifact::Domain': ['codeartifact'],
  'AWS::CodeArtifact::Repository': ['codeartifact'],
  'AWS::DynamoDB::Table': ['dynamodb'],
  'AWS::ECR::Repository': ['ecr'],
  'AWS::EFS::FileSystem': ['elasticfilesystem'],
  'AWS::Elasticsearch::Domain': ['es'],
  'AWS::Events::EventBusPolicy': ['events'],
  'AWS::IAM::Role': ['sts'],
  'AWS::KMS::Key': ['kms'],
  'AWS::KMS::ReplicaKey': ['kms'],
  'AWS::Kinesis::ResourcePolicy': ['kinesis'],
  'AWS::Lambda::LayerVersionPermission': ['lambda'],
  'AWS::Lambda::Permission': ['lambda'],
  'AWS::OpenSearchService::Domain': ['es'],
  'AWS::S3::BucketPolicy': ['s3'],
  'AWS::SNS::TopicInlinePolicy': ['sns'],
  'AWS::SNS::TopicPolicy': ['sns'],
  'AWS::SQS::QueueInlinePolicy': ['sqs'],
  'AWS::SQS::QueuePolicy': ['sqs'],
  'AWS::SecretsManager::ResourcePolicy': ['secretsmanager'],
};

export default defineRule({
  id: 'resource-policy-foreign-action',
  title: 'Resource policy names an action of another service',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A resource policy decides about requests to its own service only. An action of another one takes no effect, and several services refuse the whole policy because of it. Mostly it is a slip of the pen, and the action that was meant is missing.',
    fix: 'Name the action of the resource’s own service, or move the statement to the policy of the principal.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
  },
  covers: ['resource-policy-foreign-action'],
  also: { 'cfn-lint': ['W3037'], 'access-analyzer': ['UNSUPPORTED_ACTION_IN_POLICY'] },
  examples: {
    bad: [
      {
        title: 'A queue’s policy about a topic, a role’s trust about a bucket',
        template: `
Resources:
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [jobs]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: "111122223333" }
            Action: [sqs:SendMessage, "sns:Publish"] # flagged
            Resource: "*"
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action:
              - sts:AssumeRole
              - s3:GetObject # flagged
`,
      },
    ],
    good: [
      {
        title: 'The own service in any case, everything, and types of which nothing is claimed',
        template: `
Resources:
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [jobs]
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: "*"
            Resource: "*"
          - Effect: Allow
            Principal: { AWS: "111122223333" }
            Action: SQS:SendMessage
            Resource: "*"
  Destination:
    Type: AWS::S3Express::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: "111122223333" }
            Action: s3express:CreateSession
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.kind !== 'resource' && policy.kind !== 'trust') return;
      const services = SERVICES[policy.site.type];
      if (!services) return;
      for (const text of [...statement.actions, ...statement.notActions]) {
        const pattern = literal(text);
        const service = pattern === undefined ? undefined : parseAction(pattern)?.service.toLowerCase();
        if (service === undefined || hasWildcard(service) || services.includes(service)) continue;
        const trust = policy.kind === 'trust';
        context.report({
          at: text,
          message: `\`${pattern}\` takes no effect in ${trust ? 'a trust policy' : `the policy of ${nameTarget(policy, context.graph)}`}, which decides about actions of ${services.join(' and ')} only. Name the action that is meant or move the statement to the policy of the principal`,
          evidence: `Action::${pattern}`,
        });
      }
    },
  },
});
