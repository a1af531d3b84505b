import { type SourceSpan } from '../source/source-file.ts';
import { type MapNode, asBoolean, get, getMap, getText } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { generateDomain } from './api-domain.ts';
import { type ApiRoutes, IMPLICIT_HTTP_API } from './api-routes.ts';
import { isGiven } from './author-value.ts';
import { type Expansion } from './expansion.ts';
import { refTo, substituted } from './generated-node.ts';
import { generateImplicitCondition } from './implicit-condition.ts';
import { suffixedId } from './logical-id.ts';
import { generateAuthorizerPermission } from './rest-api.ts';

interface HttpApi {
  readonly id: string;
  readonly from: Resource;
  readonly at: SourceSpan;
  readonly properties: MapNode | undefined;
  readonly condition?: string | null;
}

/**
 * Adds the stage of an AWS::Serverless::HttpApi and the permissions to call its authorizers, which SAM grants only where
 * EnableFunctionDefaultPermissions says so.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-httpapi.html
 */
export function expandHttpApi(x: Expansion, owner: Resource): void {
  const properties = x.properties(owner);
  expand(x, { id: owner.logicalId, from: owner, at: owner.id.span, properties });
}

/** Adds the HTTP API that SAM makes for `HttpApi` events that name none. */
export function expandImplicitHttpApi(x: Expansion, routes: ApiRoutes): void {
  const all = routes.of(IMPLICIT_HTTP_API);
  const [first] = all;
  if (!first) return;
  const condition = generateImplicitCondition(x, IMPLICIT_HTTP_API, all);
  const { from, at } = first;
  x.generate({ id: IMPLICIT_HTTP_API, type: 'AWS::ApiGatewayV2::Api', from, at, condition, properties: {} });
  expand(x, { id: IMPLICIT_HTTP_API, from, at, properties: x.globals('HttpApi'), condition });
}

function expand(x: Expansion, { id, from, at, properties, condition }: HttpApi): void {
  const bound = condition === undefined ? {} : { condition };
  const stage = get(properties, 'StageName');
  const name = stage?.kind === 'scalar' ? stage.text : '$default';
  x.generate({
    id: stageId(id, name),
    type: 'AWS::ApiGatewayV2::Stage',
    at: stage?.span ?? at,
    from,
    ...bound,
    reference: `${id}.Stage`,
    properties: { ApiId: refTo(id), StageName: stage ?? name },
  });
  const domain = getMap(properties, 'Domain');
  generateDomain(x, { id, from, domain, ...bound, type: 'AWS::ApiGatewayV2::DomainName' });
  const authorizers = getMap(getMap(properties, 'Auth'), 'Authorizers');
  for (const [authorizer, { key, value }] of authorizers?.entries ?? []) {
    const functionArn = get(value, 'FunctionArn');
    if (!isGiven(functionArn) || asBoolean(get(value, 'EnableFunctionDefaultPermissions')) !== true) continue;
    const permissionId = `${id}${authorizer}AuthorizerPermission`;
    generateAuthorizerPermission(x, { id: permissionId, api: id, at: key.span, from, functionArn, ...bound });
  }
}

function stageId(id: string, stage: string): string {
  if (stage === '$default') return `${id}ApiGatewayDefaultStage`;
  return /^[A-Za-z0-9]+$/.test(stage) ? `${id}${stage}Stage` : suffixedId(`${id}Stage`, stage);
}

/**
 * Adds the permissions of an AWS::Serverless::WebSocketApi: for each route to call its function, and for the authorizer
 * of `$connect`.
 */
export function expandWebSocketApi(x: Expansion, owner: Resource): void {
  const properties = x.properties(owner);
  const id = owner.logicalId;
  const stage = get(properties, 'StageName') ?? 'default';
  for (const [route, { key, value }] of getMap(properties, 'Routes')?.entries ?? []) {
    const functionArn = get(value, 'FunctionArn');
    if (!functionArn) continue;
    const name = route.replace('$', '');
    x.generate({
      id: `${id}${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}Permission`,
      type: 'AWS::Lambda::Permission',
      at: key.span,
      from: owner,
      properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: functionArn,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: substituted(
          `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${route}`,
          { __ApiId__: refTo(id), __Stage__: stage },
        ),
      },
    });
  }
  generateDomain(x, {
    id,
    from: owner,
    domain: getMap(properties, 'Domain'),
    type: 'AWS::ApiGatewayV2::DomainName',
  });
  const auth = properties?.entries.get('Auth');
  const functionArn = get(auth?.value, 'AuthArn');
  if (!auth || !functionArn || getText(auth.value, 'AuthType') !== 'CUSTOM') return;
  if (isGiven(get(auth.value, 'InvokeRole'))) return;
  const permission = {
    id: `${id}AuthorizerPermission`,
    api: id,
    at: auth.key.span,
    from: owner,
    functionArn,
  };
  generateAuthorizerPermission(x, permission);
}
