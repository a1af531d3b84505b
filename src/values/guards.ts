import { type Guard, type Literal } from './value.ts';

/** Two literals over the same condition or parameter, whichever way they hold. */
function sameSubject(a: Literal, b: Literal): boolean {
  return a.kind === b.kind && a.name === b.name;
}

/** Whether the first literal makes the second one true whatever else holds. */
function literalImplies(a: Literal, b: Literal): boolean {
  if (!sameSubject(a, b)) return false;
  if (a.kind === 'condition' || b.kind === 'condition') return a.holds === b.holds;
  if (a.value === b.value) return a.holds === b.holds;
  return a.holds && !b.holds;
}

/** Whether the two literals can never hold together. */
function literalsConflict(a: Literal, b: Literal): boolean {
  if (!sameSubject(a, b)) return false;
  if (a.kind === 'condition' || b.kind === 'condition') return a.holds !== b.holds;
  return a.value === b.value ? a.holds !== b.holds : a.holds && b.holds;
}

/**
 * Both guards together, as far as their wording tells: repeated literals once, `P != x` dropped beside `P = y`. Undefined
 * when two literals contradict each other. What the conditions mean is not looked at; that is `Scope.and`.
 */
export function joinGuards(a: Guard, b: Guard): Guard | undefined {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  let joined: readonly Literal[] = a;
  for (const literal of b) {
    if (joined.some((other) => literalsConflict(other, literal))) return undefined;
    if (joined.some((other) => literalImplies(other, literal))) continue;
    joined = [...joined.filter((other) => !literalImplies(literal, other)), literal];
  }
  return joined;
}

/** The guard without literals that others of it imply; undefined when it contradicts itself by its wording. */
export function simplifyGuard(guard: Guard): Guard | undefined {
  let simple: Guard | undefined = [];
  for (const literal of guard) simple = simple && joinGuards(simple, [literal]);
  return simple;
}

/** Whether the first guard's wording makes the second one true. */
export function guardImplies(a: Guard, b: Guard): boolean {
  return b.every((literal) => a.some((other) => literalImplies(other, literal)));
}

/** Whether the wording of the two guards excludes that both hold. */
export function guardsExclude(a: Guard, b: Guard): boolean {
  return a.some((literal) => b.some((other) => literalsConflict(literal, other)));
}

/** The opposite of one literal. */
export function negate(literal: Literal): Literal {
  return { ...literal, holds: !literal.holds };
}

/** Lengths before the texts keep apart what the texts alone could not. */
function literalKey(item: Literal): string {
  const { name, holds } = item;
  const key = `${holds ? '+' : '-'}${name.length}:${name}`;
  return item.kind === 'condition' ? key : `${key}=${item.value.length}:${item.value}`;
}

/** A string that two guards share exactly when they hold the same literals, in whatever order. */
export function guardKey(guard: Guard): string {
  if (guard.length === 0) return '';
  if (guard.length === 1) return literalKey(guard[0]!);
  return guard.map(literalKey).sort().join('\n');
}

/** Literals that are looked at both ways to see whether guards cover a branch. */
const MAX_COVER_DEPTH = 6;

/** Whether, wherever the last guard holds, one of the others does, as far as their wording tells: `A` and `not A` cover all. */
export function guardsCover(guards: readonly Guard[], when: Guard, depth = 0): boolean {
  const possible = guards.filter((guard) => !guardsExclude(guard, when));
  if (possible.some((guard) => guardImplies(when, guard))) return true;
  const open = possible[0]?.find((literal) => !guardImplies(when, [literal]));
  if (!open || depth === MAX_COVER_DEPTH) return false;
  return [open, negate(open)].every((literal) => guardsCover(possible, [...when, literal], depth + 1));
}
