import { getText } from '../template/node.ts';
import { type Resource, type StackInfo, type Template } from '../template/template.ts';
import { type ConstructIndex } from './construct-index.ts';
import { madeByFramework } from './made-by-framework.ts';
import { printable } from './read-json.ts';

/** What a cloud assembly knows about one of its templates. */
export interface TemplateInfo {
  readonly stack: StackInfo;
  /** Construct path of the stack or nested stack that the template deploys. */
  readonly constructPath: string;
  readonly constructs: ConstructIndex;
}

/** The template with its stack, and its resources with construct path, line of the app and maker, where these are known. */
export function decorate(template: Template, info: TemplateInfo): Template {
  const resources = new Map<string, Resource>();
  const decorated: Template = { ...template, dialect: 'cdk', stack: info.stack, resources };
  for (const [logicalId, resource] of template.resources)
    resources.set(logicalId, decorateResource(resource, decorated, info));
  return decorated;
}

/** The construct of a resource: what the template itself says comes first, as it was written together with the resource. */
export function constructPathOf(resource: Resource, info: TemplateInfo): string | undefined {
  const written = getText(resource.metadata, 'aws:cdk:path');
  return written === undefined
    ? info.constructs.pathOf(resource.logicalId, info.constructPath)
    : printable(written);
}

function decorateResource(resource: Resource, template: Template, info: TemplateInfo): Resource {
  const constructPath = constructPathOf(resource, info);
  const sourceLocation =
    constructPath === undefined ? undefined : info.constructs.sourceLocationOf(constructPath);
  const madeBy = madeByFramework(resource, info.constructs.factsOf(constructPath));
  return {
    ...resource,
    template,
    ...(constructPath !== undefined && { constructPath }),
    ...(sourceLocation !== undefined && { sourceLocation }),
    ...(madeBy !== undefined && { madeBy }),
  };
}
