import { type SourceSpan } from '../source/source-file.ts';
import {
  type CfnNode,
  type MapEntry,
  type MapNode,
  intrinsicNode,
  listNode,
  mapNode,
  scalarNode,
} from '../template/node.ts';

/**
 * A node to be made: plain values, with the author's own nodes where their text is taken over. A map with the one key
 * `Ref`, `Fn::…` or `Condition` (with a name) is an intrinsic function; `undefined` leaves a key out.
 */
export type NodeShape =
  string | CfnNode | readonly NodeShape[] | { readonly [key: string]: NodeShape | undefined };

export const NO_VALUE: NodeShape = { Ref: 'AWS::NoValue' };

/**
 * Makes the nodes of a shape. All that is new gets the span of the author's text that caused it; the author's nodes keep
 * theirs and their parent.
 */
export function buildNode(span: SourceSpan, shape: NodeShape): CfnNode {
  if (typeof shape === 'string') return scalarNode(span, shape, 'double');
  if (isNode(shape)) return shape;
  if (isList(shape))
    return listNode(
      span,
      shape.map((item) => buildNode(span, item)),
    );
  const [only, ...others] = Object.keys(shape);
  const value = only === undefined ? undefined : shape[only];
  if (only !== undefined && value !== undefined && others.length === 0 && isFunction(only, value))
    return intrinsicNode(span, only, buildNode(span, value));
  return buildMap(span, shape);
}

function isFunction(key: string, value: NodeShape): boolean {
  return key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && typeof value === 'string');
}

/** As {@link buildNode}, for a map that is no intrinsic function. */
export function buildMap(span: SourceSpan, shape: Readonly<Record<string, NodeShape | undefined>>): MapNode {
  const entries = new Map<string, MapEntry>();
  for (const [key, value] of Object.entries(shape))
    if (value !== undefined) entries.set(key, { key: scalarNode(span, key), value: buildNode(span, value) });
  return mapNode(span, entries);
}

/** `{"Ref": id}` */
export function refTo(id: string): NodeShape {
  return { Ref: id };
}

/** `{"Fn::GetAtt": [id, attribute]}` */
export function attributeOf(id: string, attribute: string): NodeShape {
  return { 'Fn::GetAtt': [id, attribute] };
}

/** `{"Fn::Sub": text}`, with variables when there are any. */
export function substituted(text: string, variables?: Readonly<Record<string, NodeShape>>): NodeShape {
  return { 'Fn::Sub': variables ? [text, variables] : text };
}

/** The ARN of an AWS managed policy, given with its path: `service-role/AWSLambdaBasicExecutionRole`. */
export function managedPolicyArn(name: string): NodeShape {
  return substituted(`arn:\${AWS::Partition}:iam::aws:policy/${name}`);
}

/** A document that AWS SAM writes. It leaves the version out in places; without policy variables that changes nothing. */
export function policyDocument(statements: readonly NodeShape[]): NodeShape {
  return { Version: '2012-10-17', Statement: statements };
}

/** An Allow statement of an identity policy. */
export function allow(actions: string | readonly string[], resource: NodeShape): NodeShape {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

/** The trust policy of a role for one service. */
export function trustPolicy(service: string): NodeShape {
  return policyDocument([{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: [service] } }]);
}

function isNode(shape: Exclude<NodeShape, string>): shape is CfnNode {
  return 'kind' in shape && 'span' in shape;
}

function isList(shape: Exclude<NodeShape, string | CfnNode>): shape is readonly NodeShape[] {
  return Array.isArray(shape);
}
