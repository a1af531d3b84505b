import { buildGraph } from '../../src/graph/build-graph.ts';
import { type ResourceGraph } from '../../src/graph/resource-graph.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Resource } from '../../src/template/template.ts';

/** The graph of templates by file name, in which a nested stack finds its template by that name. */
export function graphOfFiles(files: Readonly<Record<string, string>>): ResourceGraph {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, new SourceFile(path, text)]));
  const templates = [...sources.values()].map((file) => {
    const reading = readTemplate(file);
    if (reading.kind !== 'template') throw new Error(`${file.path} is no template`);
    return reading.template;
  });
  return buildGraph(templates, { parameters: {}, related: (_, location) => sources.get(location) });
}

export function resourceNamed(graph: ResourceGraph, logicalId: string): Resource {
  const found = graph.resources.find((resource) => resource.logicalId === logicalId);
  if (!found) throw new Error(`there is no resource ${logicalId}`);
  return found;
}
