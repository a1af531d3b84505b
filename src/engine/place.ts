import { type Location } from '../rule/finding.ts';
import { type CfnNode, type Located, pathOf, type TemplatePath } from '../template/node.ts';
import { authorOf, type Resource } from '../template/template.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';

/** Answers where a node stands and whose it is, for one graph. */
export interface Places {
  /** The resource of the author that a place belongs to. */
  resourceOf(at: Located): Resource | undefined;
  /** A finding on a whole resource, parameter or output is placed at its name, any other at its own text. */
  locate(at: Located, resource: Resource | undefined): Location;
}

/** Indexes the resources of a graph by their nodes. */
export function placesOf(graph: Pick<ResourceGraph, 'resources' | 'templates'>): Places {
  const byNode = new Map<CfnNode, Resource>(graph.resources.map((resource) => [resource.node, resource]));
  for (const template of graph.templates)
    for (const resource of template.resources.values())
      if (!byNode.has(resource.node)) byNode.set(resource.node, resource);
  const roots = new Set<CfnNode>(graph.templates.map((template) => template.root));

  return {
    resourceOf(at) {
      // An alias gives one text to several resources, and only the policy knows in which of them it is meant.
      const owner = ownerOf(at);
      if (owner) return authorOf(owner);
      for (let node: CfnNode | undefined = at.node; node; node = node.parent) {
        const resource = byNode.get(node);
        if (resource) return authorOf(resource);
      }
      const { resource } = at as { resource?: Resource };
      return resource && authorOf(resource);
    },
    locate(at, resource) {
      const named = byNode.get(at.node);
      if (named) {
        const author = authorOf(named);
        return { span: author.id.span, path: pathOf(author.node) };
      }
      const span = at.node.span;
      const root = rootOf(at.node);
      if (roots.has(root) || !resource) return { span, path: pathOf(at.node) };
      return { span, path: pathBySpan(at.node, authorOf(resource)) };
    },
  };
}

/** A policy and a statement say whose they are. */
function ownerOf(at: Located): Resource | undefined {
  const known = at as { owner?: Resource; policy?: { owner?: Resource } };
  return known.owner ?? known.policy?.owner;
}

function rootOf(node: CfnNode): CfnNode {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
}

/** Path of a node outside the author's tree (generated, or read out of a string): that of the smallest node that holds its text. */
function pathBySpan(node: CfnNode, resource: Resource): TemplatePath {
  let holder: CfnNode = resource.node;
  if (!encloses(holder, node)) return pathOf(holder);
  for (
    let inner: CfnNode | undefined = holder;
    inner;
    inner = childrenOf(inner).find((child) => encloses(child, node))
  )
    holder = inner;
  const isInsideString =
    holder.kind === 'scalar' && holder.span.end - holder.span.start > node.span.end - node.span.start;
  return isInsideString ? [...pathOf(holder), ...pathOf(node)] : pathOf(holder);
}

/** Whether the text of one node holds that of another. */
export function encloses(outer: CfnNode, inner: CfnNode): boolean {
  return (
    outer.span.file === inner.span.file &&
    outer.span.start <= inner.span.start &&
    inner.span.end <= outer.span.end
  );
}

function childrenOf(node: CfnNode): readonly CfnNode[] {
  switch (node.kind) {
    case 'scalar':
      return [];
    case 'list':
      return node.items;
    case 'map':
      return [...node.entries.values()].map((entry) => entry.value);
    case 'intrinsic':
      return [node.argument];
  }
}
