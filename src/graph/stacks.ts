import { type SourceFile } from '../source/source-file.ts';
import { getMap, type CfnNode } from '../template/node.ts';
import { type Output, type Resource, type Template } from '../template/template.ts';
import { type Scope, type ScopeContext } from '../values/scope.ts';
import { ALWAYS, display, literal, type Text } from '../values/value.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html and SAM's own form of it. */
const STACK_TYPES: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
};

export type FindRelated = (from: SourceFile, location: string) => SourceFile | undefined;

/** The local file that a nested stack's resource names, as it is written; undefined for other resources and for URLs. */
export function nestedTemplateLocation(resource: Resource): string | undefined {
  const property = STACK_TYPES[resource.type];
  if (property === undefined) return undefined;
  const node = resource.properties?.entries.get(property)?.value;
  const asset = getMap(resource.node, 'Metadata')?.entries.get('aws:asset:path')?.value;
  const location = asset?.kind === 'scalar' ? asset.text : node?.kind === 'scalar' ? node.text : undefined;
  return location === undefined || /^[a-z][a-z0-9+.-]*:/i.test(location) ? undefined : location;
}

/** Which templates are stacks within which, and who exports what, so that values cross the borders of templates. */
export class StackLinks {
  readonly #templates: readonly Template[];
  readonly #scopeOf: (template: Template) => Scope;
  /** Nested stack resource to its template, and back. */
  readonly #nested = new Map<Resource, Template>();
  readonly #parents = new Map<Template, Resource[]>();
  #exports: { readonly name: Text; readonly value: CfnNode; readonly template: Template }[] | undefined;
  /** Stacks and outputs that are being evaluated: a cycle among templates must end. */
  readonly #active = new Set<unknown>();

  constructor(
    templates: readonly Template[],
    scopeOf: (template: Template) => Scope,
    related: FindRelated | undefined,
  ) {
    this.#templates = templates;
    this.#scopeOf = scopeOf;
    const byPath = new Map(templates.map((template) => [template.file.path, template]));
    const byNesting = new Map<string, Template>();
    for (const template of templates) {
      const parent = template.stack?.nestedIn;
      if (parent) byNesting.set(`${parent.templatePath}#${parent.logicalId}`, template);
    }
    for (const template of templates)
      for (const resource of template.resources.values()) {
        const location = nestedTemplateLocation(resource);
        const file = location === undefined ? undefined : related?.(template.file, location);
        const child =
          byNesting.get(`${template.file.path}#${resource.logicalId}`) ?? (file && byPath.get(file.path));
        if (!child || child === template) continue;
        this.#nested.set(resource, child);
        this.#parents.set(child, [...(this.#parents.get(child) ?? []), resource]);
      }
  }

  nestedTemplate(resource: Resource): Template | undefined {
    return this.#nested.get(resource);
  }

  /** What the scope of a template has to know from the others. */
  contextFor(template: Template, parameters: Readonly<Record<string, string>>): ScopeContext {
    return {
      parameters,
      passedParameter: (name) => this.#passedParameter(template, name),
      importValue: (name) => this.#importValue(name),
      nestedOutput: (logicalId, output) => this.#nestedOutput(template, logicalId, output),
    };
  }

  #passedParameter(template: Template, name: string): readonly Text[] | undefined {
    const parents = this.#parents.get(template);
    if (!parents) return undefined;
    const texts: Text[] = [];
    for (const stack of parents) {
      const parameters = getMap(stack.properties, 'Parameters');
      const node = parameters?.entries.get(name)?.value;
      // Not passed: the child's own default holds.
      if (!node) return undefined;
      const passed = this.#evaluate(stack.template, node);
      if (!passed) return undefined;
      texts.push(...passed);
    }
    return texts;
  }

  #nestedOutput(template: Template, logicalId: string, name: string): readonly Text[] | undefined {
    const stack = template.resources.get(logicalId);
    const child = stack && this.#nested.get(stack);
    const output = child?.outputs.get(name);
    return child && output?.value ? this.#evaluate(child, output.value) : undefined;
  }

  #importValue(name: Text): readonly Text[] | undefined {
    const wanted = literal(name);
    const written = display(name);
    const found = this.#allExports().filter((entry) =>
      wanted === undefined ? display(entry.name) === written : literal(entry.name) === wanted,
    );
    const matches = found.length > 0 ? found : this.#possibleExports(name);
    if (matches.length === 0) return undefined;
    const texts = matches.flatMap(({ template, value }) => this.#evaluate(template, value) ?? []);
    return texts.length > 0 ? texts : undefined;
  }

  /** `${AWS::StackName}-Vpc` exported here and `${NetworkStack}-Vpc` imported there: the same when only one can be meant. */
  #possibleExports(name: Text) {
    const tail = name.segments.at(-1);
    if (typeof tail !== 'string' || name.segments.length < 2 || tail.length < 3) return [];
    const candidates = this.#allExports().filter(
      ({ name: exported }) => exported.segments.at(-1) === tail && exported.segments.length > 1,
    );
    return candidates.length === 1 ? candidates : [];
  }

  #allExports() {
    if (this.#exports) return this.#exports;
    this.#exports = [];
    for (const template of this.#templates)
      for (const output of template.outputs.values())
        this.#exports.push(...this.#exportsOf(template, output));
    return this.#exports;
  }

  #exportsOf(template: Template, output: Output) {
    const { exportName, value } = output;
    if (!exportName || !value) return [];
    return (this.#evaluate(template, exportName) ?? []).map((name) => ({ name, value, template }));
  }

  /** The guards name the conditions of the other template, so they are dropped: what is left may hold, not must. */
  #evaluate(template: Template, node: CfnNode): readonly Text[] | undefined {
    if (this.#active.has(node)) return undefined;
    this.#active.add(node);
    try {
      return this.#scopeOf(template)
        .texts(node)
        .map((text) => ({ ...text, when: ALWAYS }));
    } finally {
      this.#active.delete(node);
    }
  }
}
