import { findCfnType } from '../catalogue/cloudformation.ts';
import { type PropertyValue, type ResourceGraph } from '../graph/resource-graph.ts';
import { asList, type CfnNode } from '../template/node.ts';
import { type Parameter, type Resource, type Template } from '../template/template.ts';
import { type Guard, literal, type Text } from '../values/value.ts';

/** One way in which a secret gets into a property that takes one in clear. */
export type SecretSource =
  /** It is written there, or in a mapping that is looked up there. */
  | { readonly kind: 'literal' }
  /** A parameter of the template gives it. */
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  /** A parameter of SSM of type String gives it, by a dynamic reference or by the type of a template parameter. */
  | { readonly kind: 'plain-ssm' };

export interface SecretValue {
  readonly resource: Resource;
  /** `MasterUserPassword`, `Users[].Password`. */
  readonly property: string;
  readonly value: PropertyValue;
  readonly source: SecretSource;
  /** Without what the value itself depends on: whatever a parameter says, it is the parameter that says it. */
  readonly when: Guard;
}

/**
 * The values of all properties of a resource that take a secret in clear, as the catalogue knows them, and where each comes
 * from. Those that come from Secrets Manager, from a SecureString or from another resource are not among them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function secretValues(resource: Resource, graph: ResourceGraph): readonly SecretValue[] {
  const properties = findCfnType(resource.type)?.secrets ?? [];
  return properties.flatMap((property) =>
    graph.property(resource, property).flatMap((value) =>
      sourcesOf(value, resource.template).map(({ source, when }) => ({
        resource,
        property,
        value,
        source,
        when,
      })),
    ),
  );
}

function sourcesOf(
  { text }: PropertyValue,
  template: Template,
): readonly { readonly source: SecretSource; readonly when: Guard }[] {
  if (!text || resolvesSecret(text)) return [];
  // A parameter within such a reference says where the secret is, not what it is.
  if (resolves(text, /^\{\{resolve:ssm:/)) return [{ when: text.when, source: { kind: 'plain-ssm' } }];
  // The value's own node is the text that a parameter's default gives; what was written is the text's.
  const parameters = parametersIn(text.node, template);
  const names = new Set(parameters.map(({ name }) => name));
  const when = text.when.filter((part) => part.kind === 'condition' || !names.has(part.name));
  // What a parameter may be is written in the template, too.
  const open = parameters.filter(({ allowedValues }) => allowedValues.length === 0);
  if (open.length > 0)
    return open.map((parameter) => ({
      when,
      source: isSsmType(parameter) ? { kind: 'plain-ssm' } : { kind: 'parameter', parameter },
    }));
  return isWrittenSecret(text) ? [{ when, source: { kind: 'literal' } }] : [];
}

/** The value of a parameter of that type is fetched from an SSM parameter of type String; SecureString is not allowed. */
function isSsmType({ type }: Parameter): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value<');
}

/** A dynamic reference to a secret that is kept as one: `{{resolve:secretsmanager:…}}`, `{{resolve:ssm-secure:…}}`. */
export function resolvesSecret(text: Text): boolean {
  return resolves(text, /^\{\{resolve:(?:secretsmanager|ssm-secure):/);
}

function resolves({ segments }: Text, reference: RegExp): boolean {
  return segments.some(
    (segment) =>
      typeof segment === 'object' &&
      segment.kind === 'dynamic-reference' &&
      reference.test(segment.expression),
  );
}

/** What stands for a secret until somebody sets it: it is none. */
const PLACEHOLDER =
  /^(?:change[-_ ]?me.*|replace[-_ ]?me.*|placeholder|to[-_ ]?do|dummy|none|null|x+|\*+|\{\s*\}|<[^<>]*>)$/i;

/** Whether a text that is known to the last character is a secret and no placeholder for one. */
export function isWrittenSecret(text: Text): boolean {
  const written = literal(text)?.trim();
  return written !== undefined && written !== '' && !PLACEHOLDER.test(written) && !written.includes('${');
}

/** The parameters of the template that a value is made of, by Ref or Fn::Sub, without those of conditions around it. */
export function parametersIn(value: CfnNode, template: Template): readonly Parameter[] {
  const found = new Map<string, Parameter>();
  const add = (name: string): void => {
    const parameter = template.parameters.get(name);
    if (parameter) found.set(name, parameter);
  };
  const pending: CfnNode[] = [value];
  const seen = new Set<CfnNode>();
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'map') pending.push(...Array.from(node.entries.values(), (entry) => entry.value));
    else if (node.kind === 'intrinsic') {
      const { argument, fn } = node;
      if (fn === 'Ref' && argument.kind === 'scalar') add(argument.text);
      // What a mapping is looked up with does not get into the value.
      else if (fn === 'Fn::FindInMap' || fn === 'Fn::ImportValue') continue;
      else pending.push(argument);
      const [pattern] = fn === 'Fn::Sub' ? asList(argument) : [];
      if (pattern?.kind === 'scalar')
        for (const [, name] of pattern.text.matchAll(/\$\{([A-Za-z0-9]+)\}/g)) add(name!);
    }
  }
  return [...found.values()];
}

/** The default of a parameter when it is a secret in clear. */
export function secretDefault({ default: node }: Parameter): CfnNode | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const text = node.text.trim();
  return text === '' || PLACEHOLDER.test(text) || text.startsWith('{{resolve:') ? undefined : node;
}
