import { findCfnType } from '../catalogue/cloudformation.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { type SourceFile } from '../source/source-file.ts';
import { getText } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { canonical } from './canonical.ts';

/** One state of the templates that are compared. */
export interface DiffSide {
  readonly graph: ResourceGraph;
  /** What names a template on both sides: its path below what was named on the command line. */
  readonly keyOf: (template: Template) => string;
}

/** Which things of the two sides are the same thing. */
export interface Identity {
  /** `key|logicalId`; the same text on both sides for the same resource, that of the base where it was renamed. */
  of(resource: Resource): string;
  /** Key of the template of a side. */
  templateKey(template: Template): string;
  /** Resources of the head that have another logical id on the base. */
  readonly renamed: readonly { readonly base: Resource; readonly head: Resource }[];
}

/** Rounds in which renamed resources may lead to further ones. */
const ROUNDS = 3;

/**
 * Pairs templates by key, by stack name, or as the only ones; then their resources by logical id, by construct path, by
 * a name that the template gives them, and last by what they say when exactly one was taken out and one put in.
 */
export function identify(base: DiffSide, head: DiffSide): Identity {
  const keys = templateKeys(base, head);
  const templateKey = ({ file }: Template): string => keys.get(file) ?? file.path;
  const renamed: { base: Resource; head: Resource }[] = [];
  const ids = new Map<Resource, string>();
  const byKey = new Map(base.graph.templates.map((template) => [templateKey(template), template]));
  for (const template of head.graph.templates) {
    const before = byKey.get(templateKey(template));
    if (before)
      for (const pair of renamedIn(before, template)) {
        renamed.push(pair);
        ids.set(pair.head, `${templateKey(template)}|${pair.base.logicalId}`);
      }
  }
  const heads = new Map(renamed.map((pair) => [pair.head.node, ids.get(pair.head)!]));
  return {
    of: (resource) => heads.get(resource.node) ?? `${templateKey(resource.template)}|${resource.logicalId}`,
    templateKey,
    renamed,
  };
}

function templateKeys(base: DiffSide, head: DiffSide): ReadonlyMap<SourceFile, string> {
  const keys = new Map<SourceFile, string>();
  const before = base.graph.templates;
  const after = head.graph.templates;
  for (const template of before) keys.set(template.file, base.keyOf(template));
  const known = new Set(before.map((template) => base.keyOf(template)));
  const taken = new Set(after.map((template) => head.keyOf(template)));
  const open = before.filter((template) => !taken.has(base.keyOf(template)));
  const only = before.length === 1 && after.length === 1 ? before[0] : undefined;
  for (const template of after) {
    const key = head.keyOf(template);
    const moved = known.has(key)
      ? undefined
      : (only ?? open.find(({ stack }) => stack !== undefined && stack.name === template.stack?.name));
    keys.set(template.file, moved ? base.keyOf(moved) : key);
  }
  return keys;
}

function renamedIn(before: Template, after: Template): { base: Resource; head: Resource }[] {
  const pairs: { base: Resource; head: Resource }[] = [];
  let gone = [...before.resources.values()].filter((one) => after.resources.get(one.logicalId)?.type !== one.type); // prettier-ignore
  let made = [...after.resources.values()].filter((one) => before.resources.get(one.logicalId)?.type !== one.type); // prettier-ignore
  const names = new Map<string, string>();
  const match = (nameOf: (resource: Resource, head: boolean) => string | undefined): void => {
    const bases = unique(gone, (one) => nameOf(one, false));
    const heads = unique(made, (one) => nameOf(one, true));
    for (const [name, head] of heads) {
      const base = bases.get(name);
      if (!head || !base) continue;
      pairs.push({ base, head });
      names.set(head.logicalId, base.logicalId);
    }
    gone = gone.filter((one) => !pairs.some(({ base }) => base === one));
    made = made.filter((one) => !pairs.some(({ head }) => head === one));
  };
  match((one) => (one.constructPath === undefined ? undefined : `${one.type} ${one.constructPath}`));
  match((one) => {
    const name = getText(one.properties, findCfnType(one.type)?.ref ?? '');
    return name === undefined ? undefined : `${one.type} ${name}`;
  });
  for (let round = 0, found = -1; round < ROUNDS && found !== pairs.length && made.length > 0; round++) {
    found = pairs.length;
    match(
      (one, head) =>
        `${one.type} ${one.condition ?? ''} ${canonical(one.properties, (id) => (head ? (names.get(id) ?? id) : id))}`,
    );
  }
  return pairs;
}

/** Items by name; undefined where several have it. */
function unique(
  resources: readonly Resource[],
  nameOf: (resource: Resource) => string | undefined,
): ReadonlyMap<string, Resource | undefined> {
  const found = new Map<string, Resource | undefined>();
  for (const resource of resources) {
    const name = nameOf(resource);
    if (name !== undefined) found.set(name, found.has(name) ? undefined : resource);
  }
  return found;
}
