import { callerClasses, type CallerClass } from './caller-class.ts';
import { linkedBounds } from './condition-key.ts';
import { type Found, type GrantQuestion, GrantSearch } from './grant-search.ts';
import { type AccessLayers } from './policy.ts';
import { isOversized } from './policy-size.ts';
import { policiesOf, prepareAccesses } from './prepared-access.ts';
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
  /** Whether the request found will be shown, which takes longer; true when left out. */
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
  const [wanted, known] = prepared as [GrantQuestion['wanted'], GrantQuestion['known']];
  const policies = [...policiesOf(wanted), ...policiesOf(known)];
  for (const { unreadable } of policies)
    if (unreadable.length > 0) return { kind: 'undecided', reason: 'unreadable', detail: unreadable[0]! };
  const keys =
    policies.length === 1 ? policies[0]!.keys : new Set(policies.flatMap((policy) => [...policy.keys]));
  const callers = callersOf(question, policies, keys);
  if (!callers) return { kind: 'undecided', reason: 'budget', detail: DETAILS.budget };
  const search = new GrantSearch({
    ...{ wanted, known, universe, kind: question.kind, model: question.model },
    actions: universe.all(question.openActions),
    readable: question.readable ?? true,
    qualified: new Set(policies.flatMap(({ qualified }) => qualified)),
    nodes: { left: question.budget },
    budget: { states: question.budget },
  });
  for (const linked of linkedBounds(keys))
    for (const caller of callers) {
      const found = search.askAll(caller, linked);
      if (found) return found;
    }
  const reason = ORDER.find((item) => search.undecided.has(item));
  if (reason !== undefined) return { kind: 'undecided', reason, detail: DETAILS[reason] };
  return { kind: 'none', byCatalogue: search.byCatalogue };
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
