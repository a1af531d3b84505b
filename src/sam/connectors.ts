import {
  type JsonShape,
  type SamConnectorProfile,
  findSamConnector,
  findSamConnectorResource,
} from '../catalogue/sam-policy-templates.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type CfnNode, type MapNode, asList, get, getMap, getText } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { present, referredId } from './author-value.ts';
import { fillProfile, placeholdersOf } from './connector-profile.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape, policyDocument, refTo } from './generated-node.ts';

/** The CloudFormation types that SAM resources become, as far as connectors know them. */
const TRANSFORMED = new Map([
  ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
  ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'],
  ['AWS::Serverless::Api', 'AWS::ApiGateway::RestApi'],
  ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api'],
  ['AWS::Serverless::SimpleTable', 'AWS::DynamoDB::Table'],
  ['AWS::Serverless::GraphQLApi', 'AWS::AppSync::GraphQLApi'],
]);

/** One end of a connector. */
export interface ConnectorEnd {
  readonly type: string;
  readonly arn: NodeShape | undefined;
  readonly roleName: NodeShape | undefined;
  readonly queueUrl: NodeShape | undefined;
  readonly resourceId: NodeShape | undefined;
  readonly name: NodeShape | undefined;
  readonly qualifier: NodeShape | undefined;
}

/** A connector with one destination. */
export interface Connector {
  /** The connector's logical id. */
  readonly id: string;
  /** Follows the generated ids when the author gives a list of destinations: `Destination0`. */
  readonly suffix: string;
  readonly from: Resource;
  readonly at: SourceSpan;
  readonly source: ConnectorEnd;
  readonly destination: ConnectorEnd;
  readonly permissions: readonly string[];
}

/**
 * Adds the policies and permissions of an AWS::Serverless::Connector.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html
 */
export function expandConnector(x: Expansion, owner: Resource): void {
  const properties = x.properties(owner);
  expand(x, owner, { id: owner.logicalId, at: owner.id.span, properties, source: get(properties, 'Source') });
}

/** Adds those of the connectors that a resource has in its `Connectors` attribute. */
export function expandEmbeddedConnectors(x: Expansion, owner: Resource): void {
  for (const [name, { key, value }] of getMap(owner.node, 'Connectors')?.entries ?? []) {
    const properties = getMap(value, 'Properties');
    const declared = { id: `${owner.logicalId}${name}`, at: key.span, properties };
    expand(x, owner, { ...declared, source: get(properties, 'SourceReference'), sourceId: owner.logicalId });
  }
}

interface Declared {
  readonly id: string;
  readonly at: SourceSpan;
  readonly properties: MapNode | undefined;
  readonly source: CfnNode | undefined;
  readonly sourceId?: string;
}

function expand(x: Expansion, owner: Resource, declared: Declared): void {
  const { id, at, properties } = declared;
  const destinations = get(properties, 'Destination');
  const permissionsNode = get(properties, 'Permissions');
  const permissions = asList(permissionsNode).flatMap((node) => (node.kind === 'scalar' ? [node.text] : []));
  asList(destinations).forEach((node, index) => {
    const source = endOf(x, declared.source, declared.sourceId, node);
    const destination = endOf(x, node, undefined, declared.source, declared.sourceId);
    if (!source || !destination) return x.report('unsupported-connector', owner, node, id);
    const suffix = destinations?.kind === 'list' ? `Destination${index}` : '';
    const connector = { id, suffix, from: owner, at, source, destination, permissions };
    if (!generateConnector(x, connector)) {
      const what = `${source.type} to ${destination.type} (${permissions.join(', ')})`;
      x.report('unsupported-connector', owner, permissionsNode ?? node, what);
    }
  });
}

function endOf(
  x: Expansion,
  node: CfnNode | undefined,
  implied: string | undefined,
  other: CfnNode | undefined,
  otherImplied?: string,
): ConnectorEnd | undefined {
  const id = implied ?? getText(node, 'Id');
  const given = (name: string): CfnNode | undefined => present(get(node, name));
  if (id === undefined) {
    const type = getText(node, 'Type');
    if (type === undefined) return undefined;
    return {
      type: TRANSFORMED.get(type) ?? type,
      arn: given('Arn'),
      roleName: given('RoleName'),
      queueUrl: given('QueueUrl'),
      resourceId: given('ResourceId'),
      name: given('Name'),
      qualifier: given('Qualifier'),
    };
  }
  const resource = x.template.resources.get(id);
  if (!resource) return undefined;
  const type = TRANSFORMED.get(resource.type) ?? resource.type;
  const known = findSamConnectorResource(type);
  const output = (name: string): NodeShape | undefined => {
    const shape = known?.outputs[name];
    return shape === undefined ? undefined : fillProfile(shape, new Map([['logicalId', id]]));
  };
  const role = roleOf(x, resource, known?.role, otherImplied ?? getText(other, 'Id'));
  return {
    type,
    arn: output('Arn'),
    roleName: given('RoleName') ?? (role === undefined ? undefined : refTo(role)),
    queueUrl: output('Url'),
    resourceId: output('Id'),
    name: output('Name'),
    qualifier: given('Qualifier') ?? output('Qualifier'),
  };
}

/** The logical id of the role of a resource: generated by SAM, in its role property, or of the rule's target. */
function roleOf(
  x: Expansion,
  resource: Resource,
  property: string | undefined,
  other: string | undefined,
): string | undefined {
  const properties = x.properties(resource);
  if (resource.type === 'AWS::Events::Rule') {
    const targets = asList(get(properties, 'Targets'));
    const target = targets.find((one) => other !== undefined && referredId(get(one, 'Arn')) === other);
    return referredId(get(target, 'RoleArn'));
  }
  const sam = resource.type.startsWith('AWS::Serverless::');
  const role = present(get(properties, sam ? 'Role' : (property ?? '')));
  if (role) return referredId(role);
  return sam && property !== undefined ? `${resource.logicalId}Role` : undefined;
}

/**
 * Adds what one connector generates; false, and nothing added, when SAM supports no such connector.
 */
export function generateConnector(x: Expansion, connector: Connector): boolean {
  const { source, destination, permissions } = connector;
  const profile = findSamConnector(source.type, destination.type);
  const wanted = [...new Set(permissions)];
  if (!profile || wanted.length === 0 || !isAllowed(profile, wanted)) return false;
  const values = new Map<string, NodeShape>();
  for (const [prefix, end] of [
    ['Source', source],
    ['Destination', destination],
  ] as const) {
    const { arn, resourceId, name, qualifier } = end;
    const named = { Arn: arn, ResourceId: resourceId, Name: name, Qualifier: qualifier };
    for (const [key, value] of Object.entries(named))
      if (value !== undefined) values.set(`${prefix}.${key}`, value);
  }
  const holder = profile.onSource ? source : destination;
  const categories = Object.entries(profile.access).filter(([name]) => wanted.includes(name));
  if (placeholdersOf(categories).some((name) => !values.has(name))) return false;
  return profile.kind === 'AWS_LAMBDA_PERMISSION'
    ? generatePermissions(x, connector, holder, categories, values)
    : generatePolicy(x, connector, profile, holder, categories, values);
}

function isAllowed({ access, combinations }: SamConnectorProfile, wanted: readonly string[]): boolean {
  if (!wanted.every((permission) => Object.hasOwn(access, permission))) return false;
  if (!combinations) return true;
  return combinations.some(
    (one) => one.length === wanted.length && one.every((name) => wanted.includes(name)),
  );
}

type Categories = readonly (readonly [string, Readonly<Record<string, JsonShape>>])[];

function generatePermissions(
  x: Expansion,
  { id, suffix, at, from }: Connector,
  holder: ConnectorEnd,
  categories: Categories,
  values: ReadonlyMap<string, NodeShape>,
): boolean {
  if (holder.arn === undefined) return false;
  for (const [name, { Action, Principal, SourceArn, SourceAccount }] of categories) {
    const fill = (shape: JsonShape | undefined): NodeShape | undefined =>
      shape === undefined ? undefined : fillProfile(shape, values);
    x.generate({
      id: `${id}${name}LambdaPermission${suffix}`,
      type: 'AWS::Lambda::Permission',
      at,
      from,
      properties: {
        Action: fill(Action),
        FunctionName: holder.arn,
        Principal: fill(Principal),
        SourceArn: fill(SourceArn),
        SourceAccount: fill(SourceAccount),
      },
    });
  }
  return true;
}

function generatePolicy(
  x: Expansion,
  { id, suffix, at, from }: Connector,
  { kind }: SamConnectorProfile,
  holder: ConnectorEnd,
  categories: Categories,
  values: ReadonlyMap<string, NodeShape>,
): boolean {
  const statements = categories.flatMap(([, category]) => {
    const shapes = category['Statement'];
    return Array.isArray(shapes) ? shapes.map((shape: JsonShape) => fillProfile(shape, values)) : [];
  });
  const document = policyDocument(statements);
  const { roleName, queueUrl, arn } = holder;
  switch (kind) {
    case 'AWS_IAM_ROLE_MANAGED_POLICY': {
      if (roleName === undefined) return false;
      const properties = { PolicyDocument: document, Roles: [roleName] };
      x.generate({ id: `${id}Policy${suffix}`, type: 'AWS::IAM::ManagedPolicy', at, from, properties });
      return true;
    }
    case 'AWS_SQS_QUEUE_POLICY': {
      if (queueUrl === undefined) return false;
      const properties = { PolicyDocument: document, Queues: [queueUrl] };
      x.generate({ id: `${id}QueuePolicy${suffix}`, type: 'AWS::SQS::QueuePolicy', at, from, properties });
      return true;
    }
    case 'AWS_SNS_TOPIC_POLICY': {
      if (arn === undefined) return false;
      const properties = { PolicyDocument: document, Topics: [arn] };
      x.generate({ id: `${id}TopicPolicy${suffix}`, type: 'AWS::SNS::TopicPolicy', at, from, properties });
      return true;
    }
    case 'AWS_LAMBDA_PERMISSION':
      return false;
  }
}
