import { capital, nameResource } from '../src/analysis/recipient.ts';
import { type Statement } from '../src/graph/policy.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'queue-topic-requires-tls',
  title: 'Queue or topic policy does not refuse requests without TLS',
  category: 'resource-policies',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'Amazon SQS and Amazon SNS also answer over plain HTTP. A message that is sent so can be read and changed on its way.',
    fix: 'Add a statement that denies the actions of the service to everybody while `aws:SecureTransport` is `false`.',
    references: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html',
    ],
  },
  covers: ['queue-topic-policy-tls-only-missing'],
  also: {
    'cdk-nag': ['SQSQueueSSLRequestsOnly', 'SNSTopicSSLPublishOnly', 'MediaStoreContainerSSLRequestsOnly'],
  },
  examples: {
    bad: [
      {
        title: 'A policy that only allows',
        template: `
Resources:
  Policy: # flagged
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [orders]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { AWS: "111122223333" }, Action: sqs:SendMessage, Resource: "*" }
`,
      },
    ],
    good: [
      {
        title: 'One that refuses plain HTTP as well',
        template: `
Resources:
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [orders]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: { AWS: "111122223333" }, Action: sns:Publish, Resource: "*" }
          - Effect: Deny
            Principal: "*"
            Action: sns:Publish
            Resource: "*"
            Condition: { Bool: { aws:SecureTransport: "false" } }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'],
    resource(resource, { graph, report }) {
      const statements = graph.policiesOf(resource).flatMap((policy) => policy.statements);
      if (statements.length === 0 || statements.some(refusesPlainHttp)) return;
      report({
        at: { node: resource.id },
        message: `${capital(nameResource(resource))} does not refuse requests over plain HTTP. Deny the actions of the service to everybody while aws:SecureTransport is false`,
        evidence: 'aws:SecureTransport',
      });
    },
  },
});

function refusesPlainHttp({ effect, principals, conditions }: Statement): boolean {
  return (
    effect === 'Deny' &&
    principals.some(({ type, value }) => type === '*' || literal(value) === '*') &&
    conditions.some(
      ({ key, operator, values }) =>
        /^aws:securetransport$/i.test(key) &&
        /^bool/i.test(operator) &&
        values.some((value) => literal(value)?.toLowerCase() === 'false'),
    )
  );
}
