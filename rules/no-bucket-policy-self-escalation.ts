import { type BucketEscalation, bucketEscalationsOf } from '../src/analysis/bucket-escalation.ts';
import { holdersIn } from '../src/analysis/holders.ts';
import { listNames } from '../src/analysis/unconstrained-actions.ts';
import { defineRule, type RuleContext } from '../src/rule/rule.ts';
import { display } from '../src/values/value.ts';

export default defineRule({
  id: 'no-bucket-policy-self-escalation',
  title: 'Principal may give itself the access to a bucket that its policies leave out',
  category: 'escalation',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'Within an account the policy of a bucket is enough to use the bucket. Whoever may write that policy, or the access control list where lists are on, has all the access to the bucket that it cares to give itself or others, however little its own policies name.',
    fix: 'Leave `s3:PutBucketPolicy` and `s3:PutBucketAcl` to the deployment that owns the bucket. What must never be done can be denied: a Deny in the principal’s own policies stands above the bucket policy.',
    exceptions: 'A deployment role that creates the bucket together with its policy.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
    ],
  },
  covers: ['s3-policy-self-escalation'],
  also: { parliament: ['RESOURCE_POLICY_PRIVILEGE_ESCALATION'] },
  examples: {
    bad: [
      {
        title: 'Nothing may be deleted, but the policy may be written',
        template: `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:ListBucket, s3:GetObject, s3:PutObject]
            Resource:
              - !GetAtt Bucket.Arn
              - !Sub "\${Bucket.Arn}/*"
          - Effect: Allow
            Action: s3:PutBucket* # flagged
            Resource: !GetAtt Bucket.Arn
`,
      },
    ],
    good: [
      {
        title: 'Everything on one bucket, and a Deny that holds',
        template: `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Owner:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:*
            Resource:
              - !GetAtt Bucket.Arn
              - !Sub "\${Bucket.Arn}/*"
  Writer:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:ListBucket, s3:GetObject, s3:PutObject, s3:PutBucketPolicy]
            Resource: arn:aws:s3:::example*
          - Effect: Deny
            Action: s3:DeleteObject*
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    graph(graph, context) {
      for (const { name, of } of holdersIn(graph)) report(name, bucketEscalationsOf(of), context);
    },
  },
});

function report(name: string, found: readonly BucketEscalation[], context: RuleContext): void {
  const [first] = found;
  if (!first) return;
  const { by, bucket, gained } = first;
  const where = bucket ? `\`${display(bucket)}\`` : 'every bucket';
  const { grant } = by.held;
  context.report({
    // The text of one of AWS's own policies is no place in the user's files.
    at: grant?.managed?.awsName === undefined ? by.at : grant,
    resource: by.held.document.owner,
    message: `${name} is not granted ${listNames(gained)} on all of ${where}, but with \`${by.action}\` it can give itself that. Leave \`${by.action}\` to whoever deploys the bucket, or deny what must not be done`,
    evidence: `Action::${by.action}`,
    when: by.when,
    ...(bucket && { related: [{ at: bucket, label: 'on this bucket' }] }),
  });
}
