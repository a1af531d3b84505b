import { type CfnNode } from '../template/node.ts';

/** The key under which a value stands in its map, to underline a property that lacks something; the value itself elsewhere. */
export function keyOfProperty(value: CfnNode): CfnNode {
  const { parent, key } = value;
  if (parent?.kind !== 'map' || typeof key !== 'string') return value;
  const entry = parent.entries.get(key);
  return entry?.value === value ? entry.key : value;
}
