import { type CfnNode, type IntrinsicNode } from '../template/node.ts';
import { makeList, makeScalar } from './derived-nodes.ts';
import {
  combinations,
  type Evaluation,
  type ListValue,
  MAX_ITEMS,
  type Outcome,
  under,
} from './evaluation.ts';
import { describeNode, joinSegments, parameterHole, unknownHole } from './holes.ts';
import { isListParameter, parameterVariants, splitListValue } from './parameters.ts';
import { splitSegments } from './split-segments.ts';
import { subjectOf } from './string-functions.ts';
import { type Guard, type Hole, literal, onlyHole, type Text, type Variant } from './value.ts';

/**
 * What a node is as a list, in every variant: AWS::NoValue and lists inside of it taken into account. What is no list has a
 * hole for all of it.
 */
export function listsOf(evaluation: Evaluation, node: CfnNode): Variant<ListValue>[] {
  return evaluation.resolve(node).flatMap(({ value, when }): Variant<ListValue>[] => {
    if (!value) return [{ value: { items: [], rest: undefined }, when }];
    if (value.kind === 'list') return under(evaluation, listVariants(evaluation, value), when);
    return [{ value: { items: [], rest: restOf(evaluation, value, when) }, when }];
  });
}

/** A written list by the variants of those of its items that may be absent or be lists themselves. */
function listVariants(evaluation: Evaluation, node: CfnNode & { kind: 'list' }): Variant<ListValue>[] {
  const variants = combinations(
    evaluation,
    node.items.map((item): readonly Variant<readonly CfnNode[]>[] => {
      if (item.kind !== 'intrinsic') return [{ value: [item], when: [] }];
      const resolved = evaluation.resolve(item);
      if (!resolved.some(({ value }) => value === undefined || value.kind === 'list'))
        return [{ value: [item], when: [] }];
      return resolved.map(({ value, when }) => ({
        value: value === undefined ? [] : value.kind === 'list' ? value.items : [value],
        when,
      }));
    }),
  );
  if (!variants) return [{ value: { items: [], rest: unknownHole(node) }, when: [] }];
  return variants.map(({ value, when }) => ({ value: { items: value.flat(), rest: undefined }, when }));
}

function restOf(evaluation: Evaluation, node: CfnNode, when: Guard): Hole {
  const texts = node.kind === 'intrinsic' ? under(evaluation, evaluation.texts(node), when) : [];
  const [only] = texts;
  return (texts.length === 1 && only && onlyHole(only)) || unknownHole(node);
}

/** What stands in the place of `Ref` of a list parameter; undefined for every other reference. */
export function listParameterOutcomes(
  evaluation: Evaluation,
  node: IntrinsicNode,
): Variant<Outcome>[] | undefined {
  const { template, context } = evaluation;
  if (node.fn !== 'Ref' || node.argument.kind !== 'scalar') return undefined;
  const name = node.argument.text;
  const parameter = template.parameters.get(name);
  if (!parameter || !isListParameter(parameter)) return undefined;
  return parameterVariants(template, context, name).map(({ segments, when }) => {
    const value = literal({ segments, when, node });
    const whole =
      segments.length === 1 && typeof segments[0] === 'object' && segments[0].kind === 'parameter';
    if (value === undefined && whole)
      return { value: { kind: 'hole', hole: parameterHole(template, name) }, when };
    const pieces = value === undefined ? splitSegments(segments, ',') : undefined;
    if (pieces?.rest) return { value: { kind: 'hole', hole: parameterHole(template, name) }, when };
    const items = pieces
      ? pieces.pieces.map((piece) => makeScalar(node, piece))
      : splitListValue(value!)
          .slice(0, MAX_ITEMS)
          .map((item) => makeScalar(node, joinSegments([item])));
    return { value: { kind: 'node', node: makeList(node, items) }, when };
  });
}

/**
 * What stands in the place of `Fn::Split`: a list of pieces, as long as no hole may contain the delimiter.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-split.html
 */
export function splitOutcomes(evaluation: Evaluation, node: IntrinsicNode): Variant<Outcome>[] {
  return splitLists(evaluation, node).map(({ value, when }) => {
    if (value.rest) return { value: { kind: 'hole', hole: value.rest }, when };
    return { value: { kind: 'node', node: makeList(node, value.items) }, when };
  });
}

function splitLists(evaluation: Evaluation, node: IntrinsicNode): Variant<ListValue>[] {
  const [delimiterNode, source] = node.argument.kind === 'list' ? node.argument.items : [];
  if (delimiterNode?.kind !== 'scalar' || delimiterNode.text === '' || !source)
    return [{ value: { items: [], rest: unknownHole(node) }, when: [] }];
  return evaluation.texts(source).map((text) => {
    const { segments, when } = text;
    const { pieces, rest } = splitSegments(segments, delimiterNode.text);
    if (pieces.length > MAX_ITEMS) return { value: { items: [], rest: unknownHole(node) }, when };
    const items = pieces.map((piece) => makeScalar(node, piece));
    return { value: { items, rest: rest ? partOf(onlyHole(text), node) : undefined }, when };
  });
}

/**
 * What stands in the place of `Fn::Select`. An index that is not known gives each of the items, told apart by the index.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-select.html
 */
export function selectOutcomes(evaluation: Evaluation, node: IntrinsicNode): Variant<Outcome>[] {
  const [indexNode, listNode] = node.argument.kind === 'list' ? node.argument.items : [];
  if (!indexNode || !listNode) return [{ value: { kind: 'hole', hole: unknownHole(node) }, when: [] }];
  const lists =
    listNode.kind === 'intrinsic' && listNode.fn === 'Fn::Split'
      ? splitLists(evaluation, listNode)
      : evaluation.lists(listNode);
  return lists.flatMap(({ value, when }) =>
    evaluation
      .texts(indexNode)
      .flatMap((index) => under(evaluation, selectOne(evaluation, node, value, index), index.when))
      .flatMap((variant) => under(evaluation, [variant], when)),
  );
}

function selectOne(
  evaluation: Evaluation,
  node: IntrinsicNode,
  list: ListValue,
  index: Text,
): Variant<Outcome>[] {
  const known = literal(index);
  const missing: Outcome = { kind: 'hole', hole: partOf(list.rest, node) };
  if (known === undefined) {
    if (list.rest || list.items.length > 32) return [{ value: missing, when: [] }];
    const name = subjectOf(index);
    return list.items.flatMap((item, at) =>
      under(evaluation, outcomesOf(evaluation, item), [
        { kind: 'parameter', name, value: String(at), holds: true },
      ]),
    );
  }
  const item = /^\s*\d+\s*$/.test(known) ? list.items[Number(known)] : undefined;
  return item ? outcomesOf(evaluation, item) : [{ value: missing, when: [] }];
}

/** The hole of what a function takes out of a hole: of the same origin, but no longer the text or resource itself. */
function partOf(hole: Hole | undefined, node: CfnNode): Hole {
  if (!hole || hole.target) return unknownHole(node);
  return { ...hole, expression: describeNode(node) };
}

/** What a node stands for, as outcomes. */
export function outcomesOf(evaluation: Evaluation, node: CfnNode): Variant<Outcome>[] {
  return evaluation.resolve(node).map(({ value, when }) => ({ value: { kind: 'node', node: value }, when }));
}

/**
 * What stands in the place of `Fn::Cidr`: the blocks, for an IPv4 block and a count that are known.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrOutcomes(evaluation: Evaluation, node: IntrinsicNode): Variant<Outcome>[] {
  const unknown: Variant<Outcome>[] = [{ value: { kind: 'hole', hole: unknownHole(node) }, when: [] }];
  const items = node.argument.kind === 'list' ? node.argument.items : [];
  if (items.length < 2) return unknown;
  const variants = combinations(
    evaluation,
    items
      .slice(0, 3)
      .map((item) => evaluation.texts(item).map((text) => ({ value: literal(text), when: text.when }))),
  );
  if (!variants) return unknown;
  return variants.map(({ value: [block, count, bits], when }) => {
    const blocks = cidrBlocks(block, count, items.length > 2 ? bits : '8');
    if (!blocks) return { value: { kind: 'hole', hole: unknownHole(node) }, when };
    return {
      value: {
        kind: 'node',
        node: makeList(
          node,
          blocks.map((text) => makeScalar(node, [text])),
        ),
      },
      when,
    };
  });
}

function cidrBlocks(
  block: string | undefined,
  count: string | undefined,
  bits: string | undefined,
): string[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block ?? '');
  if (!match || !/^\d{1,3}$/.test(count ?? '') || !/^\d{1,2}$/.test(bits ?? '')) return undefined;
  const numbers = match.slice(1).map(Number);
  const prefix = numbers.pop()!;
  const size = 2 ** Number(bits);
  const total = Number(count);
  if (numbers.some((octet) => octet > 255) || prefix > 32 || Number(bits) > 32 - prefix) return undefined;
  if (total < 1 || total > 256 || total * size > 2 ** (32 - prefix)) return undefined;
  const address = numbers.reduce((sum, octet) => sum * 256 + octet, 0);
  const base = address - (address % 2 ** (32 - prefix));
  return Array.from({ length: total }, (_, index) => {
    const start = base + index * size;
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
    return `${octets.join('.')}/${32 - Number(bits)}`;
  });
}
