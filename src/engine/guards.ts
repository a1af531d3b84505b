import { type Guard, type Literal } from '../values/value.ts';

/** Beyond it, guards are only freed of duplicates: joining them is quadratic. */
const JOINED_AT_MOST = 64;

/**
 * The same union with fewer guards: duplicates go, a guard goes when a weaker one is there, and `A and X` with
 * `A and not X` becomes `A`. Nothing else is proved, so a union that always holds may keep several guards.
 */
export function joinGuards(guards: readonly Guard[]): readonly Guard[] {
  let joined = [...new Map(guards.map((guard) => [keyOf(guard), guard])).values()];
  if (joined.some((guard) => guard.length === 0)) return [[]];
  if (joined.length > JOINED_AT_MOST) return joined;
  for (let merged = mergeOnePair(joined); merged; merged = mergeOnePair(joined)) joined = merged;
  return joined;
}

function mergeOnePair(guards: readonly Guard[]): Guard[] | undefined {
  for (const [i, a] of guards.entries())
    for (const [j, b] of guards.entries()) {
      if (i === j) continue;
      const merged = implies(b, a) ? a : withoutOpposite(a, b);
      if (merged) return [...guards.filter((_, at) => at !== i && at !== j), merged];
    }
  return undefined;
}

/** Whether the first guard holds only where the second does. */
function implies(narrow: Guard, wide: Guard): boolean {
  return wide.every((literal) => narrow.some((other) => literalKey(other) === literalKey(literal)));
}

function withoutOpposite(a: Guard, b: Guard): Guard | undefined {
  const [own, ...moreOfA] = literalsOnlyIn(a, b);
  const [others, ...moreOfB] = literalsOnlyIn(b, a);
  if (!own || !others || moreOfA.length > 0 || moreOfB.length > 0) return undefined;
  return literalKey({ ...own, holds: !own.holds }) === literalKey(others)
    ? a.filter((literal) => literal !== own)
    : undefined;
}

function literalsOnlyIn(a: Guard, b: Guard): readonly Literal[] {
  const keys = new Set(b.map(literalKey));
  return a.filter((literal) => !keys.has(literalKey(literal)));
}

function keyOf(guard: Guard): string {
  return guard.map(literalKey).sort().join('\n');
}

function literalKey(literal: Literal): string {
  return JSON.stringify([
    literal.kind,
    literal.name,
    literal.kind === 'parameter' ? literal.value : '',
    literal.holds,
  ]);
}
