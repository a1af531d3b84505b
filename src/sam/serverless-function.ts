import { type SourceSpan } from '../source/source-file.ts';
import { type CfnNode, type MapNode, get, getText } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type ApiRoutes, DEFAULT_ROUTE } from './api-routes.ts';
import { type SamEvent, branchesOf, eventsOf, isGiven, isNoValue, present } from './author-value.ts';
import { type EventTarget } from './event-target.ts';
import { type Expansion } from './expansion.ts';
import { expandFunctionEvent } from './function-events.ts';
import { expandInvokeDestinations } from './invoke-destinations.ts';
import {
  type NodeShape,
  allow,
  attributeOf,
  managedPolicyArn,
  refTo,
  trustPolicy,
} from './generated-node.ts';
import { attachPolicies } from './policies.ts';
import { type RoleDraft, attachInline, attachManaged, generateRole, roleDraft } from './role-draft.ts';

/** What a role needs for the dead letter queue, by its `Type`. */
const QUEUE_ACTIONS = new Map([
  ['SQS', 'sqs:SendMessage'],
  ['SNS', 'sns:Publish'],
]);

/**
 * Adds what the SAM transform makes of an AWS::Serverless::Function: its role unless it has one, alias, function URL,
 * destinations, and the permissions and roles of its events.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
export function expandFunction(x: Expansion, owner: Resource, routes: ApiRoutes): void {
  const properties = x.properties(owner);
  const alias = generateAlias(x, owner, properties);
  const role = roleDraft(`${owner.logicalId}Role`);
  attachDefaults(x, owner, properties, role);
  expandInvokeDestinations(x, owner, get(properties, 'EventInvokeConfig'), alias, role);
  const policies = get(properties, 'Policies');
  const wanted = roleWanted(x, owner, get(properties, 'Role'));
  if (policies && wanted) attachPolicies(x, owner, policies, role);
  if (isGiven(policies) && !wanted) {
    const key = properties?.entries.get('Policies')?.key ?? policies;
    x.report('policies-ignored', owner, key, 'Role');
  }
  const target: EventTarget = {
    owner,
    id: alias ?? owner.logicalId,
    name: refTo(alias ?? owner.logicalId),
    arn: alias === undefined ? attributeOf(owner.logicalId, 'Arn') : refTo(alias),
    role: wanted ? role : undefined,
    boundary: undefined,
  };
  generateUrl(x, target, get(properties, 'FunctionUrlConfig'));
  const events = eventsOf(get(properties, 'Events'));
  // As in SAM, default routes of HTTP APIs go first: they make the permissions of the others needless.
  for (const event of [...events.filter(isDefaultRoute), ...events.filter((event) => !isDefaultRoute(event))])
    expandFunctionEvent(
      x,
      target,
      { ...event, id: `${owner.logicalId}${event.name}`, at: event.key.span },
      routes,
    );
  if (wanted) generateFunctionRole(x, owner, properties, role, wanted);
}

function isDefaultRoute({ type, properties }: SamEvent): boolean {
  const path = get(properties, 'Path');
  if (type !== 'HttpApi') return false;
  return isGiven(path) ? getText(properties, 'Path') === DEFAULT_ROUTE : !isGiven(get(properties, 'Method'));
}

/** How the role is bound: under which condition it is made, and what the function's `Role` becomes. */
interface RoleWanted {
  readonly condition?: string | null;
  readonly value: NodeShape;
}

function roleWanted(x: Expansion, owner: Resource, node: CfnNode | undefined): RoleWanted | undefined {
  const own = attributeOf(`${owner.logicalId}Role`, 'Arn');
  if (!present(node)) return { value: own };
  const branches = branchesOf(node);
  if (!branches) return undefined;
  const { condition, then, otherwise } = branches;
  if (isNoValue(then) && isNoValue(otherwise)) return { value: own };
  if (condition.kind !== 'scalar') return undefined;
  if (isNoValue(then)) return { condition: condition.text, value: { 'Fn::If': [condition, own, otherwise] } };
  if (!isNoValue(otherwise)) return undefined;
  const name = `NOT${condition.text}`;
  x.addCondition(name, condition.span, { 'Fn::Not': [{ Condition: condition.text }] });
  return { condition: name, value: { 'Fn::If': [condition, then, own] } };
}

function attachDefaults(
  x: Expansion,
  owner: Resource,
  properties: MapNode | undefined,
  role: RoleDraft,
): void {
  const keyOf = (name: string): SourceSpan => properties?.entries.get(name)?.key.span ?? owner.id.span;
  const durable = isGiven(get(properties, 'DurableConfig'));
  const basic = durable ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole';
  attachManaged(role, owner.id.span, managedPolicyArn(`service-role/${basic}`));
  const tracing = get(properties, 'Tracing');
  if (isGiven(tracing) && x.transformText(tracing) !== 'Disabled')
    attachManaged(role, keyOf('Tracing'), managedPolicyArn('AWSXrayWriteOnlyAccess'));
  if (isGiven(get(properties, 'VpcConfig')))
    attachManaged(role, keyOf('VpcConfig'), managedPolicyArn('service-role/AWSLambdaVPCAccessExecutionRole'));
  const queue = get(properties, 'DeadLetterQueue');
  const action = QUEUE_ACTIONS.get(getText(queue, 'Type') ?? '');
  const arn = get(queue, 'TargetArn');
  if (action !== undefined && arn)
    attachInline(role, keyOf('DeadLetterQueue'), 'DeadLetterQueuePolicy', [allow(action, arn)]);
}

function generateFunctionRole(
  x: Expansion,
  owner: Resource,
  properties: MapNode | undefined,
  role: RoleDraft,
  { condition, value }: RoleWanted,
): void {
  generateRole(x, role, {
    from: owner,
    at: owner.id.span,
    trust: present(get(properties, 'AssumeRolePolicyDocument')) ?? trustPolicy('lambda.amazonaws.com'),
    path: present(get(properties, 'RolePath')),
    boundary: present(get(properties, 'PermissionsBoundary')),
    ...(condition === undefined ? {} : { condition }),
  });
  x.setProperty(owner, 'Role', owner.id.span, value);
}

/** Adds alias and version of AutoPublishAlias; gives the alias's logical id. */
function generateAlias(x: Expansion, owner: Resource, properties: MapNode | undefined): string | undefined {
  const node = get(properties, 'AutoPublishAlias');
  const name = x.transformText(node);
  if (!node || !isGiven(node) || !name) return undefined;
  const id = `${owner.logicalId}Alias${name.replaceAll('-', 'D').replaceAll('_', 'U')}`;
  // SAM appends a hash of the packaged code, which no source template has.
  const version = `${owner.logicalId}Version`;
  const common = { at: node.span, from: owner };
  x.generate({
    ...common,
    id: version,
    type: 'AWS::Lambda::Version',
    reference: `${owner.logicalId}.Version`,
    properties: { FunctionName: refTo(owner.logicalId) },
  });
  x.generate({
    ...common,
    id,
    type: 'AWS::Lambda::Alias',
    reference: `${owner.logicalId}.Alias`,
    properties: {
      Name: node,
      FunctionName: refTo(owner.logicalId),
      FunctionVersion: attributeOf(version, 'Version'),
    },
  });
  return id;
}

/**
 * Adds the function URL; with AuthType NONE also the two permissions that let everybody call it.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
function generateUrl(x: Expansion, { owner, id, name }: EventTarget, config: CfnNode | undefined): void {
  if (!isGiven(config) || config.kind !== 'map') return;
  const authType = get(config, 'AuthType');
  const common = { from: owner, at: authType?.span ?? config.span };
  const TargetFunctionArn = name;
  x.generate({
    ...common,
    id: `${owner.logicalId}Url`,
    type: 'AWS::Lambda::Url',
    properties: {
      AuthType: authType,
      TargetFunctionArn,
      Qualifier: id === owner.logicalId ? undefined : get(config, 'Qualifier'),
      Cors: get(config, 'Cors'),
      InvokeMode: get(config, 'InvokeMode'),
    },
  });
  if (authType?.kind !== 'scalar' || authType.text !== 'NONE') return;
  const permission = { ...common, type: 'AWS::Lambda::Permission' };
  x.generate({
    ...permission,
    id: `${owner.logicalId}UrlPublicPermissions`,
    properties: {
      Action: 'lambda:InvokeFunctionUrl',
      FunctionName: TargetFunctionArn,
      Principal: '*',
      FunctionUrlAuthType: authType,
    },
  });
  x.generate({
    ...permission,
    id: `${owner.logicalId}URLInvokeAllowPublicAccess`,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: TargetFunctionArn,
      Principal: '*',
      InvokedViaFunctionUrl: 'true',
    },
  });
}
