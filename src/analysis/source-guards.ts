/** What a service that acts on behalf of others says about them, and why it matters. */
export interface SourceGuard {
  /** What a stranger gets by having the service act for them. */
  readonly harm: string;
  /** Types of the policies in which the guard is possible and asked for by the page. */
  readonly at: readonly string[];
  readonly page: string;
  readonly severity: 'medium' | 'high';
}

const BUCKET = 'AWS::S3::BucketPolicy';
const QUEUE = ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'];
const TOPIC = ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'];
const DOCS = 'https://docs.aws.amazon.com';

function guard(
  harm: string,
  at: readonly string[],
  page: string,
  severity: SourceGuard['severity'] = 'medium',
): SourceGuard {
  return { harm, at, page: `${DOCS}/${page}`, severity };
}

/**
 * Services, without suffix, that name the source of a request in aws:SourceArn or aws:SourceAccount, and whose pages ask
 * to check it. Services are missing here that send neither key, or of which no page says so.
 */
const GUARDS: ReadonlyMap<string, SourceGuard> = new Map([
  ['budgets', guard('send messages to it', TOPIC, 'cost-management/latest/userguide/budgets-sns-policy.html')],
  ['cloudfront', guard('read it', [BUCKET], 'AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html', 'high')],
  ['cloudtrail', guard('write into it', [BUCKET, ...TOPIC], 'awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html')],
  ['cloudwatch', guard('send messages to it', TOPIC, 'sns/latest/dg/sns-access-policy-use-cases.html')],
  ['config', guard('write into it', [BUCKET, ...TOPIC], 'config/latest/developerguide/s3-bucket-policy.html')],
  ['costalerts', guard('send messages to it', TOPIC, 'cost-management/latest/userguide/ad-SNS.html')],
  ['delivery.logs', guard('write into it', [BUCKET], 'AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html')],
  ['events', guard('send messages to it', [...QUEUE, ...TOPIC], 'eventbridge/latest/userguide/eb-use-resource-based.html')],
  ['events.rds', guard('send messages to it', TOPIC, 'AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html')],
  ['lambda', guard('run its images', ['AWS::ECR::Repository'], 'lambda/latest/dg/images-create.html')],
  ['logging.s3', guard('write into it', [BUCKET], 'AmazonS3/latest/userguide/enable-server-access-logging.html')],
  ['s3', guard('write into it', [BUCKET, ...QUEUE, ...TOPIC], 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html')],
  ['serverlessrepo', guard('read it', [BUCKET], 'serverlessrepo/latest/devguide/serverlessrepo-how-to-publish.html')],
  ['ses', guard('write into it', [BUCKET, ...TOPIC], 'ses/latest/dg/receiving-email-permissions.html')],
  ['sns', guard('send messages to it', QUEUE, 'sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html')],
]); // prettier-ignore

/** The guard that a policy of a type should ask of a service; undefined where none is possible or none is known of. */
export function sourceGuard(service: string, policyType: string): SourceGuard | undefined {
  const known = GUARDS.get(service);
  return known?.at.includes(policyType) ? known : undefined;
}
