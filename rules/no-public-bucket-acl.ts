import { nameResource } from '../src/analysis/recipient.ts';
import { type ResourceGraph } from '../src/graph/resource-graph.ts';
import { type Severity } from '../src/rule/finding.ts';
import { defineRule } from '../src/rule/rule.ts';
import { asBoolean } from '../src/template/node.ts';
import { type Resource } from '../src/template/template.ts';
import { literal } from '../src/values/value.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const PUBLIC: ReadonlyMap<string, { readonly who: string; readonly severity: Severity }> = new Map([
  ['PublicRead', { who: 'Everybody may list and read', severity: 'high' }],
  ['PublicReadWrite', { who: 'Everybody may read, write and delete', severity: 'critical' }],
  ['AuthenticatedRead', { who: 'Everybody with an AWS account may list and read', severity: 'high' }],
]);

export default defineRule({
  id: 'no-public-bucket-acl',
  title: 'Access control list opens the bucket to everybody',
  category: 'resource-policies',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'The canned access control lists `PublicRead`, `PublicReadWrite` and `AuthenticatedRead` give the bucket to the whole world, for every object’s name and more. `AuthenticatedRead` means anybody with any AWS account.',
    fix: 'Leave `AccessControl` out: access control lists are switched off for new buckets. Give access by a bucket policy that names principals, and serve public files by CloudFront with origin access control.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    ],
  },
  covers: ['s3-public-acl'],
  also: {
    cfn_nag: ['F14', 'W31'],
    checkov: ['CKV_AWS_20', 'CKV_AWS_57'],
    trivy: ['AWS-0092'],
    'sonar-iac': ['S6265'],
    kics: [
      '07dda8de-d90d-469e-9b37-1aca53526ced',
      '219f4c95-aa50-44e0-97de-cf71f4641170',
      '835d5497-a526-4aea-a23f-98a9afd1635f',
    ],
    'cdk-nag': ['S3BucketPublicReadProhibited', 'S3BucketPublicWriteProhibited'],
    'guard-registry': ['S3_BUCKET_NO_PUBLIC_RW_ACL', 'S3_BUCKET_PUBLIC_READ_ACL'],
    'checkov-terraform': ['CKV2_AWS_43'],
  },
  examples: {
    bad: [
      {
        title: 'Readable, and writable in one branch',
        template: `
Parameters:
  Open: { Type: String }
Conditions:
  IsOpen: !Equals [!Ref Open, "yes"]
Resources:
  Website:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead # flagged
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: !If [IsOpen, PublicReadWrite, Private] # flagged
`,
      },
    ],
    good: [
      {
        title: 'Private, for logs, and public but ignored',
        template: `
Resources:
  Private:
    Type: AWS::S3::Bucket
    Properties: { AccessControl: Private }
  Logs:
    Type: AWS::S3::Bucket
    Properties: { AccessControl: LogDeliveryWrite }
  Ignored:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
      PublicAccessBlockConfiguration: { IgnorePublicAcls: true }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::S3::Bucket'],
    resource(bucket, context) {
      if (ignoresAcls(bucket, context.graph)) return;
      for (const { text } of context.graph.property(bucket, 'AccessControl')) {
        const written = text && literal(text);
        const acl = written === undefined ? undefined : PUBLIC.get(written);
        if (!text || !acl) continue;
        const website = context.graph.property(bucket, 'WebsiteConfiguration').length > 0;
        context.report({
          at: text,
          message: `${acl.who} ${nameResource(bucket)} by the access control list ${written}. Leave AccessControl out and name who needs access in a bucket policy`,
          evidence: `AccessControl::${written}`,
          severity: website && acl.severity === 'high' ? 'low' : acl.severity,
        });
      }
    },
  },
});

function ignoresAcls(bucket: Resource, graph: ResourceGraph): boolean {
  return ['IgnorePublicAcls', 'BlockPublicAcls'].some((name) =>
    graph
      .property(bucket, `PublicAccessBlockConfiguration.${name}`)
      .some(({ node }) => asBoolean(node) === true),
  );
}
