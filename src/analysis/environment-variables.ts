import { type ResourceGraph, type WrittenText } from '../graph/resource-graph.ts';
import { getText } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { isEnvironmentPath } from './secret-exposure.ts';
import { nameOfValue } from './value-name.ts';

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
    if (isNameOnly(written)) continue;
    const name = place.path.endsWith('.Value') ? nameOfValue(node) : place.path.split('.').at(-1);
    if (name !== undefined) yield { ...written, name, resource: place.resource };
  }
}

/** `Type: PARAMETER_STORE` and `Type: SECRETS_MANAGER` beside the value. */
function isNameOnly({ node }: WrittenText): boolean {
  const beside = node.parent?.kind === 'map' ? node.parent : undefined;
  return /^(?:PARAMETER_STORE|SECRETS_MANAGER)$/.test(getText(beside, 'Type') ?? '');
}
