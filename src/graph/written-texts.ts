import { type CfnNode, type Located } from '../template/node.ts';
import { type Output, type Template } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { ALWAYS, type Guard } from '../values/value.ts';
import { guardOf } from './property-path.ts';
import { type TextPlace, type WrittenText } from './resource-graph.ts';

/** Texts of one template at most: a bound against templates that multiply their branches. */
const MAX_TEXTS = 200_000;

/** See {@link ResourceGraph.writtenTexts}. */
export function* writtenTexts(template: Template, scope: Scope): Generator<WrittenText> {
  let left = MAX_TEXTS;
  for (const start of startsOf(template))
    for (const written of textsUnder(start, scope)) {
      if (left-- <= 0) return;
      yield written;
    }
}

interface Start extends Located {
  readonly when: Guard;
  readonly place: TextPlace;
}

function* startsOf(template: Template): Generator<Start> {
  for (const resource of template.resources.values()) {
    const when = guardOf(resource);
    if (resource.properties)
      yield { node: resource.properties, when, place: { kind: 'property', resource, path: '' } };
    if (resource.metadata)
      yield { node: resource.metadata, when, place: { kind: 'metadata', resource, path: '' } };
  }
  for (const output of template.outputs.values()) {
    const when = guardOfOutput(output);
    for (const node of [output.value, output.exportName])
      if (node) yield { node, when, place: { kind: 'output', output } };
  }
  const metadata = template.root.entries.get('Metadata')?.value;
  if (metadata) yield { node: metadata, when: ALWAYS, place: { kind: 'template-metadata', path: '' } };
}

function guardOfOutput({ condition }: Output): Guard {
  return condition === undefined ? ALWAYS : [{ kind: 'condition', name: condition, holds: true }];
}

function* textsUnder(start: Start, scope: Scope): Generator<WrittenText> {
  const pending: Start[] = [start];
  // A YAML alias puts one node in many places.
  const seen = new Set<CfnNode>();
  for (let at = pending.pop(); at; at = pending.pop()) {
    const { node, when, place } = at;
    if (node.kind === 'scalar' || node.kind === 'intrinsic') {
      yield* textsOf(at, scope, pending);
      continue;
    }
    if (seen.has(node)) continue;
    seen.add(node);
    const children: Start[] =
      node.kind === 'list'
        ? node.items.map((item) => ({ node: item, when, place: below(place, '[]') }))
        : [...node.entries].map(([key, { value }]) => ({ node: value, when, place: below(place, key) }));
    pending.push(...children.reverse());
  }
}

/** The texts of a value; a map or list for which a function stands joins what is still to be read. */
function* textsOf({ node, when, place }: Start, scope: Scope, pending: Start[]): Generator<WrittenText> {
  const values = node.kind === 'scalar' ? [] : scope.resolve(node, when);
  const trees = values.filter(({ value }) => value?.kind === 'map' || value?.kind === 'list');
  for (const tree of trees) pending.push({ node: tree.value!, when: tree.when, place });
  const rest =
    trees.length === 0
      ? scope.texts(node, when)
      : values.flatMap((value) =>
          !value.value || trees.includes(value) ? [] : [...scope.texts(value.value, value.when)],
        );
  for (const text of rest) yield { node: text.node, text, when: text.when, place };
}

function below(place: TextPlace, step: string): TextPlace {
  if (place.kind === 'output') return place;
  const separator = place.path === '' || step === '[]' ? '' : '.';
  return { ...place, path: `${place.path}${separator}${step}` };
}
