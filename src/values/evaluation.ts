import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { joinSegments } from './holes.ts';
import { type ScopeContext } from './scope.ts';
import { type Guard, type Hole, type Segment, type Text, type Variant } from './value.ts';

/** Variants that one value may have. What would have more becomes a hole, under the guard of the whole. */
export const MAX_VARIANTS = 64;

/** Items that a list made by a function may have, and characters that a text made by one may have. */
export const MAX_ITEMS = 1_000;
export const MAX_LENGTH = 1_000_000;

/** Characters of all the texts that are put together for one template; beyond, their parts are holes. */
export const MAX_CHARACTERS = 100_000_000;

/** A list as far as it is known: its leading items, and a hole for the rest when there is one. */
export interface ListValue {
  readonly items: readonly CfnNode[];
  readonly rest: Hole | undefined;
}

/** A node that stands in the place of another, or the hole when none is known. */
export type Outcome =
  | { readonly kind: 'node'; readonly node: CfnNode | undefined }
  | { readonly kind: 'hole'; readonly hole: Hole };

/** What the functions need of the scope that evaluates them. All results are for any guard and memoised per node. */
export interface Evaluation {
  readonly template: Template;
  readonly context: ScopeContext;
  and(a: Guard, b: Guard): Guard | undefined;
  texts(node: CfnNode): readonly Text[];
  resolve(node: CfnNode): readonly Variant<CfnNode | undefined>[];
  lists(node: CfnNode): readonly Variant<ListValue>[];
  /** Counts the characters of the texts that are put together; false when there have been too many. */
  spend(characters: number): boolean;
}

/** The variants that can be under a guard, each with both guards. */
export function under<T extends { readonly when: Guard }>(
  evaluation: Pick<Evaluation, 'and'>,
  variants: readonly T[],
  when: Guard,
): T[] {
  const kept: T[] = [];
  for (const variant of variants) {
    const both = evaluation.and(when, variant.when);
    if (both) kept.push(both === variant.when ? variant : { ...variant, when: both });
  }
  return kept;
}

type Part = Pick<Text, 'segments' | 'when'>;

interface Prefix {
  readonly segments: Segment[];
  readonly when: Guard;
  /** Characters and segments, which together are bounded. */
  size: number;
}

/**
 * One text of each combination of the parts' variants, in the order of the parts. A part that would bring the number of
 * combinations or the length above the bound, or that has no text, counts as its hole: the one that a variant is already,
 * such as that of a parameter, else the one that `collapse` gives for its index.
 */
export function concatenate(
  evaluation: Evaluation,
  node: CfnNode,
  parts: readonly (readonly Part[])[],
  collapse: (index: number) => Hole,
): Text[] {
  let prefixes: Prefix[] = [{ segments: [], when: [], size: 0 }];
  parts.forEach((variants, index) => {
    const extended = extend(evaluation, prefixes, variants);
    if (extended) {
      prefixes = extended;
      return;
    }
    const hole = variants.map(({ segments }) => onlyHoleOf(segments)).find((found) => found !== undefined);
    for (const prefix of prefixes) prefix.segments.push(hole ?? collapse(index));
  });
  return prefixes.map(({ segments, when }) => ({ segments: joinSegments(segments), when, node }));
}

function onlyHoleOf(segments: readonly Segment[]): Hole | undefined {
  const [only] = segments;
  return segments.length === 1 && typeof only === 'object' ? only : undefined;
}

function extend(evaluation: Evaluation, prefixes: Prefix[], variants: readonly Part[]): Prefix[] | undefined {
  const sizes = variants.map(({ segments }) => sizeOf(segments));
  const longest = sizes.reduce((a, b) => Math.max(a, b), 0);
  if (variants.length === 0 || prefixes.some(({ size }) => size + longest > MAX_LENGTH)) return undefined;
  const [only] = variants;
  if (only && variants.length === 1 && only.when.length === 0) {
    if (!evaluation.spend(longest * prefixes.length)) return undefined;
    for (const prefix of prefixes) {
      for (const segment of only.segments) prefix.segments.push(segment);
      prefix.size += longest;
    }
    return prefixes;
  }
  const extended: Prefix[] = [];
  for (const prefix of prefixes)
    for (const [index, variant] of variants.entries()) {
      const when = evaluation.and(prefix.when, variant.when);
      if (!when) continue;
      const size = prefix.size + sizes[index]!;
      if (extended.length === MAX_VARIANTS || !evaluation.spend(size)) return undefined;
      extended.push({ segments: [...prefix.segments, ...variant.segments], when, size });
    }
  return extended;
}

function sizeOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, item) => sum + (typeof item === 'string' ? item.length : 1), 0);
}

/** The combinations of one variant of each of the values; undefined when there are more than the bound. */
export function combinations<T>(
  evaluation: Evaluation,
  values: readonly (readonly Variant<T>[])[],
): Variant<readonly T[]>[] | undefined {
  let prefixes: { readonly value: T[]; readonly when: Guard }[] = [{ value: [], when: [] }];
  for (const variants of values) {
    const [only] = variants;
    if (only && variants.length === 1 && only.when.length === 0) {
      for (const prefix of prefixes) prefix.value.push(only.value);
      continue;
    }
    const next: { readonly value: T[]; readonly when: Guard }[] = [];
    for (const prefix of prefixes)
      for (const variant of variants) {
        const when = evaluation.and(prefix.when, variant.when);
        if (when) next.push({ value: [...prefix.value, variant.value], when });
        if (next.length > MAX_VARIANTS) return undefined;
      }
    prefixes = next;
  }
  return prefixes;
}
