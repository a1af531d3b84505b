import { admissionsOf, isOpenToEveryone } from '../src/analysis/admissions.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { actionNames, publicExposure } from '../src/analysis/public-exposure.ts';
import { listNames } from '../src/analysis/unconstrained-actions.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-public-resource-policy',
  title: 'Anyone may use the resource',
  category: 'resource-policies',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A resource policy that allows something to `*` allows it to everybody: to every AWS account and, where the service takes anonymous requests (S3, SQS, SNS, OpenSearch, API Gateway), to the whole internet. Public buckets, queues, topics, keys and repositories are how data leaks and how strangers get their messages processed.',
    fix: 'Name the accounts, roles or services that need access. Where these cannot be listed, keep `*` and add a condition that strangers cannot meet: `aws:PrincipalOrgID`, `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceVpce`. Public files belong behind CloudFront with origin access control.',
    exceptions:
      'A bucket that serves a public website or public downloads. The finding is graded low where the bucket has a website configuration and only `s3:GetObject` is allowed.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html',
    ],
  },
  covers: [
    'resource-policy-public',
    's3-bucket-policy-public',
    'sqs-queue-policy-public',
    'sns-topic-policy-public',
    'kms-key-policy-public',
    'lambda-permission-public',
    'lambda-layer-public',
    'ecr-repository-policy-public',
    'event-bus-policy-public',
    'opensearch-access-policy-open',
    'secretsmanager-policy-public',
    'backup-vault-policy-public',
    'codeartifact-domain-policy-public',
    'apigateway-resource-policy-public',
    's3-access-point-policy-public',
    'resource-policy-public-uncovered-types',
  ],
  // prettier-ignore
  also: {
    cfn_nag: ['F13', 'F16', 'F18', 'F21', 'F76'],
    checkov: ['CKV_AWS_32', 'CKV_AWS_33'],
    'cdk-nag': [
      'ECROpenAccess', 'EventBusOpenAccess', 'LambdaFunctionPublicAccessProhibited',
      'OpenSearchNoUnsignedOrAnonymousAccess', 'S3BucketPublicReadProhibited',
      'S3BucketPublicWriteProhibited', 'S3WebBucketOAIAccess', 'OpenSearchAllowlistedIPs',
    ],
    'guard-registry': [
      'KMS_NO_WILDCARD_PRINCIPAL', 'LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED',
      'LAMBDA_NO_WILDCARD_PRINCIPALS', 'S3_BUCKET_POLICY_NO_WILDCARD_PRINCIPAL',
      'SNS_TOPICPOLICY_NO_WILDCARD_PRINCIPAL', 'SQS_QUEUEPOLICY_NO_WILDCARD_PRINCIPAL',
      'S3_BUCKET_PUBLIC_READ_PROHIBITED', 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED',
    ],
    trivy: ['AWS-0032', 'AWS-0161'],
    'sonar-iac': ['S6270'],
    'cfn-policy-validator': ['policy-analysis-CheckNoPublicAccess', 'EXTERNAL_PRINCIPAL'],
    cloudsplaining: ['internet_accessible_actions'],
    'checkov-terraform': ['CKV_AWS_283', 'CKV_AWS_70', 'CKV_AWS_168', 'CKV_AWS_169', 'CKV2_AWS_52'],
    kics: [
      '7772bb8c-c0f3-42d4-8e4e-f1b8939ad085', 'acc78859-765e-4011-a229-a65ea57db252',
      'f6397a20-4cf1-4540-a997-1d363c25ef58', 'f97b7d23-568f-4bcc-9ac9-02df0d57fbba',
      'faa8fddf-c0aa-4b2d-84ff-e993e233ebe9', '456b00a3-1072-4149-9740-6b8bb60251b0',
      '4ae8af91-5108-42cb-9471-3bdbe596eac9', '9b6a3f5b-5fd6-40ee-9bc0-ed604911212d',
      'ae53ce91-42b5-46bf-a84f-9a13366a4f13', 'f6049677-ec4a-43af-8779-5190b6d03cba',
      'da905474-7454-43c0-b8d2-5756ab951aba', '1d6e16f1-5d8a-4379-bfb3-2dadd38ed5a7',
      '75be209d-1948-41f6-a8c8-e22dd0121134', '5c666ed9-b586-49ab-9873-c495a833b705',
    ],
    'kics-terraform': ['secrets_manager_with_vulnerable_policy'],
  },
  examples: {
    bad: [
      {
        title: 'A queue that anyone may fill, a bucket that anyone may read and write',
        template: `
Resources:
  Queue:
    Type: AWS::SQS::Queue
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement:
          Effect: Allow
          Principal: "*" # flagged
          Action: sqs:SendMessage
          Resource: !GetAtt Queue.Arn
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false }
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: ["*"] } # flagged
            Action: [s3:GetObject, s3:PutObject]
            Resource: !Sub "\${Bucket.Arn}/*"
            Condition:
              StringLike: { aws:Referer: "https://example.com/*" }
`,
      },
      {
        title: 'A function without document, a key and a repository',
        template: `
Resources:
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: handler
      Principal: "*" # flagged
  Signed:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunctionUrl
      FunctionName: handler
      FunctionUrlAuthType: AWS_IAM
      Principal: "*" # flagged
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: { AWS: "*" } # flagged
            Action: kms:Decrypt
            Resource: "*"
  Repository:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryPolicyText:
        Statement:
          - Effect: Allow
            Principal: "*" # flagged
            Action: ecr:BatchGetImage
`,
      },
    ],
    good: [
      {
        title: 'Conditions that keep strangers out, denials, the account’s default key policy',
        template: `
Resources:
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [jobs]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: sqs:SendMessage
            Resource: "*"
            Condition:
              ArnEquals: { aws:SourceArn: !Sub "arn:aws:sns:\${AWS::Region}:\${AWS::AccountId}:orders" }
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: { AWS: "*" }
            Action: kms:Decrypt
            Resource: "*"
            Condition:
              StringEquals: { kms:CallerAccount: !Ref AWS::AccountId, kms:ViaService: s3.eu-west-1.amazonaws.com }
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: "*"
            Condition: { Bool: { aws:SecureTransport: "false" } }
`,
      },
      {
        title: 'A bucket whose block makes the policy void, a domain in a VPC, a public API',
        template: `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: { RestrictPublicBuckets: true }
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - { Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "\${Bucket.Arn}/*" }
  Domain:
    Type: AWS::OpenSearchService::Domain
    Properties:
      VPCOptions: { SubnetIds: [subnet-1] }
      AccessPolicies:
        Statement:
          - { Effect: Allow, Principal: { AWS: "*" }, Action: es:ESHttp*, Resource: "*" }
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Policy:
        Statement:
          - { Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "execute-api:/*" }
`,
      },
      {
        title: 'Everybody, but a Deny for all who come from elsewhere',
        template: `
Resources:
  Topic:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [alarms]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: [sns:Publish, sns:Subscribe]
            Resource: "*"
          - Effect: Deny
            Principal: "*"
            Action: sns:*
            Resource: "*"
            Condition: { StringNotEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 } }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'resource' || statement.effect !== 'Allow') return;
      const { policy } = statement;
      for (const admission of admissionsOf(statement, ownershipOf(policy.owner, context.facts))) {
        if (!isOpenToEveryone(admission)) continue;
        const exposure = publicExposure(statement, context.graph);
        if (!exposure) return;
        const names = actionNames(statement);
        context.report({
          at: admission.principal,
          message: `Anyone may ${names.length > 0 ? `call ${listNames(names)} on` : 'use'} ${nameTarget(policy, context.graph)}. Name who needs it, or add a condition that strangers cannot meet, such as aws:PrincipalOrgID or aws:SourceArn`,
          evidence: `Principal::* ${[...names].sort().join(' ')}`,
          severity: exposure.severity,
          ...(exposure.possible ? { possible: true, confidence: 'low' as const } : {}),
        });
      }
    },
  },
});
