import { type CfnNode, type MapNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { type Hole, type Segment } from './value.ts';

/** The names that CloudFormation defines by itself; AWS::NoValue is no value and therefore not among them. */
export const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);

/** The hole of a pseudo parameter, `AWS::AccountId`. */
export function pseudoParameter(name: string): Hole {
  return { kind: 'pseudo-parameter', name, expression: name };
}

/** The hole of a parameter that the template does not settle. */
export function parameterHole(template: Template, name: string): Hole {
  const pattern = template.parameters.get(name)?.allowedPattern;
  const hole: Hole = { kind: 'parameter', name, expression: name };
  return pattern === undefined ? hole : { ...hole, pattern };
}

/** The hole that stands for the physical name or id of a resource. */
export function resourceHole(target: Resource, name: string = target.logicalId): Hole {
  return { kind: 'resource', name, expression: name, target };
}

/** The hole of an attribute; `target` is undefined when no such resource is in the template. */
export function attributeHole(logicalId: string, attribute: string, target: Resource | undefined): Hole {
  const expression = `${logicalId}.${attribute}`;
  if (!target) return { kind: 'unknown', name: expression, attribute, expression };
  return { kind: 'attribute', name: logicalId, attribute, expression, target };
}

/** The hole of anything that only the service can tell. */
export function unknownHole(node: CfnNode): Hole {
  return { kind: 'unknown', name: describe(node, 12, 2000), expression: describeNode(node) };
}

/** How a reader would write a node, in at most 80 characters: `Fn::Cidr [10.0.0.0/16, 4, 8]`. */
export function describeNode(node: CfnNode): string {
  return describe(node, 3, 80);
}

function describe(node: CfnNode, depth: number, length: number): string {
  const text = write(node, depth, length);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function write(node: CfnNode, depth: number, budget: number): string {
  if (node.kind === 'scalar') return node.text.slice(0, budget);
  if (depth === 0 || budget <= 0) return '…';
  if (node.kind === 'intrinsic') {
    const argument = write(node.argument, depth - 1, budget - node.fn.length);
    return node.fn === 'Ref' ? argument : `${node.fn} ${argument}`.trimEnd();
  }
  let left = budget;
  const parts: string[] = [];
  const children = node.kind === 'list' ? node.items.map((item) => ['', item] as const) : entriesOf(node);
  for (const [key, child] of children) {
    if (left <= 0) break;
    const part = key + write(child, depth - 1, left);
    left -= part.length + 2;
    parts.push(part);
  }
  return node.kind === 'list' ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`;
}

function entriesOf(node: MapNode): (readonly [string, CfnNode])[] {
  return [...node.entries].map(([key, entry]) => [`${key}: `, entry.value] as const);
}

/** Segments in the form that `Text` promises: neighbouring literals joined, no empty ones. */
export function joinSegments(segments: readonly Segment[]): readonly Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined[joined.length - 1];
    if (segment === '') continue;
    if (typeof segment === 'string' && typeof last === 'string') joined[joined.length - 1] = last + segment;
    else joined.push(segment);
  }
  return joined;
}
