import { type CfnNode, type ListNode, listNode, type ScalarNode, scalarNode } from '../template/node.ts';
import { type Segment } from './value.ts';

/** The segments of the scalars that functions such as Fn::Split make; a node is the key in whichever scope it is asked for. */
const madeSegments = new WeakMap<CfnNode, readonly Segment[]>();

/** A scalar that a function makes: it stands where the function is written, and its text may have holes. */
export function makeScalar(origin: CfnNode, segments: readonly Segment[]): ScalarNode {
  const text = segments.map((item) => (typeof item === 'string' ? item : `\${${item.expression}}`)).join('');
  const node = placedAs(origin, scalarNode(origin.span, text, 'double'));
  madeSegments.set(node, segments);
  return node;
}

/** A list that a function makes, standing where the function is written. */
export function makeList(origin: CfnNode, items: readonly CfnNode[]): ListNode {
  return placedAs(origin, listNode(origin.span, items));
}

/** The segments of a scalar that {@link makeScalar} made; undefined for a scalar that somebody wrote. */
export function segmentsOf(node: CfnNode): readonly Segment[] | undefined {
  return madeSegments.get(node);
}

function placedAs<T extends CfnNode>(origin: CfnNode, node: T): T {
  if (origin.parent) node.parent = origin.parent;
  if (origin.key !== undefined) node.key = origin.key;
  return node;
}
