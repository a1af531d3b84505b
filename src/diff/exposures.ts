import { nameResource } from '../analysis/recipient.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { authorOf, type Resource } from '../template/template.ts';
import { displayGuard, literal, type Text } from '../values/value.ts';
import { type AccessChange } from './access-change.ts';
import { type DiffSide, type Identity } from './identity.ts';

/**
 * Function URLs that ask nobody for credentials any more, or again: no policy says so, the property does.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function exposureChanges(base: DiffSide, head: DiffSide, identity: Identity): AccessChange[] {
  const before = openUrls(base, identity);
  const after = openUrls(head, identity);
  const change = (effect: 'added' | 'removed', resource: Resource, open: Text): AccessChange => {
    const other = twinOf(resource, effect === 'added' ? base.graph : head.graph, identity);
    const here = { node: open.node, label: 'asks for no credentials' };
    const there = other && { node: other.id, label: 'asks for credentials' };
    const author = authorOf(resource);
    const name =
      author.type === resource.type
        ? `function URL \`${author.logicalId}\``
        : `the function URL of ${nameResource(author)}`;
    return {
      effect,
      kind: 'exposure',
      subject: name,
      severity: effect === 'added' ? 'high' : 'low',
      certainty: 'certain',
      message: effect === 'added' ? `everyone can now call ${name} without credentials (AuthType NONE)` : `${name} no longer answers without credentials`, // prettier-ignore
      witness: undefined,
      when: displayGuard(open.when),
      resource,
      head: effect === 'added' ? here : there,
      base: effect === 'added' ? there : here,
      evidence: 'function-url NONE',
    };
  };
  return [
    ...[...after].flatMap(([id, [resource, open]]) => before.has(id) ? [] : [change('added', resource, open)]), // prettier-ignore
    ...[...before].flatMap(([id, [resource, open]]) => after.has(id) ? [] : [change('removed', resource, open)]), // prettier-ignore
  ];
}

function openUrls({ graph }: DiffSide, identity: Identity): ReadonlyMap<string, readonly [Resource, Text]> {
  const open = new Map<string, readonly [Resource, Text]>();
  for (const resource of graph.resourcesOfType('AWS::Lambda::Url'))
    for (const { text } of graph.property(resource, 'AuthType'))
      if (text && literal(text) === 'NONE') open.set(identity.of(resource), [resource, text]);
  return open;
}

function twinOf(resource: Resource, graph: ResourceGraph, identity: Identity): Resource | undefined {
  const id = identity.of(resource);
  return graph.resourcesOfType(resource.type).find((one) => identity.of(one) === id);
}
