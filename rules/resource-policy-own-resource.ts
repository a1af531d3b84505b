import { arnPattern } from '../src/analysis/arn-pattern.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { display, literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'resource-policy-own-resource',
  title: 'Policy of a bucket or repository names a resource that is not its own',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Amazon S3 rejects a bucket policy whose `Resource` is `*` or no bucket, and Amazon ECR rejects a repository policy that has a `Resource` at all, for it is about the repository that holds it.',
    fix: 'In a bucket policy write the ARN of the bucket, and of its objects with `/*`. In a repository policy leave `Resource` out.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html',
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html',
    ],
  },
  covers: ['bucket-policy-resource-arn', 'ecr-policy-grammar'],
  also: { 'cfn-lint': ['E3514', 'E3513'], 'access-analyzer': ['UNSUPPORTED_RESOURCE_ARN_IN_POLICY'] },
  examples: {
    bad: [
      {
        title: 'Everything, a queue, and a resource of a repository',
        template: `
Resources:
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: example
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: "*" # flagged
            Condition: { Bool: { aws:SecureTransport: "false" } }
          - Effect: Allow
            Principal: { AWS: "111122223333" }
            Action: s3:GetObject
            Resource: arn:aws:sqs:eu-west-1:111122223333:orders # flagged
  Repository:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryPolicyText:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "111122223333" }
            Action: ecr:BatchGetImage
            Resource: "*" # flagged
`,
      },
    ],
    good: [
      {
        title: 'The bucket and its objects, and no resource at all',
        template: `
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: [!GetAtt Bucket.Arn, !Sub "\${Bucket.Arn}/*", "arn:aws:s3:::example*"]
            Condition: { Bool: { aws:SecureTransport: "false" } }
  Repository:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryPolicyText:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "111122223333" }
            Action: ecr:BatchGetImage
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy, elements } = statement;
      const owner = capital(nameResource(policy.owner));
      if (policy.site.type === 'AWS::ECR::Repository') {
        const node = elements.get('Resource') ?? elements.get('NotResource');
        if (node)
          context.report({
            at: { node },
            when: statement.when,
            message: `${owner} has a policy with a \`Resource\`, which Amazon ECR rejects. Leave it out`,
            evidence: 'Resource',
          });
      }
      if (policy.site.type !== 'AWS::S3::BucketPolicy') return;
      for (const resource of [...statement.resources, ...statement.notResources]) {
        const isForeign =
          literal(resource) === '*' || /^arn:[^:]*:(?!s3)[a-z0-9-]+:/.test(arnPattern(resource));
        if (!isForeign) continue;
        context.report({
          at: resource,
          message: `${owner} names \`${display(resource)}\`, which is no bucket, and Amazon S3 rejects it. Write the ARN of the bucket and of its objects`,
          evidence: `Resource::${display(resource)}`,
        });
      }
    },
  },
});
