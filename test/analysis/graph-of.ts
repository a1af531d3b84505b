import { buildGraph } from '../../src/graph/build-graph.ts';
import { type Statement } from '../../src/graph/policy.ts';
import { type ResourceGraph } from '../../src/graph/resource-graph.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';

/** The graph of one template. */
export function graphOf(text: string, path = 'template.yaml'): ResourceGraph {
  const reading = readTemplate(new SourceFile(path, text));
  if (reading.kind !== 'template') throw new Error(`${path} is no template`);
  return buildGraph([reading.template], { parameters: {} });
}

/** The statement of a managed policy, given as a JSON object without `Effect`, which is `Allow` when left out. */
export function statementOf(elements: object, resources: object = {}): Statement {
  const Statement = { Effect: 'Allow', ...elements };
  const policy = {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: { Version: '2012-10-17', Statement } },
  };
  const graph = graphOf(JSON.stringify({ Resources: { Policy: policy, ...resources } }), 'template.json');
  return graph.policies.find(({ owner }) => owner.logicalId === 'Policy')!.statements[0]!;
}
