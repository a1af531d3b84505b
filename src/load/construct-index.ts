import { type CdkAcknowledgement } from '../config/suppression.ts';
import { type CreationLocator } from './creation-location.ts';
import { type ConstructFacts } from './made-by-framework.ts';
import { entriesOf, field, printable, textField } from './read-json.ts';

/** What the metadata of a cloud assembly say about one construct. */
interface ConstructEntry {
  readonly logicalIds: readonly string[];
  readonly frames: readonly unknown[];
  readonly handler: boolean;
  /** The template that a stack or nested stack became. */
  readonly templateFile: string | undefined;
}

/** The tree of constructs of an app, from `tree.json`. */
export interface ConstructTree {
  /** Class by construct path. */
  readonly classes: ReadonlyMap<string, string>;
  /** Construct paths by logical id; ids recur in nested stacks. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

export const NO_TREE: ConstructTree = { classes: new Map(), paths: new Map() };

/** Answers about the constructs of one stack with its nested stacks. Construct paths are without the leading slash. */
export interface ConstructIndex {
  readonly acknowledged: readonly Omit<CdkAcknowledgement, 'path'>[];
  /** The construct of a resource; `owner` is the construct path of the stack or nested stack whose template it stands in. */
  pathOf(logicalId: string, owner: string): string | undefined;
  templateFileOf(constructPath: string): string | undefined;
  sourceLocationOf(constructPath: string): string | undefined;
  factsOf(constructPath: string | undefined): ConstructFacts;
}

/**
 * @param stackPath construct path of the stack itself: `Prod/Api`.
 * @param metadata by construct path, as manifests and `<Stack>.metadata.json` hold them; later ones add to earlier ones.
 */
export function constructIndex(
  stackPath: string,
  metadata: readonly unknown[],
  tree: ConstructTree,
  locator: CreationLocator,
): ConstructIndex {
  const entries = new Map<string, ConstructEntry>();
  const acknowledged: Omit<CdkAcknowledgement, 'path'>[] = [];
  for (const [key, list] of metadata.flatMap(entriesOf)) {
    const path = printable(key.replace(/^\//, ''));
    entries.set(path, readEntry(list, entries.get(path)));
    for (const item of Array.isArray(list) ? (list as unknown[]) : [])
      if (field(item, 'type') === 'aws:cdk:acknowledged-rules')
        for (const [rule, reason] of entriesOf(field(item, 'data')))
          acknowledged.push({
            constructPath: path,
            rule: printable(rule),
            reason: typeof reason === 'string' ? printable(reason) : '',
          });
  }
  const nested = nestedStacks(entries.keys());
  const owners = (path: string): string => ownerOf(path, nested, stackPath);
  const byId = new Map<string, string[]>();
  for (const [path, { logicalIds }] of entries)
    for (const id of logicalIds) byId.set(id, [...(byId.get(id) ?? []), path]);
  return {
    acknowledged,
    pathOf: (logicalId, owner) =>
      [...(byId.get(logicalId) ?? []), ...(tree.paths.get(logicalId) ?? [])].find(
        (path) => path.startsWith(`${owner}/`) && owners(path) === owner,
      ),
    templateFileOf: (path) => entries.get(path)?.templateFile,
    sourceLocationOf: (path) => locate(path, stackPath, entries, locator),
    factsOf(path) {
      if (path === undefined) return { constructPath: undefined, handler: false, classes: [] };
      const around = [path, ...ancestors(path, stackPath)];
      return {
        constructPath: path,
        handler: around.some((one) => entries.get(one)?.handler),
        classes: around.flatMap((one) => tree.classes.get(one) ?? []),
      };
    },
  };
}

function readEntry(list: unknown, before: ConstructEntry | undefined): ConstructEntry {
  const logicalIds = [...(before?.logicalIds ?? [])];
  let frames = before?.frames ?? [];
  let handler = before?.handler ?? false;
  let templateFile = before?.templateFile;
  for (const item of Array.isArray(list) ? (list as unknown[]) : []) {
    const type = field(item, 'type');
    const data = field(item, 'data');
    if (type === 'aws:cdk:logicalId') {
      if (typeof data === 'string') logicalIds.push(data);
      // Up to 2.256 the frames stand beside the id, and only with CDK_DEBUG.
      const trace = field(item, 'trace');
      if (Array.isArray(trace) && frames.length === 0) frames = trace as unknown[];
    } else if (type === 'aws:cdk:creationStack' && Array.isArray(data)) frames = data as unknown[];
    else if (type === 'aws:cdk:templateFile') templateFile = textField(item, 'data') ?? templateFile;
    else if (typeof type === 'string' && type.startsWith('aws:cdk:is-custom-resource-handler'))
      handler = true;
  }
  return { logicalIds, frames, handler, templateFile };
}

/**
 * The construct path of a stack. Its display name is that path, but CDK 1 did not write one; then it is what the paths of
 * all of its resources begin with.
 */
export function stackPathOf(displayName: string, metadata: readonly unknown[]): string {
  const paths = metadata.flatMap(entriesOf).map(([key]) => printable(key.replace(/^\//, '')));
  if (paths.length === 0 || paths.some((path) => path.startsWith(`${displayName}/`))) return displayName;
  let common = paths[0]!.split('/').slice(0, -1);
  for (const path of paths) {
    const parts = path.split('/');
    const end = common.findIndex((part, index) => part !== parts[index]);
    if (end !== -1) common = common.slice(0, end);
  }
  return common.length === 0 ? displayName : common.join('/');
}

const NESTED = /^(.*\/)([^/]+)\.NestedStack\/\2\.NestedStackResource$/;

/** The construct path of the nested stack that a resource `…/X.NestedStack/X.NestedStackResource` deploys: `…/X`. */
export function nestedStackPath(resourcePath: string): string | undefined {
  const match = NESTED.exec(resourcePath);
  return match ? match[1]! + match[2]! : undefined;
}

function nestedStacks(paths: Iterable<string>): ReadonlySet<string> {
  const nested = new Set<string>();
  for (const path of paths) {
    const inner = nestedStackPath(path);
    if (inner !== undefined) nested.add(inner);
  }
  return nested;
}

/** The nested stack that a construct stands in, or the stack itself. */
function ownerOf(path: string, nested: ReadonlySet<string>, stackPath: string): string {
  return ancestors(path, stackPath).find((one) => nested.has(one)) ?? stackPath;
}

/** The constructs around one, the innermost first, up to the stack and without it. */
function ancestors(path: string, stackPath: string): string[] {
  const found: string[] = [];
  for (let end = path.lastIndexOf('/'); end > stackPath.length; end = path.lastIndexOf('/', end - 1))
    found.push(path.slice(0, end));
  return found;
}

/**
 * A policy that a grant made often has no frame of the app in the ten that CDK keeps; then the construct that it belongs
 * to is shown, whose own resource is called `Resource` or `Default`.
 */
function locate(
  path: string,
  stackPath: string,
  entries: ReadonlyMap<string, ConstructEntry>,
  locator: CreationLocator,
): string | undefined {
  for (const one of [
    path,
    ...ancestors(path, stackPath).flatMap((up) => [up, `${up}/Resource`, `${up}/Default`]),
  ]) {
    const place = locator.locate(entries.get(one)?.frames ?? []);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Reads what is needed of `tree.json`, without recursion: a hostile tree can be arbitrarily deep. */
export function constructTree(json: unknown): ConstructTree {
  const classes = new Map<string, string>();
  const paths = new Map<string, string[]>();
  const open: unknown[] = [field(json, 'tree')];
  while (open.length > 0) {
    const node = open.pop();
    const path = textField(node, 'path');
    const name = textField(field(node, 'constructInfo'), 'fqn');
    if (path && name !== undefined) classes.set(path, name);
    const logicalId = textField(field(node, 'attributes'), 'aws:cdk:cloudformation:logicalId');
    if (path && logicalId !== undefined) paths.set(logicalId, [...(paths.get(logicalId) ?? []), path]);
    for (const [, child] of entriesOf(field(node, 'children'))) open.push(child);
  }
  return { classes, paths };
}
