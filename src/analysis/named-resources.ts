import { type ResourceGraph } from '../graph/resource-graph.ts';
import { type Resource, type Template } from '../template/template.ts';

/** The resources that a template's texts refer to outside of the properties of resources of IAM: outputs, metadata, others. */
export function namedResources(template: Template, graph: ResourceGraph): ReadonlySet<Resource> {
  const named = new Set<Resource>();
  for (const { text, place } of graph.writtenTexts(template)) {
    if (place.kind === 'property' && place.resource.type.startsWith('AWS::IAM::')) continue;
    for (const segment of text.segments)
      if (typeof segment === 'object' && segment.target) named.add(segment.target);
  }
  return named;
}
