import { type CfnNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { makeScalar } from '../values/derived-nodes.ts';
import { ALWAYS, type Guard, literal, type Text, type Variant } from '../values/value.ts';
import { type PropertyValue } from './resource-graph.ts';

/** Values read from one path at most: a bound against templates that multiply their branches. */
const MAX_VALUES = 4096;

/** The guard under which a resource exists: its `Condition` attribute. */
export function guardOf(resource: Resource): Guard {
  return resource.condition === undefined
    ? ALWAYS
    : [{ kind: 'condition', name: resource.condition, holds: true }];
}

/** The nodes that stand at a path of a resource's properties, over all branches; `undefined` where nothing stands. */
export function nodesAt(
  scope: Scope,
  resource: Resource,
  path: string,
): readonly Variant<CfnNode | undefined>[] {
  const when = guardOf(resource);
  if (!resource.properties) return [{ value: undefined, when }];
  const steps = parsePath(path);
  const plain = when.length === 0 ? plainNodeAt(resource.properties, steps) : undefined;
  return plain ?? walk(scope, [{ value: resource.properties, when }], steps);
}

/** What stands at a path that neither lists nor functions are on; undefined when there are some. */
function plainNodeAt(
  start: CfnNode,
  steps: readonly Step[],
): readonly Variant<CfnNode | undefined>[] | undefined {
  let node = start;
  for (const step of steps) {
    if (typeof step === 'string' || node.kind === 'intrinsic') return undefined;
    const entry = node.kind === 'map' ? node.entries.get(step.key) : undefined;
    if (!entry) return [{ value: undefined, when: ALWAYS }];
    node = entry.value;
  }
  return node.kind === 'intrinsic' ? undefined : [{ value: node, when: ALWAYS }];
}

/** See {@link ResourceGraph.property}. */
export function propertyValues(scope: Scope, resource: Resource, path: string): readonly PropertyValue[] {
  const values: PropertyValue[] = [];
  for (const { value: node, when } of nodesAt(scope, resource, path)) {
    if (!node) continue;
    values.push(...valuesOf(scope, node, when));
  }
  return values;
}

/** See {@link ResourceGraph.absence}. */
export function absenceGuards(scope: Scope, resource: Resource, path: string): readonly Guard[] {
  return nodesAt(scope, resource, path)
    .filter(({ value }) => value === undefined)
    .map(({ when }) => when);
}

function valuesOf(scope: Scope, node: CfnNode, when: Guard): PropertyValue[] {
  if (node.kind === 'list' || node.kind === 'map') return [{ node, when, kind: node.kind }];
  return scope
    .texts(node, when)
    .map((text) => ({ node: scalarOf(text), when: text.when, kind: 'text', text }));
}

/** What a function gives, when it is known, reads as if it were written in the place of the function. */
function scalarOf(text: Text): CfnNode {
  return text.node.kind === 'intrinsic' && literal(text) !== undefined
    ? makeScalar(text.node, text.segments)
    : text.node;
}

type Step = { readonly key: string } | 'items' | 'values';

const parsedPaths = new Map<string, readonly Step[]>();

function parsePath(path: string): readonly Step[] {
  let steps = parsedPaths.get(path);
  if (!steps) {
    const parsed: Step[] = [];
    for (const part of path.split('.')) {
      const key = part.replace(/(?:\[\])+$/, '');
      if (key === '*') parsed.push('values');
      else if (key !== '') parsed.push({ key });
      for (let depth = (part.length - key.length) / 2; depth > 0; depth--) parsed.push('items');
    }
    steps = parsed;
    parsedPaths.set(path, steps);
  }
  return steps;
}

function walk(
  scope: Scope,
  start: readonly Variant<CfnNode | undefined>[],
  steps: readonly Step[],
): readonly Variant<CfnNode | undefined>[] {
  let at: Variant<CfnNode | undefined>[] = start.flatMap(({ value, when }) =>
    value ? [...scope.resolve(value, when)] : [],
  );
  for (const step of steps) {
    const next: Variant<CfnNode | undefined>[] = [];
    for (const { value: node, when } of at) {
      if (next.length >= MAX_VALUES) break;
      if (!node) next.push({ value: undefined, when });
      else if (step === 'items') next.push(...scope.items(node, when));
      else if (node.kind !== 'map') next.push({ value: node.kind === 'intrinsic' ? node : undefined, when });
      else if (step === 'values')
        for (const entry of node.entries.values()) next.push(...scope.resolve(entry.value, when));
      else {
        const entry = node.entries.get(step.key);
        if (entry) next.push(...scope.resolve(entry.value, when));
        else next.push({ value: undefined, when });
      }
    }
    at = next;
  }
  return at;
}
