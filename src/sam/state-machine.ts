import { type MapNode, asBoolean, get } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type ApiRoutes } from './api-routes.ts';
import { eventsOf, isGiven, present } from './author-value.ts';
import { expandEventRule, expandScheduleV2 } from './event-schedules.ts';
import { type EventTarget, type TargetEvent } from './event-target.ts';
import { type Expansion } from './expansion.ts';
import { registerRestRoute } from './function-events.ts';
import { allow, attributeOf, managedPolicyArn, refTo, trustPolicy } from './generated-node.ts';
import { attachPolicies } from './policies.ts';
import { attachInline, attachManaged, generateRole, roleDraft } from './role-draft.ts';

/**
 * Adds what the SAM transform makes of an AWS::Serverless::StateMachine: its role unless it has one, version and alias,
 * and the roles that its events start it with.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-statemachine.html
 */
export function expandStateMachine(x: Expansion, owner: Resource, routes: ApiRoutes): void {
  const properties = x.properties(owner);
  const policies = properties?.entries.get('Policies');
  const at = owner.id.span;
  if (!isGiven(get(properties, 'Role'))) {
    const role = roleDraft(`${owner.logicalId}Role`);
    if (policies) attachPolicies(x, owner, policies.value, role);
    const tracing = properties?.entries.get('Tracing');
    if (tracing && asBoolean(get(tracing.value, 'Enabled')) === true)
      attachManaged(role, tracing.key.span, managedPolicyArn('AWSXrayWriteOnlyAccess'));
    generateRole(x, role, {
      from: owner,
      at,
      trust: trustPolicy('states.amazonaws.com'),
      path: present(get(properties, 'RolePath')),
      boundary: present(get(properties, 'PermissionsBoundary')),
    });
    x.setProperty(owner, 'Role', at, attributeOf(role.id, 'Arn'));
  } else if (policies && isGiven(policies.value)) x.report('policies-ignored', owner, policies.key, 'Role');
  const target = targetOf(x, owner, properties);
  for (const event of eventsOf(get(properties, 'Events')))
    expandEvent(x, target, { ...event, id: `${owner.logicalId}${event.name}`, at: event.key.span }, routes);
}

function targetOf(x: Expansion, owner: Resource, properties: MapNode | undefined): EventTarget {
  const node = get(properties, 'AutoPublishAlias');
  const name = x.transformText(node);
  const alias = node && isGiven(node) && name ? `${owner.logicalId}Alias${name}` : undefined;
  if (node && alias !== undefined) {
    const version = `${owner.logicalId}Version`;
    const common = { at: node.span, from: owner };
    x.generate({
      ...common,
      id: version,
      type: 'AWS::StepFunctions::StateMachineVersion',
      reference: `${owner.logicalId}.Version`,
      properties: { StateMachineArn: refTo(owner.logicalId) },
    });
    x.generate({
      ...common,
      id: alias,
      type: 'AWS::StepFunctions::StateMachineAlias',
      reference: `${owner.logicalId}.Alias`,
      properties: { Name: node, DeploymentPreference: { StateMachineVersionArn: refTo(version) } },
    });
  }
  const useAlias = asBoolean(get(properties, 'UseAliasAsEventTarget')) === true;
  const id = useAlias && alias !== undefined ? alias : owner.logicalId;
  const boundary = present(get(properties, 'PermissionsBoundary'));
  return { owner, id, name: refTo(id), arn: refTo(id), role: undefined, boundary };
}

function expandEvent(x: Expansion, target: EventTarget, event: TargetEvent, routes: ApiRoutes): void {
  switch (event.type) {
    case 'Schedule':
    case 'CloudWatchEvent':
    case 'EventBridgeRule': {
      const declared = event.type === 'Schedule' ? present(get(event.properties, 'RoleArn')) : undefined;
      if (!declared) generateEventRole(x, target, event, 'events.amazonaws.com');
      return expandEventRule(x, target, event, declared ?? attributeOf(`${event.id}Role`, 'Arn'));
    }
    case 'ScheduleV2':
      return expandScheduleV2(x, target, event, ['states:StartExecution', 'StartExecutionPolicy']);
    case 'Api':
      if (!event.properties) return;
      registerRestRoute(x, target, event, routes);
      return generateEventRole(x, target, event, 'apigateway.amazonaws.com');
    default:
      return;
  }
}

/** The role that a service starts the state machine as. */
function generateEventRole(
  x: Expansion,
  target: EventTarget,
  { id, at }: TargetEvent,
  service: string,
): void {
  const role = roleDraft(`${id}Role`);
  attachInline(role, at, `${id}RoleStartExecutionPolicy`, [allow('states:StartExecution', target.arn)]);
  generateRole(x, role, { from: target.owner, at, trust: trustPolicy(service), boundary: target.boundary });
}
