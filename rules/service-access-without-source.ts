import { admissionsOf } from '../src/analysis/admissions.ts';
import { serviceName } from '../src/analysis/assuming-services.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { sourceGuard } from '../src/analysis/source-guards.ts';
import { defineRule } from '../src/rule/rule.ts';
import { literal, type Text } from '../src/values/value.ts';

export default defineRule({
  id: 'service-access-without-source',
  title: 'A service may use the resource on behalf of any account',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A resource policy that lets in `sns.amazonaws.com` or `cloudfront.amazonaws.com` lets the service in whoever it acts for. Anyone can have a topic of their own account send to your queue, or a distribution of theirs serve your bucket: the confused deputy. The rule asks only where the service’s documentation says that it names the source.',
    fix: 'Add a condition on `aws:SourceArn` with the resource that the service acts for, or on `aws:SourceAccount` or `aws:SourceOrgID`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention',
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    ],
  },
  covers: ['resource-policy-confused-deputy'],
  also: {
    'access-analyzer': [
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
      'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      'MISSING_PAIRED_CONDITION_KEYS',
    ],
    pmapper: ['gen_resources_with_potential_confused_deputies'],
  },
  examples: {
    bad: [
      {
        title: 'A queue for any topic, a bucket for any distribution',
        template: `
Resources:
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [jobs]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: sns.amazonaws.com } # flagged
            Action: sqs:SendMessage
            Resource: "*"
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: cloudfront.amazonaws.com } # flagged
            Action: s3:GetObject
            Resource: arn:aws:s3:::assets/*
`,
      },
    ],
    good: [
      {
        title: 'With the source or its account, and a service that tells neither',
        template: `
Resources:
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [jobs]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: sns.amazonaws.com }
            Action: sqs:SendMessage
            Resource: "*"
            Condition: { ArnEquals: { aws:SourceArn: "arn:aws:sns:eu-west-1:111122223333:orders" } }
          - Effect: Allow
            Principal: { Service: s3.amazonaws.com }
            Action: sqs:SendMessage
            Resource: "*"
            Condition: { StringEquals: { aws:SourceAccount: !Ref AWS::AccountId } }
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: logs
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: logdelivery.elasticloadbalancing.amazonaws.com }
            Action: s3:PutObject
            Resource: arn:aws:s3:::logs/*
          - Effect: Deny
            Principal: { Service: cloudtrail.amazonaws.com }
            Action: s3:*
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.kind !== 'resource') return;
      for (const { principal, scope, bounds } of admissionsOf(
        statement,
        ownershipOf(policy.owner, context.facts),
      )) {
        if (scope.kind !== 'service' || bounds.length > 0 || readsOnlyTheAcl(statement.actions)) continue;
        const guard = sourceGuard(serviceName(principal.value) ?? '', policy.site.type);
        if (!guard) continue;
        context.report({
          at: principal,
          message: `Any account can have ${scope.service} act on ${nameTarget(policy, context.graph)} and so ${guard.harm}. Add a condition on aws:SourceArn or aws:SourceAccount`,
          evidence: `Principal::${scope.service}`,
          severity: guard.severity,
        });
      }
    },
  },
});

/** Services look at the bucket before they write; that alone harms nobody. */
function readsOnlyTheAcl(actions: readonly Text[]): boolean {
  return actions.every((action) =>
    /^s3:(?:getbucketacl|listbucket|getbucketlocation)$/i.test(literal(action) ?? ''),
  );
}
