import { type CfnNode, asList } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type Reference } from './resource-graph.ts';

const SUB_REFERENCE = /\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}/g;

/**
 * What a resource refers to by Ref, Fn::GetAtt, Fn::Sub and DependsOn within its template.
 * @param find the resource of the same template with that logical id.
 */
export function referencesOf(
  resource: Resource,
  find: (logicalId: string) => Resource | undefined,
): readonly Reference[] {
  const references: Reference[] = [];
  const add = (node: CfnNode, by: string, logicalId: string, attribute?: string) => {
    const to = find(logicalId);
    if (to)
      references.push({ node, from: resource, to, by, ...(attribute === undefined ? {} : { attribute }) });
  };
  for (const item of asList(resource.node.entries.get('DependsOn')?.value))
    if (item.kind === 'scalar') add(item, 'DependsOn', item.text);
  const pending: CfnNode[] = resource.properties ? [resource.properties] : [];
  const seen = new Set<CfnNode>();
  for (let node = pending.pop(); node; node = pending.pop()) {
    // A YAML alias puts one node in many places.
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'map') for (const entry of node.entries.values()) pending.push(entry.value);
    else if (node.kind === 'intrinsic') {
      readIntrinsic(node.fn, node.argument, node, add);
      pending.push(node.argument);
    }
  }
  return references;
}

function readIntrinsic(
  fn: string,
  argument: CfnNode,
  node: CfnNode,
  add: (node: CfnNode, by: string, id: string, attribute?: string) => void,
): void {
  if (fn === 'Ref') {
    if (argument.kind === 'scalar') add(node, fn, argument.text);
  } else if (fn === 'Fn::GetAtt') {
    const parts =
      argument.kind === 'scalar'
        ? argument.text.split('.')
        : asList(argument).map((item) => (item.kind === 'scalar' ? item.text : ''));
    if (parts[0]) add(node, fn, parts[0], parts.slice(1).join('.'));
  } else if (fn === 'Fn::Sub') {
    const [text, variables] = asList(argument);
    if (text?.kind !== 'scalar') return;
    for (const [, id, attribute] of text.text.matchAll(SUB_REFERENCE))
      if (!(variables?.kind === 'map' && variables.entries.has(id!))) add(node, fn, id!, attribute);
  }
}
