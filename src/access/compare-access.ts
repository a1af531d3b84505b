import { type AccessOptions, DEFAULT_BUDGET, kindOf, layersOf } from './access-options.ts';
import { decideAccess, type Outcome } from './decide-access.ts';
import { isCertain } from './certainty.ts';
import { fillHoles, holesOf } from './fill-holes.ts';
import { type AccessLayers, type AccessPolicy, type Hole } from './policy.ts';
import { type Fail, type Verdict } from './verdict.ts';

const MOST_WORLDS = 64;

/**
 * Whether `next` allows some request that `existing` does not.
 *
 * PASS: it does not, whatever the holes are. FAIL: it does; the witness shows it, and where the holes have defaults the
 * verdict is the one for them. UNKNOWN with reason `hole`: it does for some values of the holes and not for others; the
 * witness is there, for the values in `when`. UNKNOWN with another reason: not decided within the budget. Never throws.
 *
 * With resource policies the callers of all accounts, services and providers are compared too.
 */
export function compareAccess(
  existing: AccessPolicy | AccessLayers,
  next: AccessPolicy | AccessLayers,
  options: AccessOptions = {},
): Verdict {
  const known = layersOf(existing);
  const wanted = layersOf(next);
  const budget = options.budget ?? DEFAULT_BUDGET;
  const ask = (before: AccessLayers, after: AccessLayers): Outcome =>
    decideAccess({
      wanted: after,
      known: before,
      kind: kindOf(options, known, wanted),
      model: options.resourceModel ?? 'catalogue',
      openActions: false,
      budget,
    });
  return overHoles(wanted, known, ask);
}

/**
 * Asks in every world that finite sets of values make of the holes, and puts the answers together.
 * @param ask about one world, given the known and the wanted access in it.
 */
export function overHoles(
  wanted: AccessLayers,
  known: AccessLayers,
  ask: (known: AccessLayers, wanted: AccessLayers) => Outcome,
): Verdict {
  const holes = [...holesOf(wanted, known).values()];
  if (holes.length === 0) return verdictOf(ask(known, wanted), new Map(), true);
  const defaults = new Map(
    holes.flatMap(({ id, default: text }) => (text === undefined ? [] : [[id, text] as const])),
  );
  if (defaults.size > 0) {
    const verdict = overValues(wanted, known, holes, defaults, ask);
    if (verdict.verdict !== 'PASS') return verdict;
  }
  return overValues(wanted, known, holes, new Map(), ask);
}

function overValues(
  wanted: AccessLayers,
  known: AccessLayers,
  holes: readonly Hole[],
  given: ReadonlyMap<string, string>,
  ask: (known: AccessLayers, wanted: AccessLayers) => Outcome,
): Verdict {
  let worlds: ReadonlyMap<string, string>[] = [given];
  for (const { id, values } of holes) {
    if (given.has(id) || !values || worlds.length * values.length > MOST_WORLDS) continue;
    worlds = worlds.flatMap((world) => values.map((value) => new Map(world).set(id, value)));
  }
  let failed: Fail | undefined;
  let passed = false;
  for (const world of worlds) {
    const before = fillHoles(known, world);
    const after = fillHoles(wanted, world);
    const outcome = ask(before, after);
    const certain = outcome.kind !== 'found' || isCertain(outcome, before, after);
    const verdict = verdictOf(outcome, world, certain);
    if (verdict.verdict === 'UNKNOWN') return verdict;
    if (verdict.verdict === 'FAIL') failed ??= verdict;
    else passed = true;
    if (failed && passed) break;
  }
  if (!failed) return { verdict: 'PASS', byCatalogue: false };
  if (!passed) return worlds.length > 1 ? { ...failed, when: {} } : failed;
  return {
    verdict: 'UNKNOWN',
    reason: 'hole',
    detail: 'access is new for some values that are not known before deployment',
    witness: failed.witness,
    when: failed.when,
  };
}

/** @param certain whether the witness holds whatever the remaining holes are. */
export function verdictOf(outcome: Outcome, world: ReadonlyMap<string, string>, certain: boolean): Verdict {
  if (outcome.kind === 'none') return { verdict: 'PASS', byCatalogue: outcome.byCatalogue };
  if (outcome.kind === 'undecided')
    return { verdict: 'UNKNOWN', reason: outcome.reason, detail: outcome.detail };
  const when = Object.fromEntries(world);
  const { request } = outcome.drawn;
  if (certain) return { verdict: 'FAIL', witness: request, statement: outcome.statement, when };
  return {
    verdict: 'UNKNOWN',
    reason: 'hole',
    detail: 'access is new for some values that are not known before deployment',
    witness: request,
    when: { ...when, ...Object.fromEntries(outcome.drawn.holes) },
  };
}
