import { type AccessOptions, DEFAULT_BUDGET, kindOf, layersOf } from './access-options.ts';
import {
  type ActionSet,
  bitsOf,
  exceeds,
  hasBit,
  intersect,
  membersOf,
  NO_ACTIONS,
  subtract,
  unite,
} from './action-set.ts';
import { compareAccess } from './compare-access.ts';
import { decidePrepared } from './decide-access.ts';
import { holesOf } from './fill-holes.ts';
import { type AccessLayers, type AccessPolicy } from './policy.ts';
import { isOversized } from './policy-size.ts';
import { type PreparedAccess, prepareAccesses } from './prepared-access.ts';
import { type Prepared, type PreparedPolicy } from './statement.ts';
import { type Verdict } from './verdict.ts';

/** Many policies that are to be compared with each other. */
export interface PolicySet {
  /** The verdict of {@link compareAccess} on two policies by their index, without a witness. */
  readonly compare: (existing: number, next: number) => Verdict['verdict'];
}

/** What is known of one policy before it is compared. */
interface Outline {
  /** Actions that some Allow names. */
  readonly named: ActionSet;
  /** Actions of which some request is allowed for sure. */
  readonly granted: ActionSet;
}

const NOTHING: AccessLayers = { layers: [[]] };
const ALLOWS_NOTHING: PreparedAccess = { source: NOTHING, layers: [[]], denies: [] };

/** The set of one entry. */
function only(bit: number): ActionSet {
  return { low: bit >>> 5, words: Uint32Array.of(1 << (bit & 31)) };
}

/**
 * Prepares policies for the comparison of many pairs: most pairs are told apart by their actions alone. Holes in the
 * policies are allowed; pairs with holes take the long way.
 */
export function policySet(policies: readonly AccessPolicy[], options: AccessOptions = {}): PolicySet {
  const model = options.resourceModel ?? 'catalogue';
  const accesses = policies.map(layersOf);
  const kind = kindOf(options, ...accesses);
  const { universe, prepared } = prepareAccesses(accesses, model);
  const open = new Set(accesses.flatMap((access, index) => (holesOf(access).size > 0 ? [index] : [])));
  const special = new Set([
    ...open,
    ...policies.flatMap((policy, index) => (isOversized(policy) ? [index] : [])),
  ]);
  const counted = universe.all(false);
  const asked = {
    kind,
    model,
    openActions: false,
    readable: false,
    budget: options.budget ?? DEFAULT_BUDGET,
  } as const;
  /** Whether the conditions of a statement can hold together, by their text. */
  const satisfiable = new Map<string, boolean>();
  const outlines = prepared.map(({ layers }, index): Outline => {
    const policy = layers[0]![0]!;
    const named = unite(policy.allows.map(({ actions }) => actions));
    const granted =
      kind === 'identity' && !special.has(index)
        ? grantedBy(policy, counted, model === 'catalogue')
        : NO_ACTIONS;
    return { named, granted };
  });

  /** Actions of statements that hold for some request; those that a Deny of the same policy names are left out. */
  function grantedBy(policy: PreparedPolicy, all: ActionSet, realistic: boolean): ActionSet {
    if (policy.unreadable.length > 0) return NO_ACTIONS;
    const forbidden = unite(policy.denies.map(({ actions }) => actions));
    const granted: ActionSet[] = [];
    for (const statement of policy.allows) {
      const actions = subtract(intersect(statement.actions, all), forbidden);
      const everywhere =
        statement.atoms.length === 0 &&
        !statement.except &&
        statement.resources.some((pattern) => pattern.fixed?.everything);
      if (everywhere) granted.push(actions);
      else if (!realistic) {
        // The action makes no difference in these models: what holds for one holds for all.
        if (isGranted(policy, statement, undefined)) granted.push(actions);
      } else {
        const words = new Uint32Array((universe.entries.length + 31) >>> 5);
        for (const bit of membersOf(actions))
          if (!granted.some((set) => hasBit(set, bit)) && isGranted(policy, statement, bit))
            words[bit >>> 5]! |= 1 << (bit & 31);
        granted.push(bitsOf(words));
      }
    }
    return unite(granted);
  }

  function isGranted(of: PreparedPolicy, statement: Prepared, entry: number | undefined): boolean {
    const { fixed, except, atoms } = statement;
    const simple = entry === undefined && fixed !== undefined && !except && fixed.resources.length > 0;
    if (simple && atoms.length === 0) return true;
    const conditions = simple ? atoms.map(({ id }) => id).join(' ') : '';
    const known = simple ? satisfiable.get(conditions) : undefined;
    if (known !== undefined) return known;
    const allows = [entry === undefined ? statement : { ...statement, actions: only(entry) }];
    const source = layersOf(of.policy);
    const wanted: PreparedAccess = { source, layers: [[{ ...of, allows, denies: [] }]], denies: [] };
    const found =
      decidePrepared(
        { ...asked, wanted: source, known: NOTHING, budget: 1000 },
        { wanted, known: ALLOWS_NOTHING, universe, actions: counted },
      ).kind === 'found';
    if (simple) satisfiable.set(conditions, found);
    return found;
  }

  return {
    compare(existing, next) {
      const before = outlines[existing]!;
      const after = outlines[next]!;
      if (exceeds(after.granted, before.named)) return 'FAIL';
      if (special.has(existing) || special.has(next))
        return compareAccess(policies[existing]!, policies[next]!, options).verdict;
      const outcome = decidePrepared(
        { ...asked, wanted: accesses[next]!, known: accesses[existing]! },
        { wanted: prepared[next]!, known: prepared[existing]!, universe, actions: counted },
      );
      return outcome.kind === 'found' ? 'FAIL' : outcome.kind === 'none' ? 'PASS' : 'UNKNOWN';
    },
  };
}
