import { type CfnNode, get, getMap, type IntrinsicNode } from '../template/node.ts';
import { type Evaluation, MAX_VARIANTS, type Outcome, under } from './evaluation.ts';
import { unknownHole } from './holes.ts';
import { subjectOf } from './string-functions.ts';
import { type Guard, literal, type Literal, type Text, type Variant } from './value.ts';

/** A key that is asked for; undefined for one that the map does not have. */
type Key = string | undefined;

/**
 * What stands in the place of `Fn::FindInMap`, with or without a DefaultValue. A key that is not known before deployment
 * gives every key of the map, told apart by what the key is.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html
 */
export function findInMapOutcomes(evaluation: Evaluation, node: IntrinsicNode): Variant<Outcome>[] {
  const [mapNode, topNode, secondNode, options] = node.argument.kind === 'list' ? node.argument.items : [];
  const hole: Outcome = { kind: 'hole', hole: unknownHole(node) };
  if (!mapNode || !topNode || !secondNode) return [{ value: hole, when: [] }];
  const fallback = get(options, 'DefaultValue');
  const found: Variant<Outcome>[] = [];
  const names = keysOf(evaluation, mapNode, evaluation.template.mappings, fallback !== undefined);
  for (const name of names) {
    const map = name.value === undefined ? undefined : getMap(evaluation.template.mappings, name.value);
    for (const top of under(
      evaluation,
      keysOf(evaluation, topNode, map, fallback !== undefined),
      name.when,
    )) {
      const inner = top.value === undefined ? undefined : getMap(map, top.value);
      for (const second of under(
        evaluation,
        keysOf(evaluation, secondNode, inner, fallback !== undefined),
        top.when,
      )) {
        const value = (second.value === undefined ? undefined : get(inner, second.value)) ?? fallback;
        const outcomes: Variant<Outcome>[] = value ? nodesOf(evaluation, value) : [{ value: hole, when: [] }];
        found.push(...under(evaluation, outcomes, second.when));
        if (found.length > MAX_VARIANTS) return [{ value: hole, when: [] }];
      }
    }
  }
  return found.length === 0 ? [{ value: hole, when: [] }] : mergeEqual(found);
}

function nodesOf(evaluation: Evaluation, node: CfnNode): Variant<Outcome>[] {
  return evaluation.resolve(node).map(({ value, when }) => ({ value: { kind: 'node', node: value }, when }));
}

/** The keys that a key's node can mean in a map. Only a default makes keys possible that the map does not have. */
function keysOf(
  evaluation: Evaluation,
  node: CfnNode,
  map: CfnNode | undefined,
  hasDefault: boolean,
): Variant<Key>[] {
  const present = map?.kind === 'map' ? [...map.entries.keys()] : [];
  return evaluation.texts(node).flatMap((text): Variant<Key>[] => {
    const key = literal(text);
    if (key !== undefined) return [{ value: present.includes(key) ? key : undefined, when: text.when }];
    if (present.length === 0 || present.length > MAX_VARIANTS) return [{ value: undefined, when: text.when }];
    return under(evaluation, candidates(text, present, hasDefault), text.when);
  });
}

function candidates(text: Text, present: readonly string[], hasDefault: boolean): Variant<Key>[] {
  const name = subjectOf(text);
  const literalFor = (value: string, holds: boolean): Literal => ({ kind: 'parameter', name, value, holds });
  const variants: Variant<Key>[] = present.map((key) => ({ value: key, when: [literalFor(key, true)] }));
  const other: Guard = present.map((key) => literalFor(key, false));
  return hasDefault ? [...variants, { value: undefined, when: other }] : variants;
}

/** One variant for all when the key does not matter because every one of the values is the same text. */
function mergeEqual(found: readonly Variant<Outcome>[]): Variant<Outcome>[] {
  const [first] = found;
  const text = (outcome: Outcome): string | undefined =>
    outcome.kind === 'node' && outcome.node?.kind === 'scalar' ? outcome.node.text : undefined;
  const same = first && text(first.value);
  if (!first || same === undefined || found.some((variant) => text(variant.value) !== same))
    return [...found];
  return [{ value: first.value, when: [] }];
}
