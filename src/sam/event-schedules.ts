import { get, getMap, getText } from '../template/node.ts';
import { isGiven, present } from './author-value.ts';
import { type EventTarget, type TargetEvent, generateQueuePolicy } from './event-target.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape, allow, attributeOf, refTo, trustPolicy } from './generated-node.ts';
import { attachInline, generateRole, roleDraft } from './role-draft.ts';

/** Adds the EventBridge rule of an event, with its dead letter queue; `role` is what the rule calls its target as. */
export function expandEventRule(
  x: Expansion,
  target: EventTarget,
  event: TargetEvent,
  role: NodeShape | undefined,
): void {
  const { id, at, properties } = event;
  const queue = deadLetterQueue(x, target, event);
  if (queue?.made !== undefined)
    generateQueuePolicy(x, target, event, {
      id: `${id}QueuePolicy`,
      principal: { Service: 'events.amazonaws.com' },
      queueUrl: refTo(queue.made),
      queueArn: queue.arn,
      sourceArn: attributeOf(id, 'Arn'),
    });
  x.generate({
    id,
    type: 'AWS::Events::Rule',
    at,
    from: target.owner,
    properties: {
      EventBusName: get(properties, 'EventBusName'),
      EventPattern: get(properties, 'Pattern'),
      ScheduleExpression: get(properties, 'Schedule'),
      Targets: [
        {
          Id: `${id}Target`,
          Arn: target.arn,
          RoleArn: role,
          DeadLetterConfig: queue ? { Arn: queue.arn } : undefined,
        },
      ],
    },
  });
}

/** Adds the EventBridge Scheduler schedule of an event and the role that it calls its target as. */
export function expandScheduleV2(
  x: Expansion,
  target: EventTarget,
  event: TargetEvent,
  [action, policyName]: readonly [action: string, policyName: string],
): void {
  const { id, at, properties } = event;
  const queue = deadLetterQueue(x, target, event);
  const declared = get(properties, 'RoleArn');
  const roleId = `${id}Role`;
  if (!isGiven(declared)) {
    const role = roleDraft(roleId);
    attachInline(role, at, `${id}${policyName}`, [allow(action, target.arn)]);
    if (queue) attachInline(role, at, `${id}SQSPolicy`, [allow('sqs:SendMessage', queue.arn)]);
    generateRole(x, role, {
      from: target.owner,
      at,
      trust: trustPolicy('scheduler.amazonaws.com'),
      boundary: present(get(properties, 'PermissionsBoundary')),
    });
  }
  x.generate({
    id,
    type: 'AWS::Scheduler::Schedule',
    at,
    from: target.owner,
    properties: {
      ScheduleExpression: get(properties, 'ScheduleExpression'),
      Target: {
        Arn: target.arn,
        RoleArn: isGiven(declared) ? declared : attributeOf(roleId, 'Arn'),
        DeadLetterConfig: queue ? { Arn: queue.arn } : undefined,
      },
    },
  });
}

/** The dead letter queue of a rule or schedule; SAM makes it when the author gives a type and no ARN. */
function deadLetterQueue(
  x: Expansion,
  target: EventTarget,
  { id, at, properties }: TargetEvent,
): { readonly arn: NodeShape; readonly made?: string } | undefined {
  const config = getMap(properties, 'DeadLetterConfig');
  if (!config) return undefined;
  const declared = present(get(config, 'Arn'));
  if (declared) return { arn: declared };
  if (getText(config, 'Type') !== 'SQS') return undefined;
  const made = getText(config, 'QueueLogicalId') ?? `${id}Queue`;
  x.generate({ id: made, type: 'AWS::SQS::Queue', at, from: target.owner, properties: {} });
  return { arn: attributeOf(made, 'Arn'), made };
}
