import { type JsonShape, type SamPolicyTemplate } from '../catalogue/sam-policy-templates.ts';
import { type CfnNode, get } from '../template/node.ts';
import { isNull } from '../template/node.ts';
import { type NodeShape } from './generated-node.ts';

/** The parameters of a policy template that the author gives no value. */
export function missingParameters(template: SamPolicyTemplate, values: CfnNode): readonly string[] {
  return template.parameters.filter((name) => {
    const value = get(values, name);
    return !value || isNull(value);
  });
}

/** The statements of a policy template with the author's values in the places of its parameters. */
export function expandPolicyTemplate(template: SamPolicyTemplate, values: CfnNode): readonly NodeShape[] {
  return template.statements.map((statement) => substitute(statement, template, values));
}

function substitute(shape: JsonShape, template: SamPolicyTemplate, values: CfnNode): NodeShape {
  if (typeof shape === 'string') return shape;
  if (isList(shape)) return shape.map((item) => substitute(item, template, values));
  const name = shape['Ref'];
  if (typeof name === 'string' && template.parameters.includes(name)) return get(values, name) ?? shape;
  return Object.fromEntries(
    Object.entries(shape).map(([key, value]) => [key, substitute(value, template, values)]),
  );
}

function isList(shape: Exclude<JsonShape, string>): shape is readonly JsonShape[] {
  return Array.isArray(shape);
}
