/** An API operation that is no IAM action, and what must be granted to call it. */
export interface ApiOperation {
  /** `s3:HeadObject` */
  readonly name: string;
  /** All of them are needed, or those that fit the request; the first is needed always. */
  readonly grantedBy: readonly string[];
  readonly documentation: string;
}

const S3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html';
const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api.html';
const SNS = 'https://docs.aws.amazon.com/sns/latest/dg/sns-batch-api-actions.html';
const TRANSACTIONS =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html';
const PARTIQL = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html';
const KMS = 'https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html';
const BEDROCK = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html';
const BEDROCK_STREAM =
  'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html';

/** Page, service, then operations with the names of the actions, `Operation: First Second`. */
const TABLE: readonly (readonly [
  documentation: string,
  service: string,
  operations: Readonly<Record<string, string>>,
])[] = [
  [
    S3,
    's3',
    {
      CompleteMultipartUpload: 'PutObject',
      CopyObject: 'PutObject GetObject',
      CreateMultipartUpload: 'PutObject',
      DeleteBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
      DeleteBucketCors: 'PutBucketCORS',
      DeleteBucketEncryption: 'PutEncryptionConfiguration',
      DeleteBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
      DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
      DeleteBucketLifecycle: 'PutLifecycleConfiguration',
      DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
      DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
      DeleteBucketReplication: 'PutReplicationConfiguration',
      DeleteBucketTagging: 'PutBucketTagging',
      DeleteObjects: 'DeleteObject DeleteObjectVersion',
      DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
      GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
      GetBucketAnalyticsConfiguration: 'GetAnalyticsConfiguration',
      GetBucketEncryption: 'GetEncryptionConfiguration',
      GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
      GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
      GetBucketLifecycle: 'GetLifecycleConfiguration',
      GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
      GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
      GetBucketNotificationConfiguration: 'GetBucketNotification',
      GetBucketReplication: 'GetReplicationConfiguration',
      GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
      GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
      HeadBucket: 'ListBucket',
      HeadObject: 'GetObject GetObjectVersion',
      ListBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
      ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
      ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
      ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
      ListBuckets: 'ListAllMyBuckets',
      ListMultipartUploads: 'ListBucketMultipartUploads',
      ListObjects: 'ListBucket',
      ListObjectsV2: 'ListBucket',
      ListObjectVersions: 'ListBucketVersions',
      ListParts: 'ListMultipartUploadParts',
      PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
      PutBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
      PutBucketEncryption: 'PutEncryptionConfiguration',
      PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
      PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
      PutBucketLifecycle: 'PutLifecycleConfiguration',
      PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
      PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
      PutBucketNotificationConfiguration: 'PutBucketNotification',
      PutBucketReplication: 'PutReplicationConfiguration',
      PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
      PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
      SelectObjectContent: 'GetObject',
      UploadPart: 'PutObject',
      UploadPartCopy: 'PutObject GetObject',
    },
  ],
  [
    SQS,
    'sqs',
    {
      ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
      DeleteMessageBatch: 'DeleteMessage',
      SendMessageBatch: 'SendMessage',
    },
  ],
  [SNS, 'sns', { PublishBatch: 'Publish' }],
  [
    TRANSACTIONS,
    'dynamodb',
    { TransactGetItems: 'GetItem', TransactWriteItems: 'PutItem UpdateItem DeleteItem ConditionCheckItem' },
  ],
  [
    PARTIQL,
    'dynamodb',
    {
      BatchExecuteStatement: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
      ExecuteStatement: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
      ExecuteTransaction: 'PartiQLSelect PartiQLInsert PartiQLUpdate PartiQLDelete',
    },
  ],
  [LAMBDA, 'lambda', { Invoke: 'InvokeFunction', InvokeWithResponseStream: 'InvokeFunction' }],
  [KMS, 'kms', { ReEncrypt: 'ReEncryptFrom ReEncryptTo' }],
  [BEDROCK, 'bedrock', { Converse: 'InvokeModel' }],
  [BEDROCK_STREAM, 'bedrock', { ConverseStream: 'InvokeModelWithResponseStream' }],
];

/**
 * Names under which SDKs, endpoints and consoles know a service and IAM does not, with IAM's prefix. Prefixes:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const PREFIXES = new Map(
  Object.entries({
    apigatewaymanagementapi: 'execute-api',
    apigatewayv2: 'apigateway',
    'api-gateway': 'apigateway',
    'bedrock-agent': 'bedrock',
    'bedrock-agent-runtime': 'bedrock',
    'bedrock-runtime': 'bedrock',
    cloudwatchlogs: 'logs',
    'cloudwatch-logs': 'logs',
    cloudwatchevents: 'events',
    'cognito-identity-provider': 'cognito-idp',
    dynamodbstreams: 'dynamodb',
    'dynamodb-streams': 'dynamodb',
    efs: 'elasticfilesystem',
    elb: 'elasticloadbalancing',
    elbv2: 'elasticloadbalancing',
    emr: 'elasticmapreduce',
    eventbridge: 'events',
    'iot-data': 'iot',
    'lex-runtime': 'lex',
    'lexv2-runtime': 'lex',
    msk: 'kafka',
    'parameter-store': 'ssm',
    rdsdata: 'rds-data',
    'sagemaker-runtime': 'sagemaker',
    'secrets-manager': 'secretsmanager',
    sesv2: 'ses',
    sfn: 'states',
    stepfunctions: 'states',
    'step-functions': 'states',
    timestreamquery: 'timestream',
    'timestream-query': 'timestream',
    'timestream-write': 'timestream',
    'transcribe-streaming': 'transcribe',
  }),
);

let operations: ReadonlyMap<string, ApiOperation> | undefined;

/** What grants an API operation that is no IAM action, by its name with the service's prefix, in any case. */
export function apiOperation(name: string): ApiOperation | undefined {
  return byName().get(name.toLowerCase());
}

/** All API operations that {@link apiOperation} knows. */
export function apiOperations(): readonly ApiOperation[] {
  return Array.from(byName().values());
}

/** IAM's prefix for a service that is called by another of its names; undefined when the name is not known. */
export function iamPrefixOf(name: string): string | undefined {
  return PREFIXES.get(name.toLowerCase());
}

/** All the other names that {@link iamPrefixOf} knows. */
export function serviceAliases(): readonly string[] {
  return Array.from(PREFIXES.keys());
}

function byName(): ReadonlyMap<string, ApiOperation> {
  operations ??= new Map(
    TABLE.flatMap(([documentation, service, entries]) =>
      Object.entries(entries).map(([operation, actions]): [string, ApiOperation] => {
        const name = `${service}:${operation}`;
        const grantedBy = actions.split(' ').map((action) => `${service}:${action}`);
        return [name.toLowerCase(), { name, grantedBy, documentation }];
      }),
    ),
  );
  return operations;
}
