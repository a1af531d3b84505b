import { asBoolean, asNumber, type CfnNode } from '../template/node.ts';
import { type ConfigIssue } from './config-error.ts';
import { didYouMean } from './nearest.ts';
import { record } from './merge-config.ts';

/** The part of JSON Schema that options of rules are described with; other keywords are not checked. */
interface OptionSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: OptionSchema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
}

/**
 * The value that a node holds by a schema. Scalars have no type of their own in the tree, so that the schema decides:
 * `3600` and `"3600"` both are the number that a schema asks for. What does not fit is told and left out.
 * @param key the keys that lead to the node, for messages: `rules.max-session-duration`.
 */
export function readOptions(
  node: CfnNode,
  schema: Readonly<Record<string, unknown>>,
  key: string,
  issues: ConfigIssue[],
): unknown {
  return readValue(node, schema as OptionSchema, key, issues);
}

function readValue(node: CfnNode, schema: OptionSchema, key: string, issues: ConfigIssue[]): unknown {
  const wrong = (message: string, hint?: string): undefined => {
    issues.push({
      message: `\`${key}\` ${message}`,
      span: node.span,
      key,
      ...(hint !== undefined && { hint }),
    });
    return undefined;
  };
  if (schema.enum) {
    const text = node.kind === 'scalar' ? node.text : undefined;
    const found = schema.enum.find((value) => String(value) === text);
    const names = schema.enum.map(String);
    return (
      found ??
      wrong(`must be one of ${names.join(', ')}`, text === undefined ? undefined : didYouMean(text, names))
    );
  }
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const value = asNumber(node);
      if (value === undefined || (schema.type === 'integer' && !Number.isInteger(value)))
        return wrong(`must be ${schema.type === 'integer' ? 'a whole number' : 'a number'}`);
      if (schema.minimum !== undefined && value < schema.minimum)
        return wrong(`must be at least ${schema.minimum}`);
      if (schema.maximum !== undefined && value > schema.maximum)
        return wrong(`must be at most ${schema.maximum}`);
      return value;
    }
    case 'boolean':
      return asBoolean(node) ?? wrong('must be true or false');
    case 'array':
      return readItems(node, schema, key, issues, wrong);
    case 'object':
      return readProperties(node, schema, key, issues, wrong);
    case 'string':
      if (node.kind !== 'scalar') return wrong('must be a string');
      if (node.text.length < (schema.minLength ?? 0)) return wrong('must not be empty');
      if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(node.text))
        return wrong(`must match ${schema.pattern}`);
      return node.text;
    default:
      return plainValue(node);
  }
}

type Wrong = (message: string, hint?: string) => undefined;

function readItems(
  node: CfnNode,
  schema: OptionSchema,
  key: string,
  issues: ConfigIssue[],
  wrong: Wrong,
): unknown {
  if (node.kind !== 'list') return wrong('must be a list');
  if (node.items.length < (schema.minItems ?? 0)) return wrong(`needs ${schema.minItems} entries or more`);
  return node.items.map((item, index) => readValue(item, schema.items ?? {}, `${key}[${index}]`, issues));
}

function readProperties(
  node: CfnNode,
  schema: OptionSchema,
  key: string,
  issues: ConfigIssue[],
  wrong: Wrong,
): unknown {
  if (node.kind !== 'map') return wrong('must be a map');
  const known = new Map(Object.entries(schema.properties ?? {}));
  const values = record<unknown>();
  for (const [name, entry] of node.entries) {
    const property = known.get(name);
    if (property) values[name] = readValue(entry.value, property, `${key}.${name}`, issues);
    else {
      const hint =
        didYouMean(name, known.keys()) ??
        (known.size > 0 ? `Known: ${[...known.keys()].join(', ')}.` : undefined);
      issues.push({
        message: `\`${key}\` has no option \`${name}\``,
        span: entry.key.span,
        key: `${key}.${name}`,
        ...(hint !== undefined && { hint }),
      });
    }
  }
  for (const name of schema.required ?? []) if (!node.entries.has(name)) return wrong(`needs \`${name}\``);
  return values;
}

/** What JSON or YAML would say without a schema: plain numbers and booleans are such, everything else is text. */
export function plainValue(node: CfnNode): unknown {
  if (node.kind === 'list') return node.items.map(plainValue);
  if (node.kind === 'map') {
    const values = record<unknown>();
    for (const [name, entry] of node.entries) values[name] = plainValue(entry.value);
    return values;
  }
  if (node.kind === 'intrinsic') return undefined;
  if (node.style !== 'plain') return node.text;
  return asNumber(node) ?? asBoolean(node) ?? node.text;
}
