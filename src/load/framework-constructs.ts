/** A construct of aws-cdk-lib that puts resources into a stack which nobody wrote. */
export interface FrameworkConstruct {
  /** As in the CDK documentation. */
  readonly name: string;
  /** Somewhere in a construct path, the path ending in a slash. */
  readonly path: RegExp;
  /** Logical ids are made from paths; for assemblies that say nothing about paths. */
  readonly id?: RegExp;
  /**
   * Everything that aws-cdk-lib 2.180 to 2.276 let it do, beside logging. A resource that may do more was changed by the
   * app and is the app's. `any` for stacks that are never the app's own.
   */
  readonly actions: readonly string[] | 'any';
}

const PROVIDER_ACTIONS = [
  'lambda:InvokeFunction',
  'lambda:GetFunction',
  'states:StartExecution',
  'logs:CreateLogDelivery',
  'logs:CreateLogStream',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutLogEvents',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

/** The first one that fits counts; the general one for custom resource providers stands last. */
export const FRAMEWORK_CONSTRUCTS: readonly FrameworkConstruct[] = [
  {
    name: 'Bucket autoDeleteObjects',
    path: /\/Custom::S3AutoDeleteObjectsCustomResourceProvider\//,
    id: /^CustomS3AutoDeleteObjectsCustomResourceProvider/,
    actions: [],
  },
  {
    name: 'Vpc restrictDefaultSecurityGroup',
    path: /\/Custom::VpcRestrictDefaultSGCustomResourceProvider\//,
    id: /^CustomVpcRestrictDefaultSGCustomResourceProvider/,
    actions: [
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
    ],
  },
  {
    name: 'Repository emptyOnDelete',
    path: /\/Custom::ECRAutoDeleteImagesCustomResourceProvider\//,
    id: /^CustomECRAutoDeleteImagesCustomResourceProvider/,
    actions: [
      'ecr:BatchDeleteImage',
      'ecr:DescribeRepositories',
      'ecr:ListImages',
      'ecr:ListTagsForResource',
    ],
  },
  {
    name: 'cross-region references',
    path: /\/Custom::CrossRegion(?:ExportWriter|ExportReader|StringParameterReader)CustomResourceProvider\//,
    id: /^CustomCrossRegion(?:ExportWriter|ExportReader|StringParameterReader)CustomResourceProvider/,
    actions: [
      'ssm:GetParameter',
      'ssm:GetParameters',
      'ssm:PutParameter',
      'ssm:DeleteParameters',
      'ssm:ListTagsForResource',
      'ssm:AddTagsToResource',
      'ssm:RemoveTagsFromResource',
    ],
  },
  {
    name: 'OpenIdConnectProvider',
    path: /\/Custom::AWSCDKOpenIdConnectProviderCustomResourceProvider\//,
    id: /^CustomAWSCDKOpenIdConnectProviderCustomResourceProvider/,
    actions: [
      'iam:AddClientIDToOpenIDConnectProvider',
      'iam:CreateOpenIDConnectProvider',
      'iam:DeleteOpenIDConnectProvider',
      'iam:RemoveClientIDFromOpenIDConnectProvider',
      'iam:UpdateOpenIDConnectProviderThumbprint',
    ],
  },
  {
    name: 'Route 53 RecordSet deleteExisting',
    path: /\/Custom::DeleteExistingRecordSetCustomResourceProvider\//,
    id: /^CustomDeleteExistingRecordSetCustomResourceProvider/,
    actions: ['route53:ChangeResourceRecordSets', 'route53:GetChange', 'route53:ListResourceRecordSets'],
  },
  {
    name: 'Trigger',
    path: /\/AWSCDK\.TriggerCustomResourceProviderCustomResourceProvider\//,
    id: /^AWSCDKTriggerCustomResourceProvider/,
    actions: ['lambda:InvokeFunction'],
  },
  {
    name: 'Canary cleanup',
    path: /\/Custom::SyntheticsAutoDeleteUnderlyingResourcesCustomResourceProvider\//,
    id: /^CustomSyntheticsAutoDeleteUnderlyingResourcesCustomResourceProvider/,
    actions: ['lambda:DeleteFunction', 'synthetics:GetCanary'],
  },
  {
    name: 'LogRetention',
    path: /\/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a\//,
    id: /^LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/,
    actions: ['logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy', 'logs:DeleteLogGroup'],
  },
  {
    name: 'Bucket notifications',
    path: /\/(?:BucketNotificationsHandler050a0587b7544547bf325f094a3db834|Notifications\/HandlerPolicy)\//,
    id: /^BucketNotificationsHandler050a0587b7544547bf325f094a3db834|NotificationsHandlerPolicy[0-9A-F]{8}$/,
    actions: ['s3:PutBucketNotification', 's3:GetBucketNotification'],
  },
  {
    // What the calls may do stands in `CustomResourcePolicy` of the construct, which is the app's own.
    name: 'AwsCustomResource',
    path: /\/AWS679f53fac002430cb0da5b7982bd2287\//,
    id: /^AWS679f53fac002430cb0da5b7982bd2287/,
    actions: [],
  },
  {
    name: 'custom resource Provider',
    path: /\/(?:framework-(?:onEvent|isComplete|onTimeout)|waiter-state-machine)\//,
    id: /(?:framework(?:onEvent|isComplete|onTimeout)(?:ServiceRole)?|waiterstatemachineRole)(?:DefaultPolicy)?[0-9A-F]{8}$/,
    actions: PROVIDER_ACTIONS,
  },
  {
    name: 'BucketDeployment',
    path: /\/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C[^/]*\//,
    id: /^CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/,
    actions: [
      'cloudfront:CreateInvalidation',
      'cloudfront:GetInvalidation',
      's3:Abort*',
      's3:DeleteObject*',
      's3:GetBucket*',
      's3:GetObject*',
      's3:List*',
      's3:PutObject',
      's3:PutObject*',
      's3:PutObjectLegalHold',
      's3:PutObjectRetention',
      's3:PutObjectTagging',
      's3:PutObjectVersionTagging',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey*',
      'kms:ReEncrypt*',
    ],
  },
  {
    name: 'Table replicas',
    path: /\/(?:@aws-cdk--aws-dynamodb\.ReplicaProvider|SourceTableAttachedManagedPolicy-[^/]*)\//,
    actions: [
      ...PROVIDER_ACTIONS,
      'dynamodb:*',
      'dynamodb:DescribeTable',
      'dynamodb:DeleteTable',
      'dynamodb:DeleteTableReplica',
      'dynamodb:DescribeLimits',
      'iam:CreateServiceLinkedRole',
    ],
  },
  {
    name: 'EKS Cluster',
    path: /\/(?:@aws-cdk--aws-eks\.(?:ClusterResource|Kubectl)Provider|Resource\/CreationRole|KubectlHandlerRole)\//,
    actions: [
      ...PROVIDER_ACTIONS,
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeInstances',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'eks:CreateCluster',
      'eks:CreateFargateProfile',
      'eks:DeleteCluster',
      'eks:DeleteFargateProfile',
      'eks:DescribeCluster',
      'eks:DescribeFargateProfile',
      'eks:DescribeUpdate',
      'eks:TagResource',
      'eks:UntagResource',
      'eks:UpdateClusterConfig',
      'eks:UpdateClusterVersion',
      'iam:CreateServiceLinkedRole',
      'iam:GetRole',
      'iam:PassRole',
      'iam:listAttachedRolePolicies',
      'sts:AssumeRole',
    ],
  },
  {
    name: 'DnsValidatedCertificate',
    path: /\/CertificateRequestorFunction\//,
    id: /CertificateRequestorFunctionServiceRole(?:DefaultPolicy)?[0-9A-F]{8}$/,
    actions: [
      'acm:AddTagsToCertificate',
      'acm:DeleteCertificate',
      'acm:DescribeCertificate',
      'acm:RequestCertificate',
      'route53:GetChange',
      'route53:changeResourceRecordSets',
    ],
  },
  {
    name: 'log group resource policy',
    path: /\/(?:ESLogGroupPolicy|EventsLogGroupPolicy)[^/]*\/CustomResourcePolicy\//,
    id: /(?:ESLogGroupPolicy[0-9a-f]{8,}|^EventsLogGroupPolicy\w*)CustomResourcePolicy[0-9A-F]{8}$/,
    actions: ['logs:PutResourcePolicy', 'logs:DeleteResourcePolicy'],
  },
  {
    name: 'integ-tests assertions',
    path: /\/DeployAssert\/|\/SingletonFunction1488541a7b23466481b69b4408076b81\//,
    id: /^SingletonFunction1488541a7b23466481b69b4408076b81/,
    actions: 'any',
  },
  { name: 'Pipeline cross-region support', path: /\/cross-region-stack-[^/]+\//, actions: [] },
  {
    name: 'CustomResourceProvider',
    path: /CustomResourceProvider\//,
    id: /CustomResourceProvider(?:Role|Handler)[0-9A-F]{8}$/,
    actions: [],
  },
];
