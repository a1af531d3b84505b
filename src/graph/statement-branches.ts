import { type Scope } from '../values/scope.ts';
import { type Guard, type Text } from '../values/value.ts';
import { type Condition, type Principal, type Statement } from './policy.ts';

/** The parts of a statement whose items stand under guards. */
export type StatementParts = Pick<
  Statement,
  'actions' | 'notActions' | 'resources' | 'notResources' | 'principals' | 'notPrincipals' | 'conditions'
>;

/** Conditions of the template that one statement is split by; what depends on more keeps its guards. */
const MAX_SPLIT = 3;

/**
 * The guards of the branches that a statement has to be looked at in, so that what stands together in it also holds together.
 * `Action: !If [A, "*", "s3:*"]` beside `Resource: !If [A, x, "*"]` never allows `*` on `*`, and a condition in one branch
 * limits nothing in the other. An item that is merely there or not needs no branch: `[a, !If [A, b, !Ref AWS::NoValue]]`.
 */
export function branchesOf(
  scope: Scope,
  parts: StatementParts,
  when: Guard,
  sids: readonly Text[] = [],
): readonly Guard[] {
  let branches: readonly Guard[] = [when];
  for (const name of namesToSplitBy({ ...parts, sids }, when).slice(0, MAX_SPLIT))
    branches = branches.flatMap((branch) =>
      [true, false].flatMap((holds): Guard[] => {
        const both = scope.and(branch, [{ kind: 'condition', name, holds }]);
        return both ? [both] : [];
      }),
    );
  return branches;
}

/** What of the parts can be when the guard holds. */
export function partsUnder(scope: Scope, parts: StatementParts, when: Guard): StatementParts {
  const within = <T extends { readonly when: Guard }>(items: readonly T[]): T[] =>
    items.flatMap((item) => {
      const guard = scope.and(item.when, when);
      if (!guard) return [];
      // What is the same stays the same object: what is judged of a text need be judged once.
      const isSame = guard === item.when || (guard.length === 0 && item.when.length === 0);
      return [isSame ? item : { ...item, when: guard }];
    });
  return {
    actions: within(parts.actions),
    notActions: within(parts.notActions),
    resources: within(parts.resources),
    notResources: within(parts.notResources),
    principals: within(parts.principals),
    notPrincipals: within(parts.notPrincipals),
    // A key whose value is AWS::NoValue in the branch is not there.
    conditions: within(parts.conditions).flatMap((condition) => {
      const values = within(condition.values);
      return values.length > 0 || condition.values.length === 0 ? [{ ...condition, values }] : [];
    }),
  };
}

/** In how many elements, and which way round, a condition of the template occurs. */
interface Occurrence {
  readonly elements: Set<string>;
  readonly ways: Set<boolean>;
}

function namesToSplitBy(
  parts: StatementParts & { readonly sids: readonly Text[] },
  when: Guard,
): readonly string[] {
  const own = new Set(when.map(({ name }) => name));
  const found = new Map<string, Occurrence>();
  const note = (element: string, guard: Guard): void => {
    for (const literal of guard) {
      if (literal.kind !== 'condition' || own.has(literal.name)) continue;
      const known = found.get(literal.name) ?? { elements: new Set(), ways: new Set() };
      found.set(literal.name, known);
      known.elements.add(element);
      known.ways.add(literal.holds);
    }
  };
  for (const [element, items] of Object.entries(parts) as [
    string,
    readonly (Text | Principal | Condition)[],
  ][])
    for (const item of items) {
      if (item.when.length > 0) note(element, item.when);
      if ('values' in item)
        for (const value of item.values) if (value.when.length > 0) note(element, value.when);
    }
  if (found.size === 0) return [];
  return [...found]
    .filter(
      ([, { elements, ways }]) =>
        elements.size > 1 ||
        ways.size > 1 ||
        ['conditions', 'notActions', 'notResources', 'notPrincipals'].some((one) => elements.has(one)),
    )
    .map(([name]) => name);
}
