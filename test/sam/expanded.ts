import { SourceFile } from '../../src/source/source-file.ts';
import { expandSam } from '../../src/sam/expand-sam.ts';
import { type CfnNode } from '../../src/template/node.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Resource, type Template } from '../../src/template/template.ts';
import { createScope } from '../../src/values/create-scope.ts';

export const TRANSFORM = 'Transform: AWS::Serverless-2016-10-31\n';

/** Reads a text and expands its SAM. */
export function expand(text: string, path = 'template.yaml'): Template {
  const reading = readTemplate(new SourceFile(path, text));
  if (reading.kind !== 'template') throw new Error(`not a template but ${reading.what}`);
  return expandSam(reading.template, createScope(reading.template, { parameters: {} }));
}

/** Expands resources that are written without the lines round them, indented by two. */
export function expandResources(resources: string, before = ''): Template {
  return expand(`${TRANSFORM}${before}Resources:\n${resources}`);
}

export function resourceOf(template: Template, id: string): Resource {
  const resource = template.resources.get(id);
  if (!resource) throw new Error(`no resource ${id} among ${[...template.resources.keys()].join(', ')}`);
  return resource;
}

/** The node as plain JSON, functions in their long form. */
export function json(node: CfnNode | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'scalar':
      return node.text;
    case 'list':
      return node.items.map(json);
    case 'intrinsic':
      return { [node.fn]: json(node.argument) };
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, json(entry.value)]));
  }
}

/** A property of a resource as plain JSON. */
export function property(template: Template, id: string, name: string): unknown {
  return json(resourceOf(template, id).properties?.entries.get(name)?.value);
}

/** The author's text that a node points at. */
export function pointed(node: CfnNode): string {
  return node.span.file.text.slice(node.span.start, node.span.end);
}

/** All nodes of a tree. */
export function nodesOf(node: CfnNode): readonly CfnNode[] {
  switch (node.kind) {
    case 'scalar':
      return [node];
    case 'list':
      return [node, ...node.items.flatMap(nodesOf)];
    case 'intrinsic':
      return [node, ...nodesOf(node.argument)];
    case 'map':
      return [node, ...[...node.entries.values()].flatMap(({ value }) => nodesOf(value))];
  }
}
