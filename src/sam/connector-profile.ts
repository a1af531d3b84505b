import { type JsonShape } from '../catalogue/sam-policy-templates.ts';
import { type NodeShape } from './generated-node.ts';

/**
 * A profile's shape with its placeholders replaced: one that is the whole string by its value, one within a string by a
 * variable of Fn::Sub. A placeholder without a value stands for any: `*`.
 */
export function fillProfile(shape: JsonShape, values: ReadonlyMap<string, NodeShape>): NodeShape {
  if (typeof shape === 'string') return fillText(shape, values);
  if (isList(shape)) return shape.map((item) => fillProfile(item, values));
  return Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, fillProfile(value, values)]));
}

/** The names of the placeholders in a profile. */
export function placeholdersOf(shape: unknown): readonly string[] {
  return Array.from(JSON.stringify(shape).matchAll(/%\{([\w.]+)\}/g), ([, name]) => name ?? '');
}

function fillText(text: string, values: ReadonlyMap<string, NodeShape>): NodeShape {
  const whole = /^%\{([\w.]+)\}$/.exec(text)?.[1];
  if (whole !== undefined) return values.get(whole) ?? '*';
  const variables: Record<string, NodeShape> = {};
  const filled = text.replace(/%\{([\w.]+)\}/g, (_, name: string) => {
    const variable = name.replaceAll('.', '');
    variables[variable] = values.get(name) ?? '*';
    return `\${${variable}}`;
  });
  if (Object.keys(variables).length > 0) return { 'Fn::Sub': [filled, variables] };
  return filled.includes('${') ? { 'Fn::Sub': filled } : filled;
}

function isList(shape: Exclude<JsonShape, string>): shape is readonly JsonShape[] {
  return Array.isArray(shape);
}
