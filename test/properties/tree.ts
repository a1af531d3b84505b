import { SourceFile } from '../../src/source/source-file.ts';
import {
  type CfnNode,
  intrinsicNode,
  listNode,
  mapNode,
  type MapEntry,
  scalarNode,
  type TemplatePath,
} from '../../src/template/node.ts';

/** Nodes that stand nowhere yet: they are printed, and the print is what is read. */
const nowhere = { file: new SourceFile('rewritten', ''), start: 0, end: 0 };

export const text = (value: string): CfnNode => scalarNode(nowhere, value, 'double');
export const list = (items: readonly CfnNode[]): CfnNode => listNode(nowhere, items);
export const call = (fn: string, argument: CfnNode): CfnNode => intrinsicNode(nowhere, fn, argument);
export const map = (entries: Iterable<readonly [string, CfnNode]>): CfnNode =>
  mapNode(
    nowhere,
    new Map(
      [...entries].map(([key, value]): [string, MapEntry] => [
        key,
        { key: scalarNode(nowhere, key, 'double'), value },
      ]),
    ),
  );

/** The keys and values of a map, in order; none for other nodes. */
export const entriesOf = (node: CfnNode | undefined): [string, CfnNode][] =>
  node?.kind === 'map' ? [...node.entries].map(([key, { value }]) => [key, value]) : [];

/** A node with the keys and indices that lead to it; what is inside of functions has the function's name in its path. */
export type Change = (node: CfnNode, path: TemplatePath, above: readonly CfnNode[]) => CfnNode | undefined;

/**
 * A copy in which every node is what `change` makes of it, or else itself with its children changed. Nodes are shown as they
 * were, from the outside in; what `change` returns is taken as it is.
 */
export function rewrite(
  node: CfnNode,
  change: Change,
  path: TemplatePath = [],
  above: readonly CfnNode[] = [],
): CfnNode {
  const changed = change(node, path, above);
  if (changed) return changed;
  const inner = (child: CfnNode, key: string | number): CfnNode =>
    rewrite(child, change, [...path, key], [...above, node]);
  switch (node.kind) {
    case 'scalar':
      return scalarNode(nowhere, node.text, node.style);
    case 'list':
      return list(node.items.map(inner));
    case 'map':
      return map(entriesOf(node).map(([key, value]) => [key, inner(value, key)]));
    case 'intrinsic':
      return call(node.fn, inner(node.argument, node.fn));
  }
}

/** A node cannot stand in two places, so what is repeated is copied. */
export const copy = (node: CfnNode): CfnNode => rewrite(node, () => undefined);

/** The template with an entry added to one of its sections. */
export function withEntry(root: CfnNode, section: string, key: string, value: CfnNode): CfnNode {
  const sections = new Map(entriesOf(root));
  sections.set(section, map([...entriesOf(sections.get(section)), [key, value]]));
  return map(sections);
}
