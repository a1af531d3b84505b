import { asBoolean, asNumber, type CfnNode, scalarNode } from '../template/node.ts';
import { literal } from '../values/value.ts';
import { type PropertyValue } from './resource-graph.ts';

/** The number that a property's value is, whatever functions it is written with; undefined when it is none or not known. */
export function numberOf(value: PropertyValue): number | undefined {
  return asNumber(scalarOf(value));
}

/** The boolean that a property's value is, whatever functions it is written with; undefined when it is none or not known. */
export function booleanOf(value: PropertyValue): boolean | undefined {
  return asBoolean(scalarOf(value));
}

function scalarOf({ node, text }: PropertyValue): CfnNode | undefined {
  if (node.kind === 'scalar' || !text) return node;
  const known = literal(text);
  return known === undefined ? undefined : scalarNode(node.span, known, 'double');
}
