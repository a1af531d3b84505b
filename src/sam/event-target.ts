import { type SourceSpan } from '../source/source-file.ts';
import { type CfnNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type SamEvent } from './author-value.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape, policyDocument } from './generated-node.ts';
import { type RoleDraft } from './role-draft.ts';

/** The function, state machine or alias that events call. */
export interface EventTarget {
  readonly owner: Resource;
  /** Logical id of what is called: the function's, or its alias's. */
  readonly id: string;
  readonly name: NodeShape;
  readonly arn: NodeShape;
  /** The function's role, when SAM makes one. */
  readonly role: RoleDraft | undefined;
  readonly boundary: CfnNode | undefined;
}

/** An event of a target, with the id that SAM builds the ids of its resources from. */
export interface TargetEvent extends SamEvent {
  /** `<Function><Event>` */
  readonly id: string;
  /** The event's name in the author's text. */
  readonly at: SourceSpan;
}

export interface Permission {
  readonly principal: string;
  readonly id?: string;
  readonly sourceArn?: NodeShape | undefined;
  readonly sourceAccount?: NodeShape | undefined;
  readonly eventSourceToken?: NodeShape | undefined;
}

/** Adds the AWS::Lambda::Permission that lets a service call the function of an event. */
export function generatePermission(
  x: Expansion,
  target: EventTarget,
  event: TargetEvent,
  permission: Permission,
): void {
  const { principal, sourceArn, sourceAccount, eventSourceToken } = permission;
  x.generate({
    id: permission.id ?? `${event.id}Permission`,
    type: 'AWS::Lambda::Permission',
    at: event.at,
    from: target.owner,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: target.name,
      Principal: principal,
      SourceArn: sourceArn,
      SourceAccount: sourceAccount,
      EventSourceToken: eventSourceToken,
    },
  });
}

export interface QueuePolicy {
  readonly id: string;
  readonly principal: NodeShape;
  readonly queueUrl: NodeShape;
  readonly queueArn: NodeShape;
  readonly sourceArn: NodeShape;
}

/** Adds the policy that lets a topic or a rule send to a queue. */
export function generateQueuePolicy(
  x: Expansion,
  target: EventTarget,
  event: TargetEvent,
  policy: QueuePolicy,
): void {
  x.generate({
    id: policy.id,
    type: 'AWS::SQS::QueuePolicy',
    at: event.at,
    from: target.owner,
    properties: {
      Queues: [policy.queueUrl],
      PolicyDocument: policyDocument([
        {
          Effect: 'Allow',
          Principal: policy.principal,
          Action: 'sqs:SendMessage',
          Resource: policy.queueArn,
          Condition: { ArnEquals: { 'aws:SourceArn': policy.sourceArn } },
        },
      ]),
    },
  });
}
