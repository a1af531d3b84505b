import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import {
  type CfnNode,
  get,
  getText,
  intrinsicNode,
  listNode,
  mapNode,
  type MapEntry,
  type MapNode,
} from '../template/node.ts';
import { parseNodes } from '../template/parse-nodes.ts';
import { type Template } from '../template/template.ts';
import { createScope } from './create-scope.ts';
import { rebuildTemplate } from './rebuild-template.ts';
import { type Scope, type ScopeContext } from './scope.ts';
import { literal } from './value.ts';

/** The file that an author means by a location in another file; undefined when it cannot be read or is elsewhere. */
export type ReadRelated = (from: SourceFile, location: string) => SourceFile | undefined;

/** Files that one template may include, and includes inside of included files. */
const MAX_INCLUDES = 200;
const MAX_NESTING = 5;

/** Levels of maps and lists in one another. */
const MAX_DEPTH = 1_000;

/**
 * The template with what `AWS::Include` takes from local files in its place: as `Fn::Transform` beside the keys of a map, as
 * a value, or as the template's `Transform`. Included nodes have spans in the included file. A key that the template
 * itself writes stays. A location in S3, or a file that is not there, stays as it is, and a problem says so. The same
 * template when there is nothing to include.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
 */
export function resolveIncludes(
  template: Template,
  context: ScopeContext,
  readRelated: ReadRelated,
): Template {
  if (!template.file.text.includes('AWS::Include')) return template;
  const inclusion: Inclusion = {
    scope: createScope(template, context),
    readRelated,
    problems: [],
    left: MAX_INCLUDES,
  };
  const transform = template.root.entries.get('Transform');
  const root = include(inclusion, template.root, 0, 0);
  const included =
    root.kind === 'map' && transform ? includeTopLevel(inclusion, root, transform.value) : root;
  if (included.kind !== 'map' || (included === template.root && inclusion.problems.length === 0))
    return template;
  return rebuildTemplate(template, included, inclusion.problems);
}

interface Inclusion {
  readonly scope: Scope;
  readonly readRelated: ReadRelated;
  readonly problems: Problem[];
  left: number;
}

function include(inclusion: Inclusion, node: CfnNode, depth: number, nesting: number): CfnNode {
  if (depth > MAX_DEPTH) return node;
  switch (node.kind) {
    case 'scalar':
      return node;
    case 'list': {
      const items = node.items.map((item) => include(inclusion, item, depth + 1, nesting));
      return items.every((item, index) => item === node.items[index]) ? node : listNode(node.span, items);
    }
    case 'intrinsic': {
      if (node.fn === 'Fn::Transform' && isInclude(node.argument))
        return readInclude(inclusion, node.argument, depth, nesting) ?? node;
      const argument = include(inclusion, node.argument, depth + 1, nesting);
      return argument === node.argument ? node : intrinsicNode(node.span, node.fn, argument);
    }
    case 'map':
      return includeInMap(inclusion, node, depth, nesting);
  }
}

function includeInMap(inclusion: Inclusion, node: MapNode, depth: number, nesting: number): MapNode {
  const entries = new Map<string, MapEntry>();
  let changed = false;
  for (const [key, entry] of node.entries) {
    if (key === 'Fn::Transform' && isInclude(entry.value)) {
      const included = readInclude(inclusion, entry.value, depth, nesting);
      if (included?.kind === 'map') {
        changed = true;
        for (const [name, other] of included.entries) if (!node.entries.has(name)) entries.set(name, other);
        continue;
      }
    }
    const value = include(inclusion, entry.value, depth + 1, nesting);
    changed ||= value !== entry.value;
    entries.set(key, value === entry.value ? entry : { key: entry.key, value });
  }
  return changed ? mapNode(node.span, entries) : node;
}

/** `Transform: {Name: AWS::Include, …}` takes sections of the template from a file, one or more. */
function includeTopLevel(inclusion: Inclusion, root: MapNode, transform: CfnNode): MapNode {
  const entries = new Map(root.entries);
  for (const item of transform.kind === 'list' ? transform.items : [transform]) {
    const included = isInclude(item) ? readInclude(inclusion, item, 0, 0) : undefined;
    if (included?.kind !== 'map') continue;
    for (const [name, entry] of included.entries) if (!entries.has(name)) entries.set(name, entry);
  }
  return entries.size === root.entries.size ? root : mapNode(root.span, entries);
}

function isInclude(node: CfnNode): boolean {
  return getText(node, 'Name') === 'AWS::Include';
}

function readInclude(
  inclusion: Inclusion,
  transform: CfnNode,
  depth: number,
  nesting: number,
): CfnNode | undefined {
  const locationNode = get(get(transform, 'Parameters'), 'Location');
  const locations = locationNode ? inclusion.scope.texts(locationNode).map(literal) : [];
  const location = locations.find((text) => text !== undefined);
  const remote = location !== undefined && /^(?:s3|https?):\/\//i.test(location);
  const { file } = transform.span;
  const related =
    location === undefined || remote || nesting >= MAX_NESTING || inclusion.left-- <= 0
      ? undefined
      : inclusion.readRelated(file, location);
  const parsed = related && parseNodes(related);
  if (!parsed?.root) {
    const what =
      location === undefined ? 'a location that is not known before deployment' : `\`${location}\``;
    const why = remote ? 'is not on this disk' : 'could not be read';
    const message = `the include of ${what} ${location === undefined ? 'is not followed' : why}; what it adds is not judged`;
    inclusion.problems.push({ kind: 'oddity', message, span: (locationNode ?? transform).span });
    return undefined;
  }
  inclusion.problems.push(...parsed.problems);
  return include(inclusion, parsed.root, depth + 1, nesting + 1);
}
