import { capital, nameResource } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'block-public-bucket-access',
  title: 'Bucket switches the block of public access off',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'Amazon S3 blocks public access to new buckets. A bucket that switches a part of it off becomes public with the next policy or ACL that lets everybody in.',
    fix: 'Leave `PublicAccessBlockConfiguration` out, or set all four of its properties to `true`. Serve a site through CloudFront with origin access control.',
    exceptions: 'A bucket that is public on purpose.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    ],
  },
  covers: ['s3-public-access-block'],
  also: {
    checkov: ['CKV_AWS_53', 'CKV_AWS_54', 'CKV_AWS_55', 'CKV_AWS_56'],
    'cdk-nag': ['S3BucketLevelPublicAccessProhibited'],
    'guard-registry': ['S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED'],
    'sonar-iac': ['S6281'],
    trivy: ['AWS-0086', 'AWS-0087', 'AWS-0091', 'AWS-0093', 'AWS-0094'],
    kics: [
      '860ba89b-b8de-4e72-af54-d6aee4138a69',
      '48f100d9-f499-4c6d-b2b8-deafe47ffb26',
      '6c8d51af-218d-4bfb-94a9-94eabaa0703a',
      '350cd468-0e2c-44ef-9d22-cfb73a62523c',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Two of four off, one of them by leaving it out',
        template: `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true # flagged
        IgnorePublicAcls: true
        BlockPublicPolicy: false # flagged
`,
      },
    ],
    good: [
      {
        title: 'All on, by value and by default',
        template: `
Resources:
  Explicit:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        IgnorePublicAcls: true
        BlockPublicPolicy: true
        RestrictPublicBuckets: true
  Default: { Type: AWS::S3::Bucket }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::S3::Bucket', 'AWS::S3::AccessPoint'],
    resource(resource, context) {
      const { graph } = context;
      const owner = capital(nameResource(resource));
      for (const block of graph.property(resource, BLOCK)) {
        if (block.kind !== 'map') continue;
        for (const part of PARTS) {
          const path = `${BLOCK}.${part}`;
          const message = `${owner} switches \`${part}\` off, so that the next policy or ACL may make it public. Set it to \`true\``;
          for (const value of graph.property(resource, path))
            if (value.text && literal(value.text) === 'false')
              context.report({ at: value, when: value.when, message, evidence: part });
          const isWritten = block.node.kind === 'map' && block.node.entries.has(part);
          if (!isWritten && block.node.kind === 'map')
            context.report({ at: block, when: block.when, message, evidence: part });
        }
      }
    },
  },
});

const BLOCK = 'PublicAccessBlockConfiguration';
const PARTS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
