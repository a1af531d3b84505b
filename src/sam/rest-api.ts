import { type SourceSpan } from '../source/source-file.ts';
import { type CfnNode, type MapNode, asBoolean, asList, get, getMap, getText } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type Route, declaredRoutes, resourcePolicyStatements } from './api-resource-policy.ts';
import { generateDomain, restEndpoint } from './api-domain.ts';
import { type ApiRoute, type ApiRoutes, IMPLICIT_REST_API } from './api-routes.ts';
import { isGiven, present } from './author-value.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape, buildNode, refTo, substituted } from './generated-node.ts';
import { generateImplicitCondition } from './implicit-condition.ts';
import { suffixedId } from './logical-id.ts';

/** HTTP has nine; a path with more is written about as a whole. */
const MAX_METHODS = 16;

/** A REST API, the author's or the implicit one. */
interface RestApi {
  readonly id: string;
  readonly from: Resource;
  readonly at: SourceSpan;
  readonly properties: MapNode | undefined;
  readonly stage: CfnNode | undefined;
  readonly condition?: string | null;
}

/**
 * Adds what the SAM transform makes of an AWS::Serverless::Api: the AWS::ApiGateway::RestApi with its resource policy, the
 * stage, the permissions to call authorizers, and the policy of a private domain name.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-api.html
 */
export function expandRestApi(x: Expansion, owner: Resource, routes: ApiRoutes): void {
  const properties = x.properties(owner);
  const api: RestApi = {
    id: owner.logicalId,
    from: owner,
    at: owner.id.span,
    properties,
    stage: get(properties, 'StageName'),
  };
  expand(x, api, routes.of(owner.logicalId));
}

/** Adds the REST API that SAM makes for `Api` events that name none. */
export function expandImplicitRestApi(x: Expansion, routes: ApiRoutes): void {
  const [first, ...others] = routes.of(IMPLICIT_REST_API);
  if (!first) return;
  const api: RestApi = {
    id: IMPLICIT_REST_API,
    from: first.from,
    at: first.at,
    properties: x.globals('Api'),
    stage: buildNode(first.at, 'Prod'),
    condition: generateImplicitCondition(x, IMPLICIT_REST_API, [first, ...others]),
  };
  expand(x, api, [first, ...others]);
}

function expand(x: Expansion, api: RestApi, routes: readonly ApiRoute[]): void {
  const { id, from, at, properties, stage } = api;
  const condition = api.condition === undefined ? {} : { condition: api.condition };
  const declared = present(get(properties, 'Policy'));
  const document = policyOf(api, routes);
  const mergedBody = declared && document ? { 'x-amazon-apigateway-policy': document } : undefined;
  x.generate({
    id,
    type: 'AWS::ApiGateway::RestApi',
    at,
    from,
    ...condition,
    properties: {
      Name: get(properties, 'Name'),
      EndpointConfiguration: restEndpoint(get(properties, 'EndpointConfiguration')),
      Policy: declared ?? document,
      Body: mergedBody,
    },
  });
  const stageName = stage?.kind === 'scalar' ? stage.text : '';
  x.generate({
    id: stageName === '' ? `${id}Stage` : stageId(id, stageName),
    type: 'AWS::ApiGateway::Stage',
    at: stage?.span ?? at,
    from,
    ...condition,
    reference: `${id}.Stage`,
    properties: { RestApiId: refTo(id), StageName: stage },
  });
  generateAuthorizerPermissions(x, api);
  x.generate({
    // SAM appends a hash of the definition with the packaged code's addresses, which no source template has.
    id: `${id}Deployment`,
    type: 'AWS::ApiGateway::Deployment',
    at,
    from,
    ...condition,
    reference: `${id}.Deployment`,
    properties: { RestApiId: refTo(id) },
  });
  const domain = getMap(properties, 'Domain');
  const version = getText(domain, 'EndpointConfiguration') === 'PRIVATE' ? 'V2' : '';
  generateDomain(x, { id, from, domain, ...condition, type: `AWS::ApiGateway::DomainName${version}` });
  generateUsagePlan(x, api);
}

function stageId(id: string, stageName: string): string {
  return /^[A-Za-z0-9]+$/.test(stageName) ? `${id}${stageName}Stage` : suffixedId(`${id}Stage`, stageName);
}

/** The resource policy: what the definition holds, then `Auth.ResourcePolicy` of the API and of its events. */
function policyOf({ properties, stage, at }: RestApi, routes: readonly ApiRoute[]): NodeShape | undefined {
  const definition = get(properties, 'DefinitionBody');
  const inBody = get(definition, 'x-amazon-apigateway-policy');
  const statements: CfnNode[] = [];
  const ofApi = getMap(getMap(properties, 'Auth'), 'ResourcePolicy');
  if (ofApi) {
    const known: readonly Route[] | undefined = definition ? declaredRoutes(definition) : routes;
    const all = isGiven(get(properties, 'Cors')) ? known?.flatMap(withOptions) : known;
    for (const statement of resourcePolicyStatements(ofApi, { routes: all, stage: stage ?? '*' }))
      statements.push(statement);
  }
  const ofPath = new Map<string, ApiRoute[]>();
  for (const route of routes) {
    const others = ofPath.get(route.path);
    if (others) others.push(route);
    else ofPath.set(route.path, [route]);
  }
  const stageName = stage?.kind === 'scalar' ? stage.text : 'Stage';
  for (const { policy, path } of routes) {
    if (!policy) continue;
    const known = ofPath.get(path) ?? [];
    const all = known.length > MAX_METHODS ? [{ path, method: '*' }] : known;
    for (const statement of resourcePolicyStatements(policy, { routes: all, stage: stageName }))
      statements.push(statement);
  }
  if (statements.length === 0) return inBody;
  const own = asList(get(inBody, 'Statement'));
  return buildNode(at, {
    Version: get(inBody, 'Version') ?? '2012-10-17',
    Statement: [...own, ...statements],
  });
}

/** With `Cors`, SAM adds an OPTIONS method to every path. */
function withOptions(route: Route): readonly Route[] {
  return [route, { path: route.path, method: 'OPTIONS' }];
}

/** Adds plan and key of `Auth.UsagePlan`, of the API's own or shared by all. */
function generateUsagePlan(x: Expansion, { id, from, properties, condition }: RestApi): void {
  const plan = getMap(getMap(properties, 'Auth'), 'UsagePlan');
  const kind = getText(plan, 'CreateUsagePlan');
  if (!plan || (kind !== 'PER_API' && kind !== 'SHARED')) return;
  const prefix = kind === 'SHARED' ? 'Serverless' : id;
  for (const name of ['UsagePlan', 'UsagePlanKey', 'ApiKey']) {
    x.generate({
      id: `${prefix}${name}`,
      type: `AWS::ApiGateway::${name}`,
      at: plan.span,
      from,
      ...(condition === undefined ? {} : { condition }),
      reference: `${id}.${name}`,
      properties: {},
    });
  }
}

function generateAuthorizerPermissions(x: Expansion, { id, from, properties, condition }: RestApi): void {
  const authorizers = getMap(getMap(properties, 'Auth'), 'Authorizers');
  for (const [name, { key, value }] of authorizers?.entries ?? []) {
    const functionArn = get(value, 'FunctionArn');
    if (!isGiven(functionArn) || asBoolean(get(value, 'DisableFunctionDefaultPermissions')) === true)
      continue;
    generateAuthorizerPermission(x, {
      id: `${id}${name}AuthorizerPermission`,
      api: id,
      at: key.span,
      from,
      functionArn,
      ...(condition === undefined ? {} : { condition }),
    });
  }
}

/** Adds the permission for an API of either kind to call its authorizer. */
export function generateAuthorizerPermission(
  x: Expansion,
  permission: {
    readonly id: string;
    readonly api: string;
    readonly at: SourceSpan;
    readonly from: Resource;
    readonly functionArn: CfnNode;
    readonly condition?: string | null;
  },
): void {
  const { api, functionArn, ...common } = permission;
  x.generate({
    ...common,
    type: 'AWS::Lambda::Permission',
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: substituted(
        'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*',
        { __ApiId__: refTo(api) },
      ),
    },
  });
}
