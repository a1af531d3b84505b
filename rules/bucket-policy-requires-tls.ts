import { type Statement } from '../src/graph/policy.ts';
import { type ResourceGraph } from '../src/graph/resource-graph.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Resource } from '../src/template/template.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'bucket-policy-requires-tls',
  title: 'Bucket policy does not refuse plain HTTP',
  category: 'resource-policies',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'S3 takes requests over HTTP as well as HTTPS. Over HTTP, whoever sits in between reads the objects and can change them on the way. The SDKs use HTTPS by themselves; the policy makes sure that everybody does.',
    fix: 'Add a statement that denies `s3:*` to `*` on the bucket and its objects while `aws:SecureTransport` is `false`.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit',
      'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html',
    ],
  },
  covers: ['bucket-policy-tls-only-missing'],
  also: {
    'guard-registry': ['S3_BUCKET_SSL_REQUESTS_ONLY'],
    'sonar-iac': ['S6249'],
    'cdk-nag': ['S3BucketSSLRequestsOnly'],
    kics: ['38c64e76-c71e-4d92-a337-60174d1de1c9'],
  },
  examples: {
    bad: [
      {
        title: 'A policy without the denial, and one that denies one action only',
        template: `
Resources:
  Policy: # flagged
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
            Action: s3:GetObject
            Resource: arn:aws:s3:::assets/*
  Partial: # flagged
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: logs
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:PutObject
            Resource: arn:aws:s3:::logs/*
            Condition: { Bool: { aws:SecureTransport: "false" } }
`,
      },
      {
        title: 'A bucket without a policy',
        template: `
Resources:
  Bucket: # flagged
    Type: AWS::S3::Bucket
`,
      },
    ],
    good: [
      {
        title: 'A bucket with the denial',
        template: `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: [!GetAtt Bucket.Arn, !Sub "\${Bucket.Arn}/*"]
            Condition: { Bool: { aws:SecureTransport: "false" } }
`,
      },
      {
        title: 'The denial; or nothing allowed without TLS',
        template: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: { AWS: "*" }
            Action: s3:*
            Resource: [arn:aws:s3:::assets, arn:aws:s3:::assets/*]
            Condition: { Bool: { aws:SecureTransport: false } }
  Version:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: logs
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: "*"
            Resource: "*"
            Condition: { NumericLessThan: { s3:TlsVersion: "1.2" } }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::S3::BucketPolicy', 'AWS::S3::Bucket'],
    resource(resource, context) {
      if (resource.type === 'AWS::S3::Bucket') {
        const policies = context.graph.resourcesOfType('AWS::S3::BucketPolicy');
        if (policies.some((policy) => bucketOf(policy, context.graph) === resource)) return;
        // A policy whose bucket is not known may be this one's.
        if (
          policies.some((policy) => policy.template === resource.template && !bucketOf(policy, context.graph))
        )
          return;
        context.report({
          at: { node: resource.id },
          message: `${capital(nameResource(resource))} has no policy here that refuses requests over plain HTTP. Add one that denies s3:* to everybody while aws:SecureTransport is false`,
          evidence: 'aws:SecureTransport',
        });
        return;
      }
      const statements = context.graph.policiesOf(resource).flatMap((policy) => policy.statements);
      if (statements.length === 0 || statements.some(refusesPlainHttp)) return;
      const siblings = siblingsOf(resource, context.graph);
      if (siblings.some((statement) => refusesPlainHttp(statement))) return;
      context.report({
        at: { node: resource.id },
        message: `${capital(nameResource(resource))} does not refuse requests over plain HTTP. Deny s3:* to everybody while aws:SecureTransport is false`,
        evidence: 'aws:SecureTransport',
      });
    },
  },
});

/** Another policy for the same bucket; CloudFormation takes the one that is deployed last. */
function siblingsOf(resource: Resource, graph: ResourceGraph): readonly Statement[] {
  const bucket = bucketOf(resource, graph);
  if (!bucket) return [];
  return graph
    .resourcesOfType('AWS::S3::BucketPolicy')
    .filter((other) => other !== resource && bucketOf(other, graph) === bucket)
    .flatMap((other) => graph.policiesOf(other).flatMap(({ statements }) => statements));
}

function bucketOf(policy: Resource, graph: ResourceGraph): Resource | undefined {
  const [value] = graph.property(policy, 'Bucket');
  return value?.text && graph.resolve(value.text);
}

function refusesPlainHttp({ effect, principals, actions, conditions }: Statement): boolean {
  return (
    effect === 'Deny' &&
    principals.some(({ type, value }) => type === '*' || literal(value) === '*') &&
    actions.some((action) => /^(?:s3:)?\*$/i.test(literal(action) ?? '')) &&
    conditions.some(
      ({ key, operator, values }) =>
        (/^aws:securetransport$/i.test(key) &&
          /^bool/i.test(operator) &&
          values.some((value) => literal(value)?.toLowerCase() === 'false')) ||
        (/^s3:tlsversion$/i.test(key) && /^numericlessthan/i.test(operator)),
    )
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
