import { type Problem } from '../source/problem.ts';
import { buildTemplate } from '../template/build-template.ts';
import { type MapNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';

/**
 * A template over a rewritten tree of the same file. What is known of the template and its resources from elsewhere (the
 * cloud assembly) stays; so do its problems, with the new ones behind them.
 */
export function rebuildTemplate(template: Template, root: MapNode, problems: readonly Problem[]): Template {
  const built = buildTemplate(template.file, root, []);
  const kept = [...template.problems, ...problems];
  const added = built.problems.filter(
    ({ message, span }) =>
      !kept.some((other) => other.message === message && other.span?.start === span?.start),
  );
  const resources = new Map<string, Resource>();
  const rebuilt: Template = {
    ...built,
    dialect: template.dialect,
    resources,
    problems: [...kept, ...added],
    ...(template.stack && { stack: template.stack }),
  };
  for (const [id, resource] of built.resources) {
    const { constructPath, sourceLocation, madeBy } = template.resources.get(id) ?? {};
    resources.set(id, {
      ...resource,
      template: rebuilt,
      ...(constructPath !== undefined && { constructPath }),
      ...(sourceLocation !== undefined && { sourceLocation }),
      ...(madeBy !== undefined && { madeBy }),
    });
  }
  return rebuilt;
}
