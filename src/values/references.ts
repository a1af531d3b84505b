import { findCfnType } from '../catalogue/cloudformation.ts';
import { type CfnNode, get, type IntrinsicNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { combinations, concatenate, type Evaluation, MAX_VARIANTS, under } from './evaluation.ts';
import {
  attributeHole,
  joinSegments,
  PSEUDO_PARAMETERS,
  pseudoParameter,
  resourceHole,
  unknownHole,
} from './holes.ts';
import { adoptTexts, parameterVariants } from './parameters.ts';
import { display, type Hole, literal, type Segment, type Text } from './value.ts';

/**
 * The texts of `Ref`: of a parameter its values, of a pseudo parameter its hole, of a resource a hole that carries the
 * resource, or its ARN around that hole where `Ref` gives an ARN. AWS::NoValue has no text.
 */
export function refTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  return namedTexts(evaluation, node, node.argument, (name) => referenceTexts(evaluation, node, name));
}

/** The texts of what a name in `Ref` or `${…}` refers to. */
export function referenceTexts(evaluation: Evaluation, node: CfnNode, name: string): Text[] {
  const { template, context } = evaluation;
  if (name === 'AWS::NoValue') return [];
  if (PSEUDO_PARAMETERS.has(name)) return [{ segments: [pseudoParameter(name)], when: [], node }];
  if (template.parameters.has(name))
    return under(evaluation, parameterVariants(template, context, name), []).map(({ segments, when }) => ({
      segments,
      when,
      node,
    }));
  const resource = template.resources.get(name);
  if (resource) return [{ segments: refSegments(evaluation, resource), when: [], node }];
  const dot = name.indexOf('.');
  const owner = dot > 0 ? template.resources.get(name.slice(0, dot)) : undefined;
  // SAM: `Ref: Function.Alias` means a resource that the transform makes for the function.
  if (owner) return [{ segments: [resourceHole(owner, name)], when: [], node }];
  return [{ segments: [{ kind: 'unknown', name, expression: name }], when: [], node }];
}

/**
 * The texts of `Fn::GetAtt` with a list or with `Resource.Attribute`. An output of a nested stack of the scanned set has
 * the texts that the stack gives it.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html
 */
export function getAttTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  const { argument } = node;
  if (argument.kind !== 'list')
    return namedTexts(evaluation, node, argument, (name) => attributeTexts(evaluation, node, name));
  // `[A, Outputs.X]`, and as some write it `[A, Outputs, X]`.
  const parts = combinations(
    evaluation,
    argument.items.map((item) =>
      evaluation.texts(item).map((text) => ({ value: nameOf(evaluation, text), when: text.when })),
    ),
  );
  if (!parts || argument.items.length < 2) return [{ segments: [unknownHole(node)], when: [], node }];
  return parts.flatMap(({ value, when }) => {
    if (value.some((part) => part === undefined)) return [{ segments: [unknownHole(node)], when, node }];
    return under(evaluation, attributeTexts(evaluation, node, value.join('.')), when);
  });
}

/** The texts of `A.B.C`: the attribute `B.C` of the resource `A`. */
export function attributeTexts(evaluation: Evaluation, node: CfnNode, name: string): Text[] {
  const { template, context } = evaluation;
  const dot = name.indexOf('.');
  if (dot <= 0) return [{ segments: [unknownHole(node)], when: [], node }];
  const logicalId = name.slice(0, dot);
  const attribute = name.slice(dot + 1);
  const resource = template.resources.get(logicalId);
  if (resource && attribute.startsWith('Outputs.')) {
    const output = context.nestedOutput?.(logicalId, attribute.slice('Outputs.'.length));
    if (output && output.length > 0) {
      const variants = adoptTexts(output, name, attributeHole(logicalId, attribute, resource));
      return variants.slice(0, MAX_VARIANTS).map(({ segments, when }) => ({ segments, when, node }));
    }
  }
  const arn = resource && arnSegments(evaluation, resource, attribute);
  return [{ segments: arn ?? [attributeHole(logicalId, attribute, resource)], when: [], node }];
}

function refSegments(evaluation: Evaluation, resource: Resource): readonly Segment[] {
  const ref = findCfnType(resource.type)?.ref;
  return (ref === undefined ? undefined : arnSegments(evaluation, resource, ref)) ?? [resourceHole(resource)];
}

/** The hole that a variable of the catalogue's ARN templates stands for when it is one of the account's. */
const ACCOUNT_VARIABLES: ReadonlyMap<string, string> = new Map([
  ['Partition', 'AWS::Partition'],
  ['Region', 'AWS::Region'],
  ['Account', 'AWS::AccountId'],
  ['AccountId', 'AWS::AccountId'],
]);

/** An ARN attribute by its known template, with the resource's identity in the place of its name. */
function arnSegments(
  evaluation: Evaluation,
  resource: Resource,
  attribute: string,
): readonly Segment[] | undefined {
  const type = findCfnType(resource.type);
  if (!type || !Object.hasOwn(type.arns, attribute)) return undefined;
  const segments: Segment[] = [];
  const pieces = type.arns[attribute]!.split(/\$\{([^}]*)\}/);
  const variables = pieces.filter((_, index) => index % 2 === 1);
  const names = variables.filter((name) => !name.startsWith('AWS::') && !ACCOUNT_VARIABLES.has(name));
  const identity = type.ref !== undefined && names.includes(type.ref) ? type.ref : names[names.length - 1];
  pieces.forEach((piece, index) => {
    if (index % 2 === 0) segments.push(piece);
    else if (piece.startsWith('AWS::')) segments.push(pseudoParameter(piece));
    else if (ACCOUNT_VARIABLES.has(piece)) segments.push(pseudoParameter(ACCOUNT_VARIABLES.get(piece)!));
    else if (piece === identity) segments.push(resourceHole(resource));
    else segments.push(...propertySegments(evaluation, resource, piece));
  });
  return joinSegments(segments);
}

/** A property that is part of the resource's ARN, where it is the same in every branch; the path of IAM is `/` by default. */
function propertySegments(evaluation: Evaluation, resource: Resource, property: string): readonly Segment[] {
  const node = get(resource.properties, property);
  if (!node && property === 'Path' && resource.type.startsWith('AWS::IAM::')) return ['/'];
  const texts = node ? evaluation.texts(node) : [];
  const [first, ...others] = texts;
  const isSame = first && others.every((text) => display(text) === display(first));
  const isAlways = first?.when.length === 0 || others.length > 0;
  if (isSame && isAlways) return first.segments;
  return [attributeHole(resource.logicalId, property, resource)];
}

/**
 * The texts of `Fn::ImportValue`: those of the export when the scanned set has it, else a hole with the export's name.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html
 */
export function importTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  const texts = evaluation.texts(node.argument).flatMap((name): Text[] => {
    const shown = display(name);
    const hole: Hole = { kind: 'import', name: shown, expression: `Fn::ImportValue ${shown}` };
    const exported = evaluation.context.importValue?.(name);
    if (!exported || exported.length === 0) return [{ segments: [hole], when: name.when, node }];
    const variants = adoptTexts(exported, hole.expression, hole);
    return under(evaluation, variants, name.when).map(({ segments, when }) => ({ segments, when, node }));
  });
  return texts.length > MAX_VARIANTS ? [{ segments: [unknownHole(node)], when: [], node }] : texts;
}

/**
 * The text of `Fn::GetStackOutput`: a hole, named by stack and output.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function stackOutputTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  const stack = get(node.argument, 'StackName');
  const output = get(node.argument, 'OutputName');
  if (!stack || !output) return [{ segments: [unknownHole(node)], when: [], node }];
  const parts = [evaluation.texts(stack), evaluation.texts(output)];
  const names = concatenate(evaluation, node, [parts[0]!, [{ segments: ['.'], when: [] }], parts[1]!], () =>
    unknownHole(node),
  );
  return names.map((name) => {
    const shown = display(name);
    return {
      segments: [{ kind: 'import', name: shown, expression: `Fn::GetStackOutput ${shown}` }],
      when: name.when,
      node,
    };
  });
}

/** A name that is known, or that is written as a resource's is: in a loop whose collection is not known, `Topic${Name}`. */
function nameOf({ template }: Evaluation, text: Text): string | undefined {
  const shown = display(text);
  return literal(text) ?? (template.resources.has(shown) ? shown : undefined);
}

/** The texts for each name that an argument gives; a name that is not known gives a hole. */
function namedTexts(
  evaluation: Evaluation,
  node: IntrinsicNode,
  argument: CfnNode,
  textsOf: (name: string) => Text[],
): Text[] {
  if (argument.kind === 'scalar') return textsOf(argument.text.trim());
  const texts = evaluation.texts(argument).flatMap((name) => {
    const known = nameOf(evaluation, name);
    if (known === undefined) return [{ segments: [unknownHole(node)], when: name.when, node }];
    return under(evaluation, textsOf(known), name.when);
  });
  return texts.length > MAX_VARIANTS ? [{ segments: [unknownHole(node)], when: [], node }] : texts;
}
