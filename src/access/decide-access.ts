import { callerClasses, type CallerClass } from './caller-class.ts';
import { linkedBounds } from './condition-key.ts';
import { type ActionSet } from './action-set.ts';
import { type ActionUniverse } from './action-universe.ts';
import { type Found, GrantSearch } from './grant-search.ts';
import { type AccessLayers } from './policy.ts';
import { isOversized } from './policy-size.ts';
import { policiesOf, prepareAccesses, type PreparedAccess } from './prepared-access.ts';
import { type Prepared, type PreparedPolicy, type ResourceModel } from './statement.ts';
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
  /** Whether the request found will be shown, and is to be confirmed by the evaluator; true when left out. */
  readonly readable?: boolean;
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

/** Looks for a request that one access allows and another does not. */
export function decideAccess(question: Question): Outcome {
  for (const { layers, denies } of [question.wanted, question.known])
    if (layers.some((layer) => layer.some(isOversized)) || denies?.some(isOversized))
      return { kind: 'undecided', reason: 'budget', detail: 'a policy is larger than AWS accepts' };
  const { universe, prepared } = prepareAccesses([question.wanted, question.known], question.model);
  const [wanted, known] = prepared as [PreparedAccess, PreparedAccess];
  return decidePrepared(question, { wanted, known, universe, actions: universe.all(question.openActions) });
}

/** What {@link decideAccess} makes of the policies first. */
export interface PreparedQuestion {
  readonly wanted: PreparedAccess;
  readonly known: PreparedAccess;
  readonly universe: ActionUniverse;
  /** The actions that count. */
  readonly actions: ActionSet;
}

const NO_KEYS: ReadonlySet<string> = new Set();

/** As {@link decideAccess}, for policies that were prepared together. */
export function decidePrepared(
  question: Question,
  { wanted, known, universe, actions }: PreparedQuestion,
): Outcome {
  const policies = [...policiesOf(wanted), ...policiesOf(known)];
  let keys: ReadonlySet<string> = NO_KEYS;
  let qualified = NO_KEYS;
  for (const policy of policies) {
    if (policy.unreadable.length > 0)
      return { kind: 'undecided', reason: 'unreadable', detail: policy.unreadable[0]! };
    if (policy.qualified.size > 0)
      qualified = qualified.size === 0 ? policy.qualified : new Set([...qualified, ...policy.qualified]);
    // Keys matter where they tell kinds of requests or of callers apart.
    if (question.kind === 'resource' || policy.telling)
      keys = keys.size === 0 ? policy.keys : new Set([...keys, ...policy.keys]);
  }
  const callers = callersOf(question, policies, keys);
  if (!callers) return { kind: 'undecided', reason: 'budget', detail: DETAILS.budget };
  const search = new GrantSearch({
    ...{ wanted, known, universe, actions, qualified, kind: question.kind, model: question.model },
    readable: question.readable ?? true,
    nodes: { left: question.budget },
    budget: { states: question.budget },
  });
  for (const linked of linkedBounds(keys))
    for (const caller of callers) {
      const found = search.askAll(caller, linked);
      if (found) return found;
    }
  if (search.undecided.size === 0) return { kind: 'none', byCatalogue: search.byCatalogue };
  const reason = ORDER.find((item) => search.undecided.has(item))!;
  return { kind: 'undecided', reason, detail: DETAILS[reason] };
}

const ANYBODY: readonly undefined[] = [undefined];

/** The classes of callers to ask for; one that is not told apart when only identity policies without such conditions are compared. */
function callersOf(
  { callers, kind }: Question,
  policies: readonly PreparedPolicy[],
  keys: ReadonlySet<string>,
): readonly (CallerClass | undefined)[] | undefined {
  const asksWho = kind === 'resource' || (keys.has('aws:principalarn') && keys.has('aws:principalaccount'));
  if (!asksWho && !callers) return ANYBODY;
  const statements = policies.flatMap(({ allows, denies }) => [...allows, ...denies]);
  return callers ? callers(statements, [...keys]) : callerClasses(statements, [...keys], kind);
}
