import { type CfnNode, get, getMap, isNull } from '../template/node.ts';
import { isGiven, referredId } from './author-value.ts';
import {
  type ApiRoutes,
  DEFAULT_ROUTE,
  IMPLICIT_HTTP_API,
  IMPLICIT_REST_API,
  methodInArn,
  pathInArn,
} from './api-routes.ts';
import {
  type EventTarget,
  type TargetEvent,
  generatePermission,
  generateQueuePolicy,
} from './event-target.ts';
import { expandEventRule, expandScheduleV2 } from './event-schedules.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape, attributeOf, refTo, substituted } from './generated-node.ts';
import { suffixedId } from './logical-id.ts';
import { expandPullEvent, generateSourceMapping } from './pull-events.ts';

/**
 * Adds what one event of a function needs: the permission for the service that calls it, or the permissions of its role to
 * read the source, and queues with their policies.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 */
export function expandFunctionEvent(
  x: Expansion,
  target: EventTarget,
  event: TargetEvent,
  routes: ApiRoutes,
): void {
  const { id, at, properties } = event;
  const own = { at, from: target.owner };
  const value = (name: string): CfnNode | undefined => get(properties, name);
  switch (event.type) {
    case 'Api':
      return expandApiEvent(x, target, event, routes);
    case 'HttpApi':
      return expandHttpApiEvent(x, target, event, routes);
    case 'Schedule':
    case 'CloudWatchEvent':
    case 'EventBridgeRule':
      expandEventRule(x, target, event, undefined);
      return generatePermission(x, target, event, {
        principal: 'events.amazonaws.com',
        sourceArn: attributeOf(id, 'Arn'),
      });
    case 'ScheduleV2':
      return expandScheduleV2(x, target, event, ['lambda:InvokeFunction', 'LambdaPolicy']);
    case 'S3':
      return generatePermission(x, target, event, {
        principal: 's3.amazonaws.com',
        sourceAccount: refTo('AWS::AccountId'),
      });
    case 'SNS':
      return expandTopicEvent(x, target, event);
    case 'CloudWatchLogs': {
      const group = value('LogGroupName');
      x.generate({
        ...own,
        id,
        type: 'AWS::Logs::SubscriptionFilter',
        properties: { LogGroupName: group, DestinationArn: target.arn },
      });
      return generatePermission(x, target, event, {
        principal: 'logs.amazonaws.com',
        sourceArn: substituted(
          'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*',
          { __LogGroupName__: group ?? '*' },
        ),
      });
    }
    case 'IoTRule':
      x.generate({
        ...own,
        id,
        type: 'AWS::IoT::TopicRule',
        properties: {
          TopicRulePayload: { Sql: value('Sql'), Actions: [{ Lambda: { FunctionArn: target.arn } }] },
        },
      });
      return generatePermission(x, target, event, {
        principal: 'iot.amazonaws.com',
        sourceArn: substituted(
          'arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}',
          {
            RuleName: refTo(id),
          },
        ),
        sourceAccount: substituted('${AWS::AccountId}'),
      });
    case 'AlexaSkill':
      return generatePermission(x, target, event, {
        principal: 'alexa-appkit.amazon.com',
        eventSourceToken: value('SkillId'),
      });
    case 'Cognito': {
      const pool = referredId(value('UserPool'));
      return generatePermission(x, target, event, {
        id: `${target.id}CognitoPermission`,
        principal: 'cognito-idp.amazonaws.com',
        sourceArn: pool === undefined ? undefined : attributeOf(pool, 'Arn'),
      });
    }
    default:
      return expandPullEvent(x, target, event);
  }
}

/** An event of a REST API: its route, and the permission for every stage of the API to call the function. */
function expandApiEvent(x: Expansion, target: EventTarget, event: TargetEvent, routes: ApiRoutes): void {
  const { properties } = event;
  if (!properties) return;
  const route = registerRestRoute(x, target, event, routes);
  const declared = get(properties, 'RestApiId');
  const api = declared ?? refTo(IMPLICIT_REST_API);
  generatePermission(x, target, event, {
    id: suffixedId(`${event.id}Permission`, route.stage),
    principal: 'apigateway.amazonaws.com',
    sourceArn: substituted(
      `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${route.method}${pathInArn(route.path)}`,
      { __ApiId__: api, __Stage__: '*' },
    ),
  });
}

/** Notes the route of an `Api` event with its REST API; gives path, method and the stage that SAM names permissions by. */
export function registerRestRoute(
  x: Expansion,
  { owner }: EventTarget,
  { properties, at }: TargetEvent,
  routes: ApiRoutes,
): { readonly path: string; readonly method: string; readonly stage: string } {
  const declared = get(properties, 'RestApiId');
  const api = declared ? apiId(declared) : IMPLICIT_REST_API;
  const path = x.literal(get(properties, 'Path')) ?? '/*';
  const method = methodInArn(x.literal(get(properties, 'Method')) ?? '*');
  const policy = getMap(getMap(properties, 'Auth'), 'ResourcePolicy');
  if (api !== undefined) routes.add(api, { path, method, from: owner, at, policy });
  return { path, method, stage: declared ? stageOf(x, api) : 'Prod' };
}

function stageOf(x: Expansion, api: string | undefined): string {
  const resource = api === undefined ? undefined : x.template.resources.get(api);
  if (api === undefined) return 'AllStages';
  const stage = resource ? get(resource.properties, 'StageName') : undefined;
  return stage?.kind === 'scalar' && !isNull(stage) ? stage.text : 'Stage';
}

function apiId(node: CfnNode): string | undefined {
  return node.kind === 'scalar' ? node.text : referredId(node);
}

function expandHttpApiEvent(x: Expansion, target: EventTarget, event: TargetEvent, routes: ApiRoutes): void {
  const { properties, at } = event;
  const { owner } = target;
  const declared = get(properties, 'ApiId');
  const api = declared ? apiId(declared) : IMPLICIT_HTTP_API;
  const [pathNode, methodNode] = [get(properties, 'Path'), get(properties, 'Method')];
  const catchAll = !isGiven(pathNode) && !isGiven(methodNode);
  const path = catchAll ? DEFAULT_ROUTE : (x.literal(pathNode) ?? '/*');
  const method = catchAll ? '*' : methodInArn(x.literal(methodNode) ?? '*');
  if (api !== undefined) {
    // The permission for `$default` holds for every route of the function, so SAM makes only that one.
    const covered = path !== DEFAULT_ROUTE && routes.hasDefault(api, owner.logicalId);
    routes.add(api, { path, method, from: owner, at, policy: undefined });
    if (covered) return;
  }
  const inArn = path === DEFAULT_ROUTE ? '' : pathInArn(path);
  generatePermission(x, target, event, {
    principal: 'apigateway.amazonaws.com',
    sourceArn: substituted(
      `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${method}${inArn}`,
      { __ApiId__: declared ?? refTo(IMPLICIT_HTTP_API), __Stage__: '*' },
    ),
  });
}

/** An SNS topic calls the function itself, or through a queue that SAM makes or that the author names. */
function expandTopicEvent(x: Expansion, target: EventTarget, event: TargetEvent): void {
  const { id, at, properties } = event;
  const topic = get(properties, 'Topic') ?? '*';
  const queue = get(properties, 'SqsSubscription');
  const subscribe = (protocol: string, endpoint: NodeShape): void =>
    x.generate({
      id,
      type: 'AWS::SNS::Subscription',
      at,
      from: target.owner,
      properties: { Protocol: protocol, Endpoint: endpoint, TopicArn: topic },
    });
  if (!isGiven(queue)) {
    subscribe('lambda', target.arn);
    return generatePermission(x, target, event, { principal: 'sns.amazonaws.com', sourceArn: topic });
  }
  const declared = queue.kind === 'map' ? queue : undefined;
  const queueArn = get(declared, 'QueueArn') ?? attributeOf(`${id}Queue`, 'Arn');
  subscribe('sqs', queueArn);
  const queueUrl = get(declared, 'QueueUrl') ?? refTo(`${id}Queue`);
  if (!declared)
    x.generate({ id: `${id}Queue`, type: 'AWS::SQS::Queue', at, from: target.owner, properties: {} });
  generateQueuePolicy(x, target, event, {
    id: x.transformText(get(declared, 'QueuePolicyLogicalId')) ?? `${id}QueuePolicy`,
    principal: '*',
    queueUrl,
    queueArn,
    sourceArn: topic,
  });
  generateSourceMapping(x, target, event, { id: `${id}EventSourceMapping`, type: 'SQS', source: queueArn });
}
