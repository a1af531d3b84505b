import { asBoolean, type CfnNode, type IntrinsicNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { type ConditionOperands, holeValueFor, singleHole, variableOf } from './condition-operands.ts';
import { type ParameterDomain } from './parameters.ts';
import { type Guard, type Hole, literal, type Literal, type Segment, type Text } from './value.ts';

/** Stands for every value of a parameter that no condition mentions. */
export const OTHER: unique symbol = Symbol('other');

/** What is assumed while conditions are evaluated. */
export interface Assignment {
  readonly variables: ReadonlyMap<string, string | typeof OTHER>;
  /** What an expression that cannot be evaluated is assumed to equal, or not to equal. */
  readonly atoms: ReadonlyMap<string, { readonly is?: string; readonly not: readonly string[] }>;
}

/** True, false, or the further assumptions of which one decides. */
export type Truth = boolean | { readonly choices: readonly ((assignment: Assignment) => Assignment)[] };

export interface TruthState {
  readonly template: Template;
  readonly operands: ConditionOperands;
  readonly assignment: Assignment;
  /** The named conditions that are decided, or undecided while they are being evaluated. */
  readonly known: Map<string, Truth>;
  domain(name: string): ParameterDomain;
  /** Counts the expressions that are evaluated. */
  step(): void;
}

const MAX_DEPTH = 300;

/** Whether a literal of a guard holds under the assignment. */
export function evaluateLiteral(state: TruthState, item: Literal): Truth {
  if (item.kind === 'condition')
    return item.holds ? named(state, item.name, 0) : not(named(state, item.name, 0));
  const value = state.assignment.variables.get(item.name);
  if (value === undefined) return assume(state, item.name);
  return (value === item.value) === item.holds;
}

/** The truth of a condition function under the assignment. */
export function evaluateExpression(state: TruthState, node: CfnNode, depth: number): Truth {
  state.step();
  if (depth > MAX_DEPTH) return atom(state, nodeKey(node), 'true');
  if (node.kind !== 'intrinsic') {
    const value = asBoolean(node);
    return value ?? atom(state, nodeKey(node), 'true');
  }
  const items = node.argument.kind === 'list' ? node.argument.items : [node.argument];
  const operands = (): Truth[] => items.map((item) => evaluateExpression(state, item, depth + 1));
  switch (node.fn) {
    case 'Condition':
      return node.argument.kind === 'scalar'
        ? named(state, node.argument.text, depth + 1)
        : atom(state, nodeKey(node), 'true');
    case 'Fn::And':
      return all(operands());
    case 'Fn::Or':
      return any(operands());
    case 'Fn::Not':
      return items.length === 1 ? not(operands()[0]!) : atom(state, nodeKey(node), 'true');
    case 'Fn::Equals':
      return items.length === 2 ? equals(state, items[0]!, items[1]!) : atom(state, nodeKey(node), 'true');
    case 'Fn::Contains':
      return contains(state, node, items);
    case 'Fn::EachMemberEquals':
    case 'Fn::EachMemberIn':
      return eachMember(state, node, items);
    default:
      return atom(state, nodeKey(node), 'true');
  }
}

function named(state: TruthState, name: string, depth: number): Truth {
  const known = state.known.get(name);
  if (known !== undefined) return known;
  const open = atom(state, `condition ${name}`, 'true');
  const definition = state.template.conditions.get(name);
  if (!definition || depth > MAX_DEPTH) return open;
  // While it is evaluated the condition is open, which is what a condition that refers to itself comes to.
  state.known.set(name, open);
  const truth = evaluateExpression(state, definition, depth + 1);
  state.known.set(name, truth);
  return truth;
}

function contains(state: TruthState, node: IntrinsicNode, [list, value]: readonly CfnNode[]): Truth {
  if (list?.kind !== 'list' || !value) return atom(state, nodeKey(node), 'true');
  return any(list.items.map((item) => equals(state, item, value)));
}

function eachMember(state: TruthState, node: IntrinsicNode, [list, other]: readonly CfnNode[]): Truth {
  if (list?.kind !== 'list' || !other) return atom(state, nodeKey(node), 'true');
  const others = other.kind === 'list' ? other.items : [other];
  return all(list.items.map((item) => any(others.map((candidate) => equals(state, item, candidate)))));
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.find((truth) => truth !== true) ?? true;
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.find((truth) => truth !== false) ?? false;
}

function not(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

function equals(state: TruthState, a: CfnNode, b: CfnNode): Truth {
  const first = operand(state, a);
  if ('choices' in first) return first;
  const second = operand(state, b);
  if ('choices' in second) return second;
  const left = literal(first);
  const right = literal(second);
  if (left !== undefined && right !== undefined) return left === right;
  if (left !== undefined) return matches(state, second, left);
  if (right !== undefined) return matches(state, first, right);
  const keys = [textKey(first), textKey(second)].sort();
  return keys[0] === keys[1] ? true : atom(state, keys.join(' = '), 'true');
}

/** Whether a text with holes is equal to a constant. */
function matches(state: TruthState, text: Text, constant: string): Truth {
  const hole = singleHole(text);
  if (hole) {
    const value = holeValueFor(text, constant);
    if (value === undefined) return false;
    const name = variableOf(hole);
    // Another value than all that are mentioned is assumed here, so it is none of them.
    if (name !== undefined && state.domain(name).values.includes(value)) return false;
    return atom(state, holeKey(hole, text), value);
  }
  return atom(state, textKey(text), constant);
}

/** The text that an operand has under the assignment. */
function operand(state: TruthState, node: CfnNode): Text | Exclude<Truth, boolean> {
  state.step();
  for (const text of state.operands.texts(node)) {
    const applies = guardTruth(state, text.when);
    if (applies === false) continue;
    if (applies !== true) return applies;
    return substitute(state, text);
  }
  return { segments: [{ kind: 'unknown', name: nodeKey(node), expression: nodeKey(node) }], when: [], node };
}

function guardTruth(state: TruthState, guard: Guard): Truth {
  return all(guard.map((item) => evaluateLiteral(state, item)));
}

function substitute(state: TruthState, text: Text): Text | Exclude<Truth, boolean> {
  const segments: Segment[] = [];
  for (const segment of text.segments) {
    const name = typeof segment === 'string' ? undefined : variableOf(segment);
    if (name === undefined) {
      segments.push(segment);
      continue;
    }
    const value = state.assignment.variables.get(name);
    if (value === undefined) return assume(state, name);
    segments.push(value === OTHER ? segment : value);
  }
  const whole = segments.every((segment) => typeof segment === 'string') ? segments.join('') : undefined;
  return { ...text, segments: whole === undefined ? segments : whole === '' ? [] : [whole] };
}

/** The assumptions of one of the values that a name can have. */
function assume(state: TruthState, name: string): Exclude<Truth, boolean> {
  const { values, open } = state.domain(name);
  const choices: (string | typeof OTHER)[] = open ? [...values, OTHER] : [...values];
  return {
    choices: choices.map((value) => (assignment) => ({
      ...assignment,
      variables: new Map(assignment.variables).set(name, value),
    })),
  };
}

/** Whether an expression that cannot be evaluated equals a constant: as assumed, or to be assumed either way. */
function atom(state: TruthState, key: string, value: string): Truth {
  const assumed = state.assignment.atoms.get(key);
  if (assumed?.is !== undefined) return assumed.is === value;
  if (assumed?.not.includes(value)) return false;
  const excluded = assumed?.not ?? [];
  return {
    choices: [
      (assignment) => ({
        ...assignment,
        atoms: new Map(assignment.atoms).set(key, { is: value, not: excluded }),
      }),
      (assignment) => ({
        ...assignment,
        atoms: new Map(assignment.atoms).set(key, { not: [...excluded, value] }),
      }),
    ],
  };
}

const numbers = new WeakMap<CfnNode, number>();
let count = 0;

/** A key of the node itself: two unknown expressions that are written alike need not be equal. */
function nodeKey(node: CfnNode): string {
  let number = numbers.get(node);
  if (number === undefined) numbers.set(node, (number = ++count));
  return `node ${number}`;
}

function textKey(text: Text): string {
  return JSON.stringify(
    text.segments.map((item) => (typeof item === 'string' ? ['=', item] : [holeKey(item, text)])),
  );
}

function holeKey(hole: Hole, text: Text): string {
  const own = hole.kind === 'unknown' || hole.expression !== hole.name ? nodeKey(text.node) : '';
  return JSON.stringify([hole.kind, hole.name, hole.attribute ?? '', own]);
}
