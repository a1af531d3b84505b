import { type ResourceGraph, type WrittenText } from '../graph/resource-graph.ts';
import { type CfnNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { literal } from '../values/value.ts';
import { isEnvironmentPath } from './secret-exposure.ts';
import { nameOfValue, textBeside } from './value-name.ts';

/** A variable in the environment of a function, a container, a build or the like. */
export interface EnvironmentVariable extends WrittenText {
  readonly name: string;
  readonly resource: Resource;
}

/**
 * The variables that a template writes into environments, whose values everybody sees who may read the configuration. Those
 * of CodeBuild that only name a parameter or a secret are not among them.
 * https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html
 */
export function* environmentVariables(
  template: Template,
  graph: ResourceGraph,
): Generator<EnvironmentVariable> {
  for (const written of graph.writtenTexts(template)) {
    const { place, node } = written;
    if (
      place.kind !== 'property' ||
      !isEnvironmentPath(place.path) ||
      /\[\]\.(?!Value$)[^.[]*$/.test(place.path)
    )
      continue;
    const textOf = (beside: CfnNode): string | undefined => {
      const [text] = graph.texts(beside, place.resource);
      return text && literal(text);
    };
    // CodeBuild: the value names a parameter or a secret.
    if (/^(?:PARAMETER_STORE|SECRETS_MANAGER)$/.test(textBeside(node, ['Type'], textOf) ?? '')) continue;
    const name = place.path.endsWith('.Value') ? nameOfValue(node, textOf) : place.path.split('.').at(-1);
    if (name !== undefined) yield { ...written, name, resource: place.resource };
  }
}
