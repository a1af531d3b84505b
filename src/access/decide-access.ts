import { type BoxContext } from './box-search.ts';
import { callerClasses, type CallerClass } from './caller-class.ts';
import { linkedBounds, mergeBounds } from './condition-key.ts';
import { type Found, type GrantQuestion, GrantSearch } from './grant-search.ts';
import { Constants } from './pattern.ts';
import { type AccessLayers } from './policy.ts';
import { policiesOf, prepareAccesses } from './prepared-access.ts';
import { place, type Placed, type Prepared, type ResourceModel } from './statement.ts';
import { variableWorlds } from './variable-worlds.ts';
import { type UnknownReason } from './verdict.ts';

export interface Question {
  /** Asked about: is there a request that this allows … */
  readonly wanted: AccessLayers;
  /** … and this does not? */
  readonly known: AccessLayers;
  readonly kind: 'identity' | 'resource';
  readonly model: ResourceModel;
  /** Counts actions of known services that the catalogue does not list. */
  readonly openActions: boolean;
  /** Steps of search, and states of pattern comparison, that may be spent. */
  readonly budget: number;
  /** Only these callers ask; all when left out. */
  readonly callers?: (statements: readonly Prepared[], keys: readonly string[]) => readonly CallerClass[];
}

export type Outcome =
  | Found
  | { readonly kind: 'none'; readonly byCatalogue: boolean }
  | { readonly kind: 'undecided'; readonly reason: UnknownReason; readonly detail: string };

const DETAILS: Readonly<Record<UnknownReason, string>> = {
  budget: 'the search ended at its limit of steps',
  states: 'the comparison of patterns ended at its limit of states',
  variable: 'the answer turns on the value of a policy variable',
  hole: 'the answer turns on a value that is not known before deployment',
  type: 'operators of different kinds meet on one condition key',
  unreadable: 'a part of a policy could not be read',
  internal: 'the evaluator does not confirm the request that the search found',
};
const ORDER: readonly UnknownReason[] = [
  'internal',
  'unreadable',
  'budget',
  'states',
  'type',
  'hole',
  'variable',
];

/** How often the values of variables that a search suggests are tried in another one. */
const MOST_ROUNDS = 4;

/** Looks for a request that one access allows and another does not. */
export function decideAccess(question: Question): Outcome {
  const { universe, prepared } = prepareAccesses([question.wanted, question.known], question.model);
  const [wanted, known] = prepared as [GrantQuestion['wanted'], GrantQuestion['known']];
  const actions = universe.all(question.openActions);
  const policies = [...policiesOf(wanted), ...policiesOf(known)];
  for (const { unreadable } of policies)
    if (unreadable.length > 0) return { kind: 'undecided', reason: 'unreadable', detail: unreadable[0]! };
  const task: Task = {
    question: { wanted, known, kind: question.kind, model: question.model, universe, actions },
    statements: policies.flatMap(({ allows, denies }) => [...allows, ...denies]),
    variables: [...new Set(policies.flatMap((policy) => policy.variables))],
    conditionKeys: new Set(policies.flatMap((policy) => policy.keys)),
    nodes: { left: question.budget },
    budget: { states: question.budget },
    ...(question.callers && { callers: question.callers }),
  };
  const suggested = new Map<string, Set<string>>();
  for (let round = 1; ; round++) {
    const search = new GrantSearch(task.question);
    const found = searchWorlds(task, search, suggested);
    if (found === 'too many') return { kind: 'undecided', reason: 'budget', detail: DETAILS.budget };
    if (found) return found;
    const reason = ORDER.find((item) => search.undecided.has(item));
    if (reason === undefined) return { kind: 'none', byCatalogue: search.byCatalogue };
    if (reason !== 'variable' || round === MOST_ROUNDS || !takeNew(search.suggestions, suggested))
      return { kind: 'undecided', reason, detail: DETAILS[reason] };
  }
}

/** Whether there were new suggestions. */
function takeNew(from: ReadonlyMap<string, ReadonlySet<string>>, to: Map<string, Set<string>>): boolean {
  let grown = false;
  for (const [key, texts] of from)
    for (const text of texts) {
      const known = to.get(key) ?? new Set();
      grown ||= !known.has(text);
      to.set(key, known.add(text));
    }
  return grown;
}

/** What all rounds of one question share. */
interface Task {
  readonly question: GrantQuestion;
  readonly statements: readonly Prepared[];
  readonly variables: readonly string[];
  readonly conditionKeys: ReadonlySet<string>;
  readonly nodes: { left: number };
  readonly budget: { states: number };
  readonly callers?: Question['callers'];
}

/** Searches one kind of request after the other. */
function searchWorlds(
  { question, statements, variables, conditionKeys, nodes, budget, callers: chosen }: Task,
  search: GrantSearch,
  suggested: ReadonlyMap<string, ReadonlySet<string>>,
): Found | undefined | 'too many' {
  const keys = variables.length === 0 ? conditionKeys : new Set([...conditionKeys, ...variables]);
  const worlds = variableWorlds(statements, variables, suggested);
  const asksWho =
    question.kind === 'resource' || (keys.has('aws:principalarn') && keys.has('aws:principalaccount'));
  const callers =
    chosen?.(statements, [...keys]) ??
    (asksWho ? callerClasses(statements, [...keys], question.kind) : [undefined]);
  if (!worlds || !callers) return 'too many';
  const qualified = new Set<string>();
  for (const { atoms } of statements) for (const atom of atoms) if (atom.qualified) qualified.add(atom.key);
  for (const { world, bounds } of worlds) {
    const constants = new Constants();
    const globs: BoxContext['globs'] = new Map();
    const placed = new Map<Prepared, Placed>();
    for (const statement of statements) placed.set(statement, place(statement, world, constants));
    for (const linked of linkedBounds(keys))
      for (const caller of callers) {
        const merged = mergeBounds([linked, bounds, caller?.bounds ?? new Map()]);
        if (!merged) continue;
        const context: BoxContext = {
          ...{
            world,
            constants,
            globs,
            qualified,
            keys,
            budget,
            nodes,
            bounds: merged,
            undecided: search.undecided,
          },
          leaveOpen: (values) => search.leaveOpen(values, constants),
        };
        const found = search.askAll(placed, caller, context);
        if (found) return found;
      }
  }
  return undefined;
}
