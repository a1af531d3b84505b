import { type CfnNode, type MapNode, getText, isNull } from '../template/node.ts';

/** Whether SAM takes a value for given: not absent, null, empty, false or zero. Intrinsic functions are given. */
export function isGiven(node: CfnNode | undefined): node is CfnNode {
  if (!node) return false;
  switch (node.kind) {
    case 'intrinsic':
      return true;
    case 'list':
      return node.items.length > 0;
    case 'map':
      return node.entries.size > 0;
    case 'scalar':
      if (isNull(node)) return false;
      return node.style === 'plain' ? !/^(?:false|no|off|0|)$/i.test(node.text) : node.text !== '';
  }
}

/** The value, unless it is absent or null. */
export function present(node: CfnNode | undefined): CfnNode | undefined {
  return node && !isNull(node) ? node : undefined;
}

/** The logical id that a value refers to as a whole: the text of a Ref, or the first half of a GetAtt. */
export function referredId(node: CfnNode | undefined): string | undefined {
  if (node?.kind !== 'intrinsic') return undefined;
  const { fn, argument } = node;
  if (fn === 'Ref') return argument.kind === 'scalar' ? argument.text : undefined;
  if (fn !== 'Fn::GetAtt') return undefined;
  const first = argument.kind === 'list' ? argument.items[0] : argument;
  return first?.kind === 'scalar' ? first.text.split('.', 1)[0] : undefined;
}

/** Whether a value is `!Ref AWS::NoValue`. */
export function isNoValue(node: CfnNode | undefined): boolean {
  return node?.kind === 'intrinsic' && node.fn === 'Ref' && referredId(node) === 'AWS::NoValue';
}

/** The condition's name and both branches of a well-formed Fn::If. */
export function branchesOf(
  node: CfnNode | undefined,
): { condition: CfnNode; then: CfnNode; otherwise: CfnNode } | undefined {
  if (node?.kind !== 'intrinsic' || node.fn !== 'Fn::If' || node.argument.kind !== 'list') return undefined;
  const [condition, then, otherwise, ...rest] = node.argument.items;
  if (!condition || !then || !otherwise || rest.length > 0) return undefined;
  return { condition, then, otherwise };
}

/** An entry of an `Events` map. */
export interface SamEvent {
  readonly name: string;
  readonly key: CfnNode;
  readonly type: string;
  readonly properties: MapNode | undefined;
}

/** The well-formed entries of an `Events` map, in the order of the text. */
export function eventsOf(node: CfnNode | undefined): readonly SamEvent[] {
  if (node?.kind !== 'map') return [];
  const events: SamEvent[] = [];
  for (const [name, { key, value }] of node.entries) {
    const type = getText(value, 'Type');
    if (value.kind !== 'map' || type === undefined) continue;
    const properties = value.entries.get('Properties')?.value;
    events.push({ name, key, type, properties: properties?.kind === 'map' ? properties : undefined });
  }
  return events;
}
