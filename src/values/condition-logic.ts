import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { type ConditionOperands, collectOperands } from './condition-operands.ts';
import { guardKey, simplifyGuard } from './guards.ts';
import { type ParameterDomain } from './parameters.ts';
import { type RuleAssertion, ruleAssertions } from './rule-assertions.ts';
import { type Assignment, evaluateExpression, evaluateLiteral, type Truth } from './truth.ts';
import { type Guard, type Literal, type Text } from './value.ts';

/** Assignments that are tried to decide one guard; a guard that is not decided by then counts as satisfiable. */
const MAX_ASSIGNMENTS = 4_096;

/** Expressions that are evaluated for one template in all; beyond, every guard counts as satisfiable. */
const MAX_STEPS = 5_000_000;

/** Decides guards by what the conditions of a template mean. */
export interface ConditionLogic {
  /** Whether some deployment makes the guard hold; true when that is not decided within the bounds. */
  satisfiable(guard: Guard): boolean;
}

/**
 * The logic of a template's conditions and rule assertions over the values that its parameters can have.
 * @param textsOf the texts of an operand, with guards that are joined by their wording only.
 */
export function createConditionLogic(
  template: Template,
  textsOf: (node: CfnNode) => readonly Text[],
  domainOf: (name: string) => ParameterDomain,
): ConditionLogic {
  const decided = new Map<string, boolean>();
  let prepared: { operands: ConditionOperands; assertions: readonly RuleAssertion[] } | undefined;
  let steps = 0;

  function prepare(): NonNullable<typeof prepared> {
    const assertions = ruleAssertions(template);
    prepared ??= { operands: collectOperands(template, assertions, textsOf, domainOf), assertions };
    return prepared;
  }

  function search(literals: readonly Literal[], assertions: readonly RuleAssertion[]): boolean {
    const { operands } = prepare();
    let tries = 0;
    const mentioned = mentionedBy(literals);
    const domain = (name: string): ParameterDomain => operands.domain(name, mentioned.get(name) ?? []);
    const attempt = (assignment: Assignment): boolean => {
      steps += literals.length;
      if (++tries > MAX_ASSIGNMENTS || steps > MAX_STEPS) return true;
      const state = {
        assignment,
        known: new Map<string, Truth>(),
        domain,
        operands,
        template,
        step: () => void steps++,
      };
      let open: Truth = true;
      const truths = [
        ...literals.map((literal) => () => evaluateLiteral(state, literal)),
        ...assertions.map(
          (assertion) => () => assertionTruth(assertion, (node) => evaluateExpression(state, node, 0)),
        ),
      ];
      for (const truth of truths) {
        const value = truth();
        if (value === false) return false;
        if (value !== true && open === true) open = value;
      }
      if (open === true) return true;
      return open.choices.some((choice) => attempt(choice(assignment)));
    };
    return attempt({ variables: new Map(), atoms: new Map() });
  }

  function decide(guard: Guard): boolean {
    if (steps > MAX_STEPS) return true;
    const { operands, assertions } = prepare();
    return components(guard, assertions, operands).every((part) => search(part.literals, part.assertions));
  }

  return {
    satisfiable(guard) {
      if (guard.length === 0) return true;
      const simple = guard.length === 1 ? guard : simplifyGuard(guard);
      if (!simple) return false;
      const key = guardKey(simple);
      let answer = decided.get(key);
      if (answer === undefined) decided.set(key, (answer = decide(simple)));
      return answer;
    },
  };
}

function assertionTruth(assertion: RuleAssertion, evaluate: (node: CfnNode) => Truth): Truth {
  const applies = assertion.condition ? evaluate(assertion.condition) : true;
  if (applies === false) return true;
  const holds = evaluate(assertion.assert);
  if (holds === true) return true;
  return applies === true ? holds : applies;
}

function mentionedBy(literals: readonly Literal[]): ReadonlyMap<string, readonly string[]> {
  const mentioned = new Map<string, string[]>();
  for (const literal of literals)
    if (literal.kind === 'parameter')
      mentioned.set(literal.name, [...(mentioned.get(literal.name) ?? []), literal.value]);
  return mentioned;
}

interface Component {
  readonly literals: Literal[];
  readonly assertions: RuleAssertion[];
  readonly names: Set<string>;
}

/** The parts of a guard that share no parameter, with the rule assertions that bear on each. */
function components(
  guard: Guard,
  assertions: readonly RuleAssertion[],
  operands: ConditionOperands,
): readonly Component[] {
  let parts: Component[] = [];
  const merge = (
    names: ReadonlySet<string>,
    literals: readonly Literal[],
    rules: readonly RuleAssertion[],
  ): void => {
    const touched = parts.filter((part) => [...names].some((name) => part.names.has(name)));
    const merged: Component = {
      literals: [...touched.flatMap((part) => part.literals), ...literals],
      assertions: [...touched.flatMap((part) => part.assertions), ...rules],
      names: new Set([...names, ...touched.flatMap((part) => [...part.names])]),
    };
    parts = [...parts.filter((part) => !touched.includes(part)), merged];
  };
  for (const literal of guard)
    merge(
      literal.kind === 'parameter' ? new Set([literal.name]) : operands.namesOfCondition(literal.name),
      [literal],
      [],
    );
  for (const assertion of assertions) {
    const names = operands.namesOfAssertion(assertion);
    if (parts.some((part) => [...names].some((name) => part.names.has(name)))) merge(names, [], [assertion]);
  }
  return parts;
}
