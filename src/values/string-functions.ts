import { type CfnNode, get, type IntrinsicNode } from '../template/node.ts';
import { splitSub } from '../template/intrinsics.ts';
import { markDynamicReferences } from './dynamic-references.ts';
import { combinations, concatenate, type Evaluation, type ListValue, under } from './evaluation.ts';
import { describeNode, unknownHole } from './holes.ts';
import { attributeTexts, referenceTexts } from './references.ts';
import { type Hole, type Segment, type Text } from './value.ts';

/** Pieces that the text of one Fn::Sub may have. */
const MAX_PIECES = 10_000;

/**
 * The texts of `Fn::Sub`, as a string or as a list of string and variables; `${!Name}` is the literal `${Name}`.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function subTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  const { argument } = node;
  const template = argument.kind === 'list' ? argument.items[0] : argument;
  const variables = argument.kind === 'list' ? argument.items[1] : undefined;
  if (template?.kind !== 'scalar') return [unknownText(node)];
  const pieces = splitSub(template.text);
  if (pieces.length > MAX_PIECES) return [unknownText(node)];
  const names: string[] = [];
  const parts = pieces.map((piece): readonly Pick<Text, 'segments' | 'when'>[] => {
    names.push(piece.kind === 'literal' ? '' : piece.name);
    if (piece.kind === 'literal') return [{ segments: [piece.text], when: [] }];
    const variable = get(variables, piece.name);
    if (variable) return evaluation.texts(variable);
    if (piece.name.includes('.') && !piece.name.includes('::'))
      return attributeTexts(evaluation, node, piece.name);
    return referenceTexts(evaluation, node, piece.name);
  });
  return marked(
    concatenate(evaluation, node, parts, (index) => ({
      kind: 'unknown',
      name: names[index]!,
      expression: names[index]!,
    })),
  );
}

/**
 * The texts of `Fn::Join`: the values of the list with the delimiter between them.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-join.html
 */
export function joinTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  const [delimiterNode, listNode] = node.argument.kind === 'list' ? node.argument.items : [];
  if (delimiterNode?.kind !== 'scalar' || !listNode) return [unknownText(node)];
  const delimiter = delimiterNode.text;
  const texts = evaluation.lists(listNode).flatMap(({ value, when }) => {
    const parts: (readonly Pick<Text, 'segments' | 'when'>[])[] = [];
    const holes: Hole[] = [];
    const add = (part: readonly Pick<Text, 'segments' | 'when'>[], hole: Hole): void => {
      if (parts.length > 0) {
        parts.push([{ segments: [delimiter], when: [] }]);
        holes.push(hole);
      }
      parts.push(part);
      holes.push(hole);
    };
    for (const item of value.items) add(under(evaluation, evaluation.texts(item), when), unknownHole(item));
    if (value.rest) add([{ segments: [value.rest], when: [] }], value.rest);
    return under(
      evaluation,
      concatenate(evaluation, node, parts, (index) => holes[index]!),
      when,
    );
  });
  return marked(texts);
}

/**
 * The texts of `Fn::Base64`, of which the text inside is given as it is: the encoding is undone before anybody reads it,
 * and what is not known before deployment would otherwise hide what is.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-base64.html
 */
export function base64Texts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  return evaluation.texts(node.argument).map((text) => ({ ...text, node }));
}

/**
 * The texts of `Fn::Length`: the number of items of a list that is wholly known.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-length.html
 */
export function lengthTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  return evaluation.lists(node.argument).map(({ value, when }) => {
    const known = value.rest === undefined;
    return { segments: [known ? String(value.items.length) : unknownHole(node)], when, node };
  });
}

/**
 * The texts of `Fn::ToJsonString`: the JSON of the map or list, with holes inside its strings.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ToJsonString.html
 */
export function toJsonTexts(evaluation: Evaluation, node: IntrinsicNode): Text[] {
  const texts = jsonTexts(evaluation, node.argument, 0);
  return marked(texts.map((text) => ({ ...text, node })));
}

const MAX_JSON_DEPTH = 100;

function jsonTexts(evaluation: Evaluation, node: CfnNode, depth: number): readonly Text[] {
  if (depth > MAX_JSON_DEPTH) return [unknownText(node)];
  const texts = evaluation.resolve(node).flatMap(({ value, when }): readonly Text[] => {
    if (!value) return [];
    if (value.kind === 'list') return under(evaluation, jsonList(evaluation, value, depth), when);
    if (value.kind === 'map') return under(evaluation, jsonMap(evaluation, value, depth), when);
    const bare =
      value.kind === 'scalar' &&
      value.style === 'plain' &&
      /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(value.text);
    return under(evaluation, evaluation.texts(value), when).map((text) => ({
      ...text,
      segments: bare ? text.segments : ['"', ...text.segments.map(escapeSegment), '"'],
    }));
  });
  return texts;
}

function escapeSegment(segment: Segment): Segment {
  return typeof segment === 'string' ? JSON.stringify(segment).slice(1, -1) : segment;
}

function jsonList(evaluation: Evaluation, node: CfnNode, depth: number): readonly Text[] {
  return evaluation.lists(node).flatMap(({ value, when }) => {
    const parts = value.items.map((item) => jsonTexts(evaluation, item, depth + 1));
    return under(evaluation, enclose(evaluation, node, '[', parts, value, ']'), when);
  });
}

function jsonMap(evaluation: Evaluation, node: CfnNode & { kind: 'map' }, depth: number): readonly Text[] {
  // AWS::NoValue removes the key; so a key of a value that may be absent is present or not by variant.
  const entries = combinations(
    evaluation,
    [...node.entries].map(([key, entry]) => {
      const variants = evaluation.resolve(entry.value);
      if (!variants.some((variant) => variant.value === undefined))
        return [{ value: [key, entry.value] as const, when: [] }];
      return variants.map(({ value, when }) => ({ value: value && ([key, value] as const), when }));
    }),
  );
  if (!entries) return [unknownText(node)];
  return entries.flatMap(({ value, when }) => {
    const parts = value
      .filter((entry) => entry !== undefined)
      .map(([key, child]) =>
        jsonTexts(evaluation, child, depth + 1).map((text) => ({
          ...text,
          segments: [`${JSON.stringify(key)}:`, ...text.segments],
        })),
      );
    return under(evaluation, enclose(evaluation, node, '{', parts, undefined, '}'), when);
  });
}

function enclose(
  evaluation: Evaluation,
  node: CfnNode,
  open: string,
  parts: readonly (readonly Text[])[],
  list: ListValue | undefined,
  close: string,
): Text[] {
  const all: (readonly Pick<Text, 'segments' | 'when'>[])[] = [[{ segments: [open], when: [] }]];
  parts.forEach((part, index) => {
    if (index > 0) all.push([{ segments: [','], when: [] }]);
    all.push(part);
  });
  if (list?.rest) all.push([{ segments: [...(parts.length > 0 ? [','] : []), list.rest], when: [] }]);
  all.push([{ segments: [close], when: [] }]);
  return concatenate(evaluation, node, all, () => unknownHole(node));
}

function marked(texts: readonly Text[]): Text[] {
  return texts.map((text) => ({ ...text, segments: markDynamicReferences(text.segments) }));
}

/** A text of which nothing is known. */
export function unknownText(node: CfnNode): Text {
  return { segments: [unknownHole(node)], when: [], node };
}

/** The name of a value for guards that tell its variants apart: a parameter's name, else how it is written. */
export function subjectOf(text: Text): string {
  return (
    text.segments.map((item) => (typeof item === 'string' ? item : item.name)).join('') ||
    describeNode(text.node)
  );
}
