import {
  type CfnNode,
  type MapEntry,
  type MapNode,
  asBoolean,
  asList,
  get,
  getMap,
} from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { isGiven } from './author-value.ts';
import { type ConnectorEnd, generateConnector } from './connectors.ts';
import { type Expansion } from './expansion.ts';
import {
  type NodeShape,
  attributeOf,
  managedPolicyArn,
  refTo,
  substituted,
  trustPolicy,
} from './generated-node.ts';
import { attachManaged, generateRole, roleDraft } from './role-draft.ts';

/**
 * Adds the roles and policies that SAM makes for an AWS::Serverless::GraphQLApi: for its log, for each data source that has
 * no role of its own, and the permissions to call Lambda authorizers.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
 */
export function expandGraphqlApi(x: Expansion, owner: Resource): void {
  const properties = x.properties(owner);
  const id = owner.logicalId;
  const logging = properties?.entries.get('Logging');
  const off = logging?.value.kind === 'scalar' && asBoolean(logging.value) === false;
  if (!off && !isGiven(get(logging?.value, 'CloudWatchLogsRoleArn'))) {
    const role = roleDraft(`${id}CloudWatchRole`);
    const at = logging?.key.span ?? owner.id.span;
    attachManaged(role, at, managedPolicyArn('service-role/AWSAppSyncPushToCloudWatchLogs'));
    generateRole(x, role, { from: owner, at, trust: trustPolicy('appsync.amazonaws.com') });
  }
  generateAuthorizers(x, owner, getMap(properties, 'Auth'));
  const sources = getMap(properties, 'DataSources');
  for (const [name, entry] of getMap(sources, 'DynamoDb')?.entries ?? []) {
    const table = get(entry.value, 'TableArn') ?? tableArn(entry.value);
    const permissions = asList(get(entry.value, 'Permissions')).flatMap(textOf);
    generateDataSource(x, owner, entry, {
      id: `${id}${name}DynamoDBDataSource`,
      type: 'AMAZON_DYNAMODB',
      connector: 'ToTableConnector',
      destination: end('AWS::DynamoDB::Table', table),
      permissions: permissions.length > 0 ? permissions : ['Read', 'Write'],
    });
  }
  for (const [name, entry] of getMap(sources, 'Lambda')?.entries ?? []) {
    generateDataSource(x, owner, entry, {
      id: `${id}${name}LambdaDataSource`,
      type: 'AWS_LAMBDA',
      connector: 'ToLambdaConnector',
      destination: end('AWS::Lambda::Function', get(entry.value, 'FunctionArn')),
      permissions: ['Write'],
    });
  }
}

interface DataSource {
  readonly id: string;
  readonly type: string;
  readonly connector: string;
  readonly destination: ConnectorEnd;
  readonly permissions: readonly string[];
}

function generateDataSource(
  x: Expansion,
  from: Resource,
  { key, value }: MapEntry,
  source: DataSource,
): void {
  const { id, type, connector, destination, permissions } = source;
  const at = key.span;
  const declared = get(value, 'ServiceRoleArn');
  const role = roleDraft(`${id}Role`);
  x.generate({
    id,
    type: 'AWS::AppSync::DataSource',
    at,
    from,
    properties: {
      Type: type,
      ApiId: attributeOf(from.logicalId, 'ApiId'),
      ServiceRoleArn: isGiven(declared) ? declared : attributeOf(role.id, 'Arn'),
    },
  });
  if (isGiven(declared)) return;
  generateRole(x, role, { from, at, trust: trustPolicy('appsync.amazonaws.com') });
  const dataSource = { ...end('AWS::AppSync::DataSource', refTo(id)), roleName: refTo(role.id) };
  generateConnector(x, {
    id: `${id}${connector}`,
    suffix: '',
    from,
    at,
    source: dataSource,
    destination,
    permissions,
  });
}

/** AppSync may call each Lambda authorizer, the default one first. */
function generateAuthorizers(x: Expansion, from: Resource, auth: MapNode | undefined): void {
  const authorizers = [auth, ...asList(get(auth, 'Additional'))].flatMap((one) => {
    const config = one?.kind === 'map' ? one.entries.get('LambdaAuthorizer') : undefined;
    const uri = get(config?.value, 'AuthorizerUri');
    return config && uri ? [{ at: config.key.span, uri }] : [];
  });
  const id = from.logicalId;
  const source = { ...end('AWS::AppSync::GraphQLApi', refTo(id)), resourceId: attributeOf(id, 'ApiId') };
  authorizers.forEach(({ at, uri }, index) => {
    const destination = end('AWS::Lambda::Function', uri);
    const connector = { id: `${id}ToLambdaAuthConnector${index + 1}`, suffix: '', from, at };
    generateConnector(x, { ...connector, source, destination, permissions: ['Write'] });
  });
}

function end(type: string, arn: NodeShape | undefined): ConnectorEnd {
  const none = undefined;
  return { type, arn, roleName: none, queueUrl: none, resourceId: none, name: none, qualifier: none };
}

function tableArn(source: CfnNode): NodeShape {
  return substituted(
    'arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}',
    {
      __Region__: get(source, 'Region') ?? refTo('AWS::Region'),
      __TableName__: get(source, 'TableName') ?? '*',
    },
  );
}

function textOf(node: CfnNode): readonly string[] {
  return node.kind === 'scalar' ? [node.text] : [];
}
