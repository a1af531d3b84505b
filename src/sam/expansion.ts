import { type Problem } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type CfnNode, type MapEntry, type MapNode, getMap, mapNode, scalarNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { literal } from '../values/value.ts';
import { referredId } from './author-value.ts';
import { type NodeShape, buildMap, buildNode } from './generated-node.ts';
import { GlobalsReader } from './globals.ts';
import { type SamDefect, type SamDefectKind } from './sam-defect.ts';

/** A template cannot ask for more resources than this; CloudFormation's own limit is 500. */
const MAX_GENERATED = 20_000;

/** A resource to be generated. */
export interface Generated {
  /** As the SAM transform names it. */
  readonly id: string;
  readonly type: string;
  /** The author's text that causes it. */
  readonly at: SourceSpan;
  readonly from: Resource;
  readonly properties: Readonly<Record<string, NodeShape | undefined>>;
  /** Name of a condition of the template; the author's resource's own by default, none when null. */
  readonly condition?: string | null;
  /** How SAM lets the author refer to it: `Function.Alias`. */
  readonly reference?: string;
}

/** The resources by logical id, and also by the names that SAM gives to some: `Function.Alias`, `Api.Stage`. */
class SamResources extends Map<string, Resource> {
  readonly references = new Map<string, string>();

  override get(id: string): Resource | undefined {
    return super.get(id) ?? super.get(this.references.get(id) ?? '');
  }

  override has(id: string): boolean {
    return super.has(id) || this.references.has(id);
  }
}

/** The work on one template: what has been read of it, and what is to be added to it. */
export class Expansion {
  readonly template: Template;
  readonly scope: Scope;
  readonly defects: SamDefect[] = [];
  readonly #globals: GlobalsReader;
  readonly #properties = new Map<string, MapNode | undefined>();
  readonly #overrides = new Map<string, Map<string, MapEntry>>();
  readonly #generated: Generated[] = [];
  readonly #conditions: Map<string, CfnNode>;
  #dropped = 0;

  constructor(template: Template, scope: Scope) {
    this.template = template;
    this.scope = scope;
    this.#globals = new GlobalsReader(template);
    this.#conditions = new Map(template.conditions);
  }

  /** The properties of an author's resource with those of `Globals` merged in. */
  properties(resource: Resource): MapNode | undefined {
    const id = resource.logicalId;
    if (!this.#properties.has(id)) this.#properties.set(id, this.#globals.merge(resource));
    return this.#properties.get(id);
  }

  /** The properties that `Globals` gives to a resource that SAM itself makes, such as the implicit API. */
  globals(section: string): MapNode | undefined {
    return this.#globals.section(section);
  }

  /** Sets a property of an author's resource to what the transform sets it to. */
  setProperty(resource: Resource, key: string, at: SourceSpan, shape: NodeShape): void {
    let own = this.#overrides.get(resource.logicalId);
    if (!own) this.#overrides.set(resource.logicalId, (own = new Map()));
    own.set(key, { key: scalarNode(at, key), value: buildNode(at, shape) });
  }

  /** Adds a resource; of two generated ones with the same id and type the first stays. */
  generate(resource: Generated): void {
    if (this.#generated.length < MAX_GENERATED) this.#generated.push(resource);
    else this.#dropped += 1;
  }

  /** Adds a condition of the given name unless the template has it. */
  addCondition(name: string, at: SourceSpan, shape: NodeShape): void {
    if (!this.#conditions.has(name)) this.#conditions.set(name, buildNode(at, shape));
  }

  report(kind: SamDefectKind, resource: Resource, node: CfnNode, detail: string): void {
    this.defects.push({ kind, resource, node, detail });
  }

  /** The one text that a value stands for, whatever the parameters; undefined when it has several or none. */
  literal(node: CfnNode | undefined): string | undefined {
    const texts = this.#literals(node);
    return texts.length === 1 ? texts[0] : undefined;
  }

  /**
   * The text that SAM sees when it transforms the template, where parameters have the values of the deployment: the
   * value that is given, a parameter's Default, or what is known otherwise. Undefined when nothing is.
   */
  transformText(node: CfnNode | undefined): string | undefined {
    const known = this.literal(node);
    if (known !== undefined) return known;
    const id = referredId(node);
    const preset = id === undefined ? undefined : this.template.parameters.get(id)?.default;
    if (preset?.kind === 'scalar') return preset.text;
    return this.#literals(node).find((text) => text !== undefined);
  }

  #literals(node: CfnNode | undefined): readonly (string | undefined)[] {
    if (!node) return [];
    if (node.kind === 'scalar') return [node.text];
    return [...new Set(this.scope.texts(node).map(literal))];
  }

  /** The template with everything added. The author's resources keep nodes and ids and have their effective properties. */
  finish(): Template {
    const resources = new SamResources();
    const problems = [...this.template.problems, ...this.#limits()];
    const expanded: Template = { ...this.template, resources, conditions: this.#conditions, problems };
    for (const [id, resource] of this.template.resources)
      resources.set(id, { ...resource, template: expanded, properties: this.#effective(resource) });
    const parent = getMap(this.template.root, 'Resources');
    for (const generated of this.#generated) {
      const key = freeKey(resources, generated);
      if (key === undefined) continue;
      const author = resources.get(generated.from.logicalId);
      if (author) resources.set(key, realise(generated, key, author, expanded, parent));
      if (generated.reference !== undefined) resources.references.set(generated.reference, key);
    }
    return expanded;
  }

  /** What was left out because the template asks for more than anybody writes. */
  #limits(): readonly Problem[] {
    const limits: string[] = [];
    if (this.#dropped > 0)
      limits.push(`SAM generates more than ${MAX_GENERATED} resources; ${this.#dropped} are not judged`);
    if (this.#globals.exceeded) limits.push('Globals are too large to be merged into every resource');
    return limits.map((message) => ({ kind: 'partly-read', message, path: this.template.file.path }));
  }

  #effective(resource: Resource): MapNode | undefined {
    const overrides = this.#overrides.get(resource.logicalId);
    const read = this.#properties.has(resource.logicalId);
    const properties = read ? this.#properties.get(resource.logicalId) : resource.properties;
    if (!overrides) return properties;
    return mapNode(
      properties?.span ?? resource.id.span,
      new Map([...(properties?.entries ?? []), ...overrides]),
    );
  }
}

/**
 * A generated resource may have the id of the author's own: the AWS::ApiGateway::RestApi of an AWS::Serverless::Api. Both
 * stay; the generated one then goes by id and type, `Api.RestApi`, which is no possible logical id.
 */
function freeKey(resources: ReadonlyMap<string, Resource>, { id, type }: Generated): string | undefined {
  if (!resources.has(id)) return id;
  if (resources.get(id)?.type === type && resources.get(id)?.generatedFrom) return undefined;
  const key = `${id}.${type.slice(type.lastIndexOf(':') + 1)}`;
  return resources.has(key) ? undefined : key;
}

function realise(
  generated: Generated,
  key: string,
  author: Resource,
  template: Template,
  parent: MapNode | undefined,
): Resource {
  const { id, type, at } = generated;
  const properties = buildMap(at, generated.properties);
  const condition = generated.condition === null ? undefined : (generated.condition ?? author.condition);
  const node = buildMap(at, { Type: type, Condition: condition, Properties: properties });
  if (parent) {
    node.parent = parent;
    node.key = key;
  }
  return {
    node,
    logicalId: id,
    id: scalarNode(at, id),
    type,
    properties,
    condition,
    metadata: undefined,
    template,
    generatedFrom: author,
  };
}
