import { type CfnNode, type IntrinsicNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { type ConditionLogic, createConditionLogic } from './condition-logic.ts';
import { segmentsOf } from './derived-nodes.ts';
import { documentsOf } from './documents.ts';
import { markDynamicReferences } from './dynamic-references.ts';
import {
  type Evaluation,
  type ListValue,
  MAX_CHARACTERS,
  MAX_VARIANTS,
  type Outcome,
  under,
} from './evaluation.ts';
import { joinGuards, negate } from './guards.ts';
import { joinSegments, unknownHole } from './holes.ts';
import {
  cidrOutcomes,
  listParameterOutcomes,
  listsOf,
  selectOutcomes,
  splitOutcomes,
} from './list-functions.ts';
import { findInMapOutcomes } from './mapping-functions.ts';
import { parameterDomain } from './parameters.ts';
import { getAttTexts, importTexts, refTexts, stackOutputTexts } from './references.ts';
import { type Scope, type ScopeContext } from './scope.ts';
import {
  base64Texts,
  joinTexts,
  lengthTexts,
  subTexts,
  toJsonTexts,
  unknownText,
} from './string-functions.ts';
import { ALWAYS, type Guard, type Text, type Variant } from './value.ts';

/** Functions whose value is a string. A function that is in no table is a hole: macros, Fn::Transform, Fn::GetAZs. */
const TEXT_FUNCTIONS: ReadonlyMap<string, (evaluation: Evaluation, node: IntrinsicNode) => Text[]> = new Map([
  ['Ref', refTexts],
  ['Fn::Ref', refTexts],
  ['Fn::GetAtt', getAttTexts],
  ['Fn::ImportValue', importTexts],
  ['Fn::GetStackOutput', stackOutputTexts],
  ['Fn::Sub', subTexts],
  ['Fn::Join', joinTexts],
  ['Fn::Base64', base64Texts],
  ['Fn::Length', lengthTexts],
  ['Fn::ToJsonString', toJsonTexts],
]);

/** Functions in whose place other nodes stand. */
const NODE_FUNCTIONS: ReadonlyMap<
  string,
  (evaluation: Evaluation, node: IntrinsicNode) => Variant<Outcome>[]
> = new Map([
  ['Fn::If', ifOutcomes],
  ['Fn::FindInMap', findInMapOutcomes],
  ['Fn::Select', selectOutcomes],
  ['Fn::Split', splitOutcomes],
  ['Fn::Cidr', cidrOutcomes],
]);

/** Levels of functions inside functions that are evaluated; what lies deeper is a hole. */
const MAX_DEPTH = 250;

/**
 * What the values of a template mean over all of its branches. Never throws: what cannot be evaluated is a hole of kind
 * `unknown`. No value has more than 64 variants.
 */
export function createScope(template: Template, context: ScopeContext): Scope {
  // Operands of conditions are evaluated with guards that are joined by wording, since the logic decides what they mean.
  const operands = createEvaluation(template, context, joinGuards);
  const logic: ConditionLogic = createConditionLogic(
    template,
    (node) => operands.texts(node),
    (name) => parameterDomain(template, context, name),
  );
  const and = (a: Guard, b: Guard): Guard | undefined => {
    if (a.length === 0 && b.length === 0) return b;
    const both = joinGuards(a, b);
    if (!both || both === a || both === b) return both && logic.satisfiable(both) ? both : undefined;
    return logic.satisfiable(both) ? withoutImplied(both, logic) : undefined;
  };
  const evaluation = createEvaluation(template, context, and);
  const documents = new WeakMap<CfnNode, readonly Variant<CfnNode | undefined>[]>();
  return {
    template,
    and,
    satisfiable: (guard) => logic.satisfiable(guard),
    resolve: (node, when = ALWAYS) => under(evaluation, evaluation.resolve(node), when),
    texts: (node, when = ALWAYS) => under(evaluation, evaluation.texts(node), when),
    items: (node, when = ALWAYS) => under(evaluation, itemsOf(evaluation, node), when),
    documents(node, when = ALWAYS) {
      let found = documents.get(node);
      if (!found) documents.set(node, (found = documentsOf(evaluation, node)));
      return under(evaluation, found, when);
    },
  };
}

/** Literals up to which a guard is looked through for those that its others imply. */
const MAX_SIMPLIFIED = 8;

/** The guard without what the rest of it implies: `IsProd` for `IsProd and Env = "prod"`. Conditions have names; they stay. */
function withoutImplied(guard: Guard, logic: ConditionLogic): Guard {
  if (guard.length > MAX_SIMPLIFIED) return guard;
  let simple = guard;
  const parameters = guard.filter(({ kind }) => kind === 'parameter');
  const conditions = guard.filter(({ kind }) => kind === 'condition').reverse();
  for (const literal of [...parameters, ...conditions]) {
    const rest = simple.filter((other) => other !== literal);
    if (!logic.satisfiable([...rest, negate(literal)])) simple = rest;
  }
  return simple;
}

function createEvaluation(template: Template, context: ScopeContext, and: Evaluation['and']): Evaluation {
  const texts = new WeakMap<CfnNode, readonly Text[]>();
  const resolved = new WeakMap<CfnNode, readonly Variant<CfnNode | undefined>[]>();
  const lists = new WeakMap<CfnNode, readonly Variant<ListValue>[]>();
  const active = { texts: new Set<CfnNode>(), resolved: new Set<CfnNode>(), lists: new Set<CfnNode>() };
  let depth = 0;
  let characters = 0;

  /** Evaluates once per node; a node that needs itself, or that lies too deep, has the value for what is not known. */
  function once<T>(
    memo: WeakMap<CfnNode, T>,
    running: Set<CfnNode>,
    node: CfnNode,
    unknown: () => T,
    run: () => T,
  ): T {
    const known = memo.get(node);
    if (known !== undefined) return known;
    if (depth >= MAX_DEPTH || running.has(node)) return unknown();
    running.add(node);
    depth++;
    const value = run();
    depth--;
    running.delete(node);
    memo.set(node, value);
    return value;
  }

  const evaluation: Evaluation = {
    template,
    context,
    and,
    spend: (count) => (characters += count) <= MAX_CHARACTERS,
    texts(node) {
      const known = texts.get(node);
      if (known) return known;
      // Most values are plain strings, which need nothing else.
      if (node.kind === 'scalar' && depth < MAX_DEPTH) {
        const found = evaluateTexts(evaluation, node);
        texts.set(node, found);
        return found;
      }
      return once(
        texts,
        active.texts,
        node,
        () => [unknownText(node)],
        () => evaluateTexts(evaluation, node),
      );
    },
    resolve: (node) =>
      node.kind !== 'intrinsic'
        ? [{ value: node, when: ALWAYS }]
        : once(
            resolved,
            active.resolved,
            node,
            () => [{ value: node, when: ALWAYS }],
            () => evaluateNodes(evaluation, node),
          ),
    lists: (node) =>
      once(
        lists,
        active.lists,
        node,
        () => [{ value: { items: [], rest: unknownHole(node) }, when: ALWAYS }],
        () => listsOf(evaluation, node),
      ),
  };
  return evaluation;
}

/** What stands in the place of an intrinsic; undefined when it is a function whose value is a string. */
function outcomesOfFunction(evaluation: Evaluation, node: IntrinsicNode): Variant<Outcome>[] | undefined {
  if (node.fn === 'Ref' && node.argument.kind === 'scalar' && node.argument.text === 'AWS::NoValue')
    return [{ value: { kind: 'node', node: undefined }, when: ALWAYS }];
  const outcomes = NODE_FUNCTIONS.get(node.fn)?.(evaluation, node) ?? listParameterOutcomes(evaluation, node);
  if (!outcomes) return undefined;
  const possible = under(evaluation, outcomes, ALWAYS);
  if (possible.length <= MAX_VARIANTS) return possible;
  return [{ value: { kind: 'hole', hole: unknownHole(node) }, when: ALWAYS }];
}

function evaluateNodes(evaluation: Evaluation, node: IntrinsicNode): readonly Variant<CfnNode | undefined>[] {
  const outcomes = outcomesOfFunction(evaluation, node);
  if (!outcomes) return [{ value: node, when: ALWAYS }];
  return outcomes.map(({ value, when }) => ({ value: value.kind === 'node' ? value.node : node, when }));
}

function evaluateTexts(evaluation: Evaluation, node: CfnNode): readonly Text[] {
  if (node.kind === 'scalar') {
    const segments = segmentsOf(node) ?? joinSegments([node.text]);
    return [{ segments: markDynamicReferences(segments), when: ALWAYS, node }];
  }
  if (node.kind !== 'intrinsic') return [unknownText(node)];
  const outcomes = outcomesOfFunction(evaluation, node);
  if (!outcomes)
    return boundedTexts(node, TEXT_FUNCTIONS.get(node.fn)?.(evaluation, node) ?? [unknownText(node)]);
  // A value of a mapping is judged where it is used; the branches of an Fn::If have places of their own.
  const placed = node.fn !== 'Fn::If';
  const texts = outcomes.flatMap(({ value, when }): readonly Text[] => {
    if (value.kind === 'hole') return [{ segments: [value.hole], when, node }];
    if (!value.node) return [];
    const inner = under(evaluation, evaluation.texts(value.node), when);
    return placed ? inner.map((text) => ({ ...text, node })) : inner;
  });
  return boundedTexts(node, texts);
}

function boundedTexts(node: CfnNode, texts: readonly Text[]): readonly Text[] {
  return texts.length > MAX_VARIANTS ? [unknownText(node)] : texts;
}

/**
 * What stands in the place of `Fn::If`: either branch, each under what the condition then is.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
function ifOutcomes(evaluation: Evaluation, node: IntrinsicNode): Variant<Outcome>[] {
  const [condition, then, otherwise] = node.argument.kind === 'list' ? node.argument.items : [];
  const name =
    condition?.kind === 'intrinsic' && condition.fn === 'Condition' ? condition.argument : condition;
  if (name?.kind !== 'scalar' || !then || !otherwise)
    return [{ value: { kind: 'hole', hole: unknownHole(node) }, when: ALWAYS }];
  const branch = (value: CfnNode, holds: boolean): Variant<Outcome>[] =>
    under(evaluation, evaluation.resolve(value), [{ kind: 'condition', name: name.text, holds }]).map(
      (variant) => ({
        value: { kind: 'node', node: variant.value },
        when: variant.when,
      }),
    );
  return [...branch(then, true), ...branch(otherwise, false)];
}

function itemsOf(evaluation: Evaluation, node: CfnNode): Variant<CfnNode>[] {
  return evaluation.resolve(node).flatMap(({ value, when }): Variant<CfnNode>[] => {
    if (!value) return [];
    if (value.kind !== 'list') return [{ value, when }];
    if (when.length === 0 && value.items.every(({ kind }) => kind !== 'intrinsic'))
      return value.items.map((item) => ({ value: item, when: ALWAYS }));
    return value.items.flatMap((item) => under(evaluation, flatItems(evaluation, item), when));
  });
}

/** An item of a list; a function that gives a list in the place of an item gives each of its items. */
function flatItems(evaluation: Evaluation, item: CfnNode): Variant<CfnNode>[] {
  if (item.kind !== 'intrinsic') return [{ value: item, when: ALWAYS }];
  return evaluation.resolve(item).flatMap(({ value, when }): Variant<CfnNode>[] => {
    if (!value) return [];
    if (value.kind !== 'list') return [{ value, when }];
    return value.items.flatMap((inner) =>
      under(
        evaluation,
        evaluation
          .resolve(inner)
          .filter((variant): variant is Variant<CfnNode> => variant.value !== undefined),
        when,
      ),
    );
  });
}
