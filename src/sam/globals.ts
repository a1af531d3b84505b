import { type CfnNode, type MapEntry, type MapNode, getMap, listNode, mapNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';

const MAX_DEPTH = 16;
/** Entries that all merges of one template may make; what comes after is left as the resource has it. */
const MAX_ENTRIES = 200_000;

/** Lists of these paths replace those of Globals instead of following them. */
const REPLACED = new Set(['Function.Architectures', 'CapacityProvider.InstanceRequirements.Architectures']);

/** Properties that SAM refuses in `Globals`; no resource gets them from there. */
const OWN = new Map<string, ReadonlySet<string>>([
  ['Function', new Set(['Role', 'Policies', 'FunctionName', 'Events'])],
  ['Api', new Set(['DefinitionBody', 'StageName'])],
]);

/**
 * Reads `Globals` and merges them into resources: maps by key, lists one after the other, otherwise the resource's value.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export class GlobalsReader {
  readonly #globals: MapNode | undefined;
  readonly #sections = new Map<string, MapNode | undefined>();
  #left = MAX_ENTRIES;

  constructor(template: Template) {
    this.#globals = getMap(template.root, 'Globals');
  }

  /** Whether the properties were too many to merge them all. */
  get exceeded(): boolean {
    return this.#left < 0;
  }

  /** The properties of one section, `Function`, that SAM passes on. */
  section(name: string): MapNode | undefined {
    if (!this.#sections.has(name)) this.#sections.set(name, this.#readSection(name));
    return this.#sections.get(name);
  }

  #readSection(name: string): MapNode | undefined {
    const section = getMap(this.#globals, name);
    const own = OWN.get(name);
    if (!section || !own) return section;
    if (![...own].some((key) => section.entries.has(key))) return section;
    return mapNode(section.span, new Map([...section.entries].filter(([key]) => !own.has(key))));
  }

  /** The properties of a resource together with the global ones of its type, `IgnoreGlobals` observed. */
  merge(resource: Resource): MapNode | undefined {
    const name = /^AWS::Serverless::(\w+)$/.exec(resource.type)?.[1];
    const section = name === undefined ? undefined : this.section(name);
    if (name === undefined || !section) return resource.properties;
    const kept = withoutIgnored(section, resource.node.entries.get('IgnoreGlobals')?.value);
    if (kept.entries.size === 0) return resource.properties;
    if (!resource.properties) return mapNode(resource.id.span, kept.entries);
    return this.#mergeMaps(kept, resource.properties, name, 0);
  }

  #mergeMaps(global: MapNode, local: MapNode, path: string, depth: number): MapNode {
    this.#left -= global.entries.size + local.entries.size;
    if (this.#left < 0 || depth > MAX_DEPTH) return local;
    const entries = new Map<string, MapEntry>(global.entries);
    for (const [key, entry] of local.entries) {
      const below = global.entries.get(key);
      const value = below
        ? this.#mergeValues(below.value, entry.value, `${path}.${key}`, depth + 1)
        : entry.value;
      entries.set(key, value === entry.value ? entry : { key: entry.key, value });
    }
    return mapNode(local.span, entries);
  }

  #mergeValues(global: CfnNode, local: CfnNode, path: string, depth: number): CfnNode {
    if (global.kind === 'map' && local.kind === 'map') return this.#mergeMaps(global, local, path, depth);
    if (global.kind !== 'list' || local.kind !== 'list' || REPLACED.has(path)) return local;
    this.#left -= global.items.length + local.items.length;
    return this.#left < 0 ? local : listNode(local.span, [...global.items, ...local.items]);
  }
}

function withoutIgnored(section: MapNode, ignore: CfnNode | undefined): MapNode {
  if (ignore?.kind === 'scalar' && ignore.text === '*') return mapNode(section.span, new Map());
  if (ignore?.kind !== 'list') return section;
  const names = new Set(ignore.items.map((item) => (item.kind === 'scalar' ? item.text : '')));
  return mapNode(section.span, new Map([...section.entries].filter(([key]) => !names.has(key))));
}
