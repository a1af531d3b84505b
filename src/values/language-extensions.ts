import { type Problem } from '../source/problem.ts';
import {
  type CfnNode,
  get,
  intrinsicNode,
  listNode,
  mapNode,
  type MapEntry,
  type MapNode,
  scalarNode,
} from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { createScope } from './create-scope.ts';
import { type Scope, type ScopeContext } from './scope.ts';
import { bindScalar, type Bindings, isIdentifier } from './loop-identifiers.ts';
import { rebuildTemplate } from './rebuild-template.ts';
import { literal } from './value.ts';

/** Nodes that the loops of one template may make; beyond, the rest of a loop is left out with a problem. */
const MAX_NODES = 200_000;

/** Items of one collection that are expanded. */
const MAX_COLLECTION = 1_000;

/** Levels of maps, lists and loops in one another. */
const MAX_DEPTH = 1_000;

const LOOP = 'Fn::ForEach::';

/**
 * The template with every `Fn::ForEach` of its conditions, resources and outputs written out. Nodes that a loop makes have the
 * spans of the author's text. A collection is literal, or what parameters (given values, else defaults) and mappings make
 * of it; one that differs by branch gives the items of all branches. Where it is not known the loop is written out once
 * with its identifier as a hole, and a problem says so. The same template when there is no loop.
 *
 * Loops are expanded whether or not the template declares `AWS::LanguageExtensions`: without it nothing can be deployed,
 * and what was meant is judged all the same.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function expandLanguageExtensions(template: Template, context: ScopeContext): Template {
  if (!template.file.text.includes(LOOP)) return template;
  const problems: Problem[] = [];
  const expansion: Expansion = { scope: createScope(template, context), problems, left: MAX_NODES };
  const entries = new Map(template.root.entries);
  for (const section of ['Conditions', 'Resources', 'Outputs']) {
    const entry = entries.get(section);
    if (entry) entries.set(section, { key: entry.key, value: expand(expansion, entry.value, 0) });
  }
  const changed = [...entries].some(([key, entry]) => entry.value !== template.root.entries.get(key)?.value);
  if (!changed && problems.length === 0) return template;
  return rebuildTemplate(template, mapNode(template.root.span, entries), problems);
}

interface Expansion {
  readonly scope: Scope;
  readonly problems: Problem[];
  left: number;
}

/** The node with the loops in it written out; the node itself when there are none. */
function expand(expansion: Expansion, node: CfnNode, depth: number): CfnNode {
  if (depth > MAX_DEPTH) return node;
  if (node.kind === 'scalar') return node;
  if (node.kind === 'intrinsic') {
    const argument = expand(expansion, node.argument, depth + 1);
    return argument === node.argument ? node : intrinsicNode(node.span, node.fn, argument);
  }
  if (node.kind === 'list') {
    const items = node.items.map((item) => expand(expansion, item, depth + 1));
    return items.every((item, index) => item === node.items[index]) ? node : listNode(node.span, items);
  }
  const entries = new Map<string, MapEntry>();
  let changed = false;
  for (const [key, entry] of node.entries) {
    if (key.startsWith(LOOP)) {
      changed = true;
      expandLoop(expansion, entry, new Map(), entries, depth + 1);
      continue;
    }
    const value = expand(expansion, entry.value, depth + 1);
    changed ||= value !== entry.value;
    entries.set(key, value === entry.value ? entry : { key: entry.key, value });
  }
  return changed ? mapNode(node.span, entries) : node;
}

function expandLoop(
  expansion: Expansion,
  loop: MapEntry,
  bindings: Bindings,
  into: Map<string, MapEntry>,
  depth: number,
): void {
  const [identifier, collection, fragment] = loop.value.kind === 'list' ? loop.value.items : [];
  if (
    identifier?.kind !== 'scalar' ||
    !collection ||
    fragment?.kind !== 'map' ||
    !isIdentifier(identifier.text)
  ) {
    report(expansion, loop, 'is not a list of identifier, collection and map; nothing in it is judged');
    return;
  }
  const items = collectionItems(expansion, copy(expansion, collection, bindings, depth));
  if (items === undefined)
    report(
      expansion,
      loop,
      `goes over a collection that is not known before deployment; it is judged once, for any ${identifier.text}`,
    );
  for (const item of items ?? [undefined]) {
    expansion.left--;
    const inner: Bindings = new Map(bindings).set(identifier.text, item);
    for (const entry of fragment.entries.values()) {
      if (expansion.left <= 0) {
        report(expansion, loop, 'makes too much to be written out; only the beginning is judged');
        return;
      }
      if (entry.key.text.startsWith(LOOP)) {
        if (depth < MAX_DEPTH) expandLoop(expansion, entry, inner, into, depth + 1);
        continue;
      }
      const key = bindScalar(entry.key, inner);
      const value = literalCondition(expansion, copy(expansion, entry.value, inner, depth + 1));
      into.set(key.text, { key, value });
    }
  }
  if (expansion.left <= 0)
    report(expansion, loop, 'makes too much to be written out; only the beginning is judged');
}

function report(expansion: Expansion, loop: MapEntry, what: string): void {
  const message = `the loop \`${loop.key.text}\` ${what}`;
  if (!expansion.problems.some((problem) => problem.message === message))
    expansion.problems.push({
      kind: what.startsWith('goes') ? 'oddity' : 'partly-read',
      message,
      span: loop.key.span,
    });
}

/** The items of a collection in all of its branches, each once; undefined when none is known. */
function collectionItems(expansion: Expansion, collection: CfnNode): readonly string[] | undefined {
  const { scope } = expansion;
  const items = scope
    .items(collection)
    .flatMap(({ value, when }) => scope.texts(value, when).map(literal))
    .filter((item) => item !== undefined);
  const unique = [...new Set(items)].slice(0, MAX_COLLECTION);
  const empty = collection.kind === 'list' && collection.items.length === 0;
  return unique.length > 0 || empty ? unique : undefined;
}

/** A copy of a node with identifiers replaced and loops written out. Every turn of a loop has nodes of its own. */
function copy(expansion: Expansion, node: CfnNode, bindings: Bindings, depth: number): CfnNode {
  if (depth > MAX_DEPTH || expansion.left-- <= 0) return scalarNode(node.span, '', 'plain');
  switch (node.kind) {
    case 'scalar':
      return bindScalar(node, bindings);
    case 'list':
      return listNode(
        node.span,
        node.items.map((item) => copy(expansion, item, bindings, depth + 1)),
      );
    case 'map':
      return copyMap(expansion, node, bindings, depth);
    case 'intrinsic': {
      const { argument } = node;
      const bound = argument.kind === 'scalar' ? bindings.get(argument.text) : undefined;
      if (node.fn === 'Ref' && bound !== undefined) return scalarNode(node.span, bound, 'double');
      const copied = copy(expansion, argument, bindings, depth + 1);
      // A text without any other variable is the string that it says, also where a function may not stand: `Type`, `Ref`.
      if (
        node.fn === 'Fn::Sub' &&
        copied.kind === 'scalar' &&
        argument.kind === 'scalar' &&
        !copied.text.includes('${')
      )
        return scalarNode(node.span, copied.text, 'double');
      return intrinsicNode(node.span, node.fn, copied);
    }
  }
}

function copyMap(expansion: Expansion, node: MapNode, bindings: Bindings, depth: number): MapNode {
  const entries = new Map<string, MapEntry>();
  for (const entry of node.entries.values()) {
    if (entry.key.text.startsWith(LOOP)) {
      expandLoop(expansion, entry, bindings, entries, depth + 1);
      continue;
    }
    const key = bindScalar(entry.key, bindings);
    entries.set(key.text, { key, value: copy(expansion, entry.value, bindings, depth + 1) });
  }
  return mapNode(node.span, entries);
}

/** A resource or output whose `Condition` is a function: the name that it gives, or no condition for AWS::NoValue. */
function literalCondition(expansion: Expansion, node: CfnNode): CfnNode {
  const condition = get(node, 'Condition');
  if (node.kind !== 'map' || condition?.kind !== 'intrinsic') return node;
  const entries = new Map(node.entries);
  const [only, second] = expansion.scope.texts(condition);
  const name = only && !second ? literal(only) : undefined;
  if (name !== undefined)
    entries.set('Condition', {
      key: entries.get('Condition')!.key,
      value: scalarNode(condition.span, name, 'double'),
    });
  else if (!only) entries.delete('Condition');
  else return node;
  return mapNode(node.span, entries);
}
