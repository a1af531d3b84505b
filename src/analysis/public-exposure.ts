import { type Statement } from '../graph/policy.ts';
import { booleanOf } from '../graph/property-value.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { writes } from '../iam/access-level.ts';
import { type Severity } from '../rule/finding.ts';
import { PLAIN_POLICY_TYPE, type Resource } from '../template/template.ts';
import { literal } from '../values/value.ts';
import { actionGrants } from './granted-actions.ts';
import { targetOf } from './policy-target.ts';

/** What the resource itself does to a policy that lets everybody in. */
export interface Exposure {
  readonly severity: Severity;
  /** Whether a value that the template does not settle decides whether the policy takes effect. */
  readonly possible: boolean;
}

/**
 * How bad it is that an Allow statement of a resource policy admits everybody; undefined where the resource cannot be
 * reached by strangers all the same, or where being public is what it is for.
 */
export function publicExposure(statement: Statement, graph: ResourceGraph): Exposure | undefined {
  const { policy } = statement;
  const target = targetOf(policy, graph);
  switch (policy.site.type) {
    case 'AWS::S3::BucketPolicy':
      return bucketExposure(statement, target, graph);
    case 'AWS::S3::AccessPoint':
      return accessPointExposure(statement, graph);
    case 'AWS::SecretsManager::ResourcePolicy':
      return allTrue(policy.owner, ['BlockPublicPolicy'], graph) === 'yes' ? undefined : byActions(statement);
    case 'AWS::Elasticsearch::Domain':
    case 'AWS::OpenSearchService::Domain':
      return domainExposure(statement, graph);
    case 'AWS::ApiGateway::RestApi':
    case 'AWS::ApiGateway::DomainNameV2':
    case 'AWS::Serverless::Api':
      // A public API is open before its policy is asked; only for a private one is the policy the door.
      return isPrivateApi(policy.owner, graph) ? { severity: 'medium', possible: false } : undefined;
    case 'AWS::ECR::PublicRepository':
      return writesAnything(statement) ? byActions(statement) : undefined;
    case 'AWS::EFS::FileSystem':
    case 'AWS::VpcLattice::AuthPolicy':
      // Only who is in a network that is attached gets as far as the policy.
      return { severity: 'medium', possible: false };
    case PLAIN_POLICY_TYPE:
      // It may as well be the policy of a VPC endpoint, which grants nothing.
      return { ...byActions(statement), possible: true };
    case 'AWS::Lambda::Permission':
      return isFunctionUrl(statement) ? undefined : byActions(statement);
    default:
      return byActions(statement);
  }
}

function byActions(statement: Statement): Exposure {
  return { severity: writesAnything(statement) ? 'critical' : 'high', possible: false };
}

function writesAnything(statement: Statement): boolean {
  if (statement.notActions.length > 0) return true;
  return actionGrants(statement).some(
    ({ actions, breadth }) => breadth === 'everything' || actions.some(writes),
  );
}

/**
 * Block Public Access makes a public policy be refused or ignored.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
function bucketExposure(
  statement: Statement,
  bucket: Resource | undefined,
  graph: ResourceGraph,
): Exposure | undefined {
  const exposure = byActions(statement);
  if (!bucket) return exposure;
  const blocks = allTrue(
    bucket,
    [
      'PublicAccessBlockConfiguration.BlockPublicPolicy',
      'PublicAccessBlockConfiguration.RestrictPublicBuckets',
    ],
    graph,
  );
  if (blocks === 'yes') return undefined;
  const possible = blocks === 'undecided';
  const website = graph.property(bucket, 'WebsiteConfiguration').length > 0;
  const reads = statement.actions.every((text) => /^s3:getobject(?:version)?$/i.test(literal(text) ?? ''));
  return website && reads ? { severity: 'low', possible } : { ...exposure, possible };
}

/**
 * An access point blocks public access unless that is switched off when it is made.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
 */
function accessPointExposure(statement: Statement, graph: ResourceGraph): Exposure | undefined {
  const { owner } = statement.policy;
  if (graph.property(owner, 'VpcConfiguration').length > 0) return undefined;
  const open = ['BlockPublicPolicy', 'RestrictPublicBuckets'].every((name) =>
    graph
      .property(owner, `PublicAccessBlockConfiguration.${name}`)
      .some((value) => booleanOf(value) === false),
  );
  return open ? byActions(statement) : undefined;
}

/**
 * A domain in a VPC has no public endpoint; with fine-grained access control an open policy leaves the door to its users.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
 */
function domainExposure(statement: Statement, graph: ResourceGraph): Exposure | undefined {
  const { owner } = statement.policy;
  if (graph.property(owner, 'VPCOptions').length > 0) return undefined;
  const users = graph
    .property(owner, 'AdvancedSecurityOptions.Enabled')
    .some((value) => booleanOf(value) === true);
  return users ? { severity: 'medium', possible: false } : byActions(statement);
}

function isPrivateApi(api: Resource, graph: ResourceGraph): boolean {
  return ['EndpointConfiguration.Types[]', 'EndpointConfiguration.Type', 'EndpointConfiguration'].some(
    (path) => graph.property(api, path).some(({ text }) => text && literal(text) === 'PRIVATE'),
  );
}

/** Whether a permission is the one that a function URL without authentication needs. */
export function isFunctionUrl(statement: Statement): boolean {
  return statement.conditions.some(
    ({ key, values }) =>
      (key.toLowerCase() === 'lambda:functionurlauthtype' &&
        values.some((value) => literal(value) === 'NONE')) ||
      key.toLowerCase() === 'lambda:invokedviafunctionurl',
  );
}

/** Whether any of the switches is on in every branch (`yes`), in none (`no`), or it depends (`undecided`). */
function allTrue(
  resource: Resource,
  paths: readonly string[],
  graph: ResourceGraph,
): 'yes' | 'no' | 'undecided' {
  const states = paths.map((path) => {
    const values = graph.property(resource, path);
    if (values.length === 0) return 'no';
    const read = values.map(booleanOf);
    if (read.every((value) => value === true))
      return graph.absence(resource, path).length === 0 ? 'yes' : 'undecided';
    return read.every((value) => value === false) ? 'no' : 'undecided';
  });
  return states.includes('yes') ? 'yes' : states.includes('undecided') ? 'undecided' : 'no';
}

/** What the statement allows, for messages: `` `s3:GetObject` and `s3:PutObject` ``. */
export function actionNames(statement: Statement): readonly string[] {
  const names =
    statement.notActions.length > 0
      ? statement.notActions.map((text) => `everything but ${literal(text) ?? 'a part'}`)
      : statement.actions.map((text) => literal(text) ?? 'an action that is not known before deployment');
  return [...new Set(names)];
}
