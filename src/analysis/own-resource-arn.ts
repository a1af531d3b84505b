import { findCfnType } from '../catalogue/cloudformation.ts';
import { findService } from '../catalogue/services.ts';
import { type Action } from '../catalogue/types.ts';
import { type Statement } from '../graph/policy.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { referencesOf } from '../graph/references.ts';
import { type Fix } from '../rule/finding.ts';
import { isVerbatim } from '../template/edit-node.ts';
import { notationOf } from '../template/notation.ts';
import { authorOf, type Resource } from '../template/template.ts';
import { actionGrants } from './granted-actions.ts';

/**
 * The fix that names the only resource of the template that all actions of a statement can be about, in place of its
 * `Resource: "*"`. Nothing where there is none or more than one, where an action takes another or no resource, and where the
 * resource itself depends on the owner of the policy.
 */
export function ownResourceFix(statement: Statement, graph: ResourceGraph): readonly Fix[] {
  const [only, ...others] = statement.resources;
  if (!only || others.length > 0 || !isVerbatim(only.node) || only.node.text !== '*') return [];
  const target = onlyResource(arnPatternsOf(statement), statement, graph);
  if (!target) return [];
  const { logicalId } = target.resource;
  const { json, embedded } = notationOf(only.node);
  if (embedded) return [];
  const whole = `${logicalId}.${target.attribute}`;
  const text = json
    ? target.rest === ''
      ? `{"Fn::GetAtt": [${JSON.stringify(logicalId)}, ${JSON.stringify(target.attribute)}]}`
      : `{"Fn::Sub": "\${${whole}}${target.rest}"}`
    : target.rest === ''
      ? `!GetAtt ${whole}`
      : `!Sub '\${${whole}}${target.rest}'`;
  return [
    {
      title: `Allow it on \`${logicalId}\` only`,
      safety: 'suggestion',
      edits: [{ span: only.node.span, text }],
    },
  ];
}

/** The ARN patterns of resources that every action of the statement can be limited to. */
function arnPatternsOf(statement: Statement): readonly string[] {
  let common: readonly string[] | undefined;
  for (const grant of actionGrants(statement)) {
    if (grant.breadth !== 'single' && grant.breadth !== 'pattern') return [];
    for (const action of grant.actions) {
      const own = arnsOfAction(action);
      common = common?.filter((arn) => own.includes(arn)) ?? own;
    }
  }
  return common ?? [];
}

/** Of an action that needs a resource the one that it needs, else each one that it can have. */
function arnsOfAction({ service, resources }: Action): readonly string[] {
  const required = resources.filter((resource) => resource.required);
  if (required.length > 1) return [];
  const types = findService(service)?.resourceTypes;
  return (required.length > 0 ? required : resources).flatMap(({ type }) => types?.get(type)?.arns ?? []);
}

interface Target {
  readonly resource: Resource;
  /** The attribute that is its ARN, or the beginning of it. */
  readonly attribute: string;
  /** What follows for something inside of it: of a bucket `/*`. */
  readonly rest: string;
}

function onlyResource(
  patterns: readonly string[],
  { policy }: Statement,
  graph: ResourceGraph,
): Target | undefined {
  const { template } = policy.owner;
  const targets: Target[] = [];
  for (const resource of template.resources.values())
    for (const [attribute, arn] of Object.entries(findCfnType(resource.type)?.arns ?? {})) {
      const shape = shapeOf(arn);
      for (const wanted of new Set(patterns.map(shapeOf)))
        if (wanted === shape) targets.push({ resource, attribute, rest: '' });
        else if (wanted === `${shape}/*`) targets.push({ resource, attribute, rest: '/*' });
    }
  const [target, ...others] = targets;
  if (!target || others.length > 0) return undefined;
  const { resource } = target;
  const isSettled = resource.condition === undefined && resource.generatedFrom === undefined;
  return isSettled && !dependsOn(resource, authorOf(policy.owner), graph) ? target : undefined;
}

function shapeOf(arn: string): string {
  return arn.replace(/\$\{[^}]*\}/g, '*');
}

/** Whether a resource cannot be made before another one, so that a reference back to it would be a circle. */
function dependsOn(resource: Resource, other: Resource, graph: ResourceGraph): boolean {
  const find = (id: string): Resource | undefined => resource.template.resources.get(id);
  const isOther = (each: Resource): boolean => each.logicalId === other.logicalId;
  const seen = new Set<string>([resource.logicalId]);
  const open = [resource];
  for (let at = open.pop(); at; at = open.pop()) {
    if (isOther(at)) return true;
    const attached = graph.resources.filter(
      ({ generatedFrom }) => generatedFrom?.logicalId === at!.logicalId,
    );
    for (const each of [at, ...attached])
      for (const { to } of referencesOf(each, find))
        if (!seen.has(authorOf(to).logicalId)) {
          seen.add(authorOf(to).logicalId);
          open.push(authorOf(to));
        }
  }
  return false;
}
