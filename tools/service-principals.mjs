import { byCodeUnit } from './write-data.mjs';

/** Condition keys of managed policies whose values are service principals. */
const PRINCIPAL_KEYS = new Set([
  'iam:passedtoservice',
  'iam:awsservicename',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'organizations:serviceprincipal',
  'events:managedby',
  'lambda:principal',
  'ec2:managedresourceoperator',
  'codestar-connections:passedtoservice',
  'codeconnections:passedtoservice',
  'sts:awsservicename',
  'ec2:authorizedservice',
  'config:configurationrecorderserviceprincipal',
]);

const PRINCIPAL = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$/;

/** Spelt wrongly in a managed policy. */
const MISSPELT = new Set(['casssandra.application-autoscaling.amazonaws.com']);

/**
 * Principals that no managed policy names, each with the page that does. Where the page is on one service, it is the one
 * that shows the trust or resource policy for it.
 */
const DOCUMENTED = {
  'https://github.com/awsdocs/iam-user-guide/blob/d7d9077a8811298b4ce964faaad5a40a33717677/doc_source/reference_service_principals_listing.md':
    'acm apigateway athena autoscaling clouddirectory cloudformation cloudfront cloudsearch cloudtrail codecommit codedeploy codepipeline config datapipeline directconnect ds dynamodb ec2 ecr ecs edgelambda elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce events health iam inspector kinesis kms lambda lightsail logs monitoring opsworks organizations rds redshift route53 s3 servicecatalog ses signin sns sqs ssm storagegateway sts support vmie waf workspaces',
  'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html': 'vpc-flow-logs',
  'https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html': 'eks-fargate-pods',
  'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html':
    'replicator.lambda',
  'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html':
    'logdelivery.elasticloadbalancing',
  'https://docs.aws.amazon.com/cur/latest/userguide/cur-s3.html': 'billingreports',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html': 'logging.s3',
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html': 'events.rds',
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ExportSnapshot.html': 'export.rds',
  'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html': 'monitoring.rds',
  'https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html': 'costalerts',
  'https://docs.aws.amazon.com/apprunner/latest/dg/security_iam_service-with-iam.html':
    'build.apprunner tasks.apprunner',
  'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/pipeline-security-overview.html':
    'osis-pipelines',
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-trustpolicy.html':
    'streams.metrics.cloudwatch',
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html':
    'ops.apigateway',
};

/**
 * All known service principals without their suffix, as `[name, page]`; the page is empty for those that AWS's managed
 * policies name.
 */
export function compileServicePrincipals(policies) {
  const found = new Map();
  for (const [page, names] of Object.entries(DOCUMENTED))
    for (const name of names.split(' ')) found.set(name, page);
  for (const { document } of policies)
    for (const principal of principalsOf(document)) {
      const name = principal.toLowerCase();
      if (PRINCIPAL.test(name) && !MISSPELT.has(name)) found.set(name.replace(/\.amazonaws\.com$/, ''), '');
    }
  return [...found].sort(([a], [b]) => byCodeUnit(a, b));
}

function* principalsOf(document) {
  for (const statement of [document.Statement].flat()) {
    for (const resource of [statement.Resource ?? []].flat()) {
      const role = /:role\/aws-service-role\/([^/]+)\//.exec(resource);
      if (role) yield role[1];
    }
    for (const keys of Object.values(statement.Condition ?? {}))
      for (const [key, values] of Object.entries(keys))
        if (PRINCIPAL_KEYS.has(key.toLowerCase())) yield* [values].flat();
  }
}
