import { CLASS } from './character-class.ts';
import { type KeyBounds } from './condition-key.ts';
import { clearlyDisjoint, covers, type Glob, globOf, many, one } from './glob.ts';
import { findWord } from './glob-search.ts';
import { type KeyContext, type Literal, solveKey, type Word } from './key-values.ts';
import { type Placed } from './statement.ts';
import { patternOf } from './pattern.ts';
import { type UnknownReason } from './verdict.ts';

/** Requests of one action class and one caller class: a resource inside of some patterns and outside of others, keys under literals. */
export interface Box {
  readonly inside: readonly Glob[];
  readonly outside: readonly Glob[];
  readonly literals: ReadonlyMap<string, readonly Literal[]>;
}

export interface BoxContext extends KeyContext {
  readonly nodes: { left: number };
  readonly bounds: KeyBounds;
  /** What was left undecided on the way; a search that finds nothing has found out nothing when this is not empty. */
  readonly undecided: Set<UnknownReason>;
  /** Notes that the answer turns on constants; with values, by index, for which it may be another. */
  readonly leaveOpen: (values: ReadonlyMap<number, Word>) => void;
}

/** Called with a box of which no cover takes anything; answers whether a request was made of it. */
export type Leaf = (box: Box) => boolean;

const SEGMENT = many(CLASS.segment);
const codes = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));
/** All strings of ARN form, and the literal asterisk: what a request can name. */
export const ARN_FORM: Glob = globOf([
  ...codes('arn:'), one(CLASS.segment), SEGMENT, ...codes(':'), SEGMENT, ...codes(':'), SEGMENT, ...codes(':'), SEGMENT,
  ...codes(':'), many(CLASS.any),
]); // prettier-ignore
export const ASTERISK: Glob = globOf(codes('*'));

/**
 * Looks for a request that all of `wanted` match and none of `others` does, as a search over the ways to escape each of
 * the others: by its resources or by one of its conditions.
 */
export function searchBoxes(
  wanted: readonly Placed[],
  others: readonly Placed[],
  flat: boolean,
  context: BoxContext,
  leaf: Leaf,
): boolean {
  const literals = new Map<string, readonly Literal[]>();
  for (const { source } of wanted)
    for (const atom of source.atoms) {
      const known = literals.get(atom.key) ?? [];
      if (!known.some((literal) => literal.atom.id === atom.id))
        literals.set(atom.key, [...known, { atom, holds: true }]);
    }
  for (const [key, list] of literals) if (!isPossible(key, list, context)) return false;
  const outside = wanted.filter(({ source }) => source.except).flatMap(({ resources }) => resources);
  const lists = wanted.filter(({ source }) => !source.except).map(({ resources }) => resources);
  const choose = (at: number, inside: readonly Glob[]): boolean => {
    if (at < lists.length)
      return lists[at]!.some((glob) => choose(at + 1, glob.everything ? inside : [...inside, glob]));
    const forms = inside.length > 0 ? [inside] : flat ? [[]] : [[ARN_FORM], [ASTERISK]];
    return forms.some((form) => {
      const box: Box = { inside: form, outside, literals };
      if ((form.length > 1 || outside.length > 0) && !hasResource(box, context)) return false;
      return search(box, others, context, leaf);
    });
  };
  return choose(0, []);
}

/** What is left of a cover against a box. */
interface Escape {
  readonly cover: Placed;
  /** Its resources contain those of the box. */
  readonly within: boolean;
  readonly atoms: readonly Literal[];
}

function search(start: Box, covers: readonly Placed[], context: BoxContext, leaf: Leaf): boolean {
  if (--context.nodes.left < 0) {
    context.undecided.add('budget');
    return false;
  }
  let box = start;
  let open = covers;
  for (;;) {
    const escapes: Escape[] = [];
    const sure: Glob[] = [];
    const units: Literal[] = [];
    for (const cover of open) {
      const escape = escapeFrom(cover, box, context);
      if (!escape) continue;
      if (escape.atoms.length === 0 && escape.within) return false;
      if (escape.atoms.length === 0 && !cover.source.except) sure.push(...cover.resources);
      else if (escape.atoms.length === 1 && escape.within)
        units.push({ atom: escape.atoms[0]!.atom, holds: false });
      else escapes.push(escape);
    }
    if (sure.length > 0) {
      box = { ...box, outside: [...box.outside, ...sure] };
      if (!hasResource(box, context)) return false;
    }
    for (const unit of units) {
      const next = withLiteral(box, unit, context);
      if (!next) return false;
      box = next;
    }
    open = escapes.map(({ cover }) => cover);
    if (sure.length > 0 || units.length > 0) continue;
    if (escapes.length === 0) return leaf(box);
    return branch(box, escapes, context, leaf);
  }
}

/** Tries the ways out of the cover that has the fewest. */
function branch(box: Box, escapes: readonly Escape[], context: BoxContext, leaf: Leaf): boolean {
  const ways = ({ cover, within, atoms }: Escape): number =>
    atoms.length + (within ? 0 : cover.source.except ? cover.resources.length : 1);
  let best = escapes[0]!;
  for (const escape of escapes) if (ways(escape) < ways(best)) best = escape;
  const rest = escapes.filter((escape) => escape !== best).map(({ cover }) => cover);
  if (!best.within) {
    if (best.cover.source.except) {
      for (const glob of best.cover.resources) {
        const next: Box = { ...box, inside: [...box.inside, glob] };
        if (hasResource(next, context) && search(next, rest, context, leaf)) return true;
      }
    } else {
      const next: Box = { ...box, outside: [...box.outside, ...best.cover.resources] };
      if (hasResource(next, context) && search(next, rest, context, leaf)) return true;
    }
  }
  for (const { atom } of best.atoms) {
    const next = withLiteral(box, { atom, holds: false }, context);
    if (next && search(next, rest, context, leaf)) return true;
  }
  return false;
}

/** Undefined when the cover cannot touch the box. */
function escapeFrom(cover: Placed, box: Box, context: BoxContext): Escape | undefined {
  const atoms: Literal[] = [];
  for (const atom of cover.source.atoms) {
    const known = box.literals.get(atom.key)?.find((literal) => literal.atom.id === atom.id);
    if (known && !known.holds) return undefined;
    if (!known) atoms.push({ atom, holds: true });
  }
  const classes = context.constants.classes;
  if (cover.source.except) {
    if (cover.resources.some((glob) => box.inside.some((own) => covers(glob, own, classes))))
      return undefined;
    const within = cover.resources.every(
      (glob) =>
        box.inside.some((own) => clearlyDisjoint(glob, own)) ||
        box.outside.some((own) => covers(own, glob, classes)),
    );
    return { cover, within, atoms };
  }
  let touches = false;
  for (const glob of cover.resources) {
    if (box.inside.length === 0 ? glob.everything : box.inside.some((own) => covers(glob, own, classes)))
      return { cover, within: true, atoms };
    touches ||= !box.inside.some((own) => clearlyDisjoint(glob, own));
  }
  return touches ? { cover, within: false, atoms } : undefined;
}

function withLiteral(box: Box, literal: Literal, context: BoxContext): Box | undefined {
  const { key, id } = literal.atom;
  const known = box.literals.get(key) ?? [];
  const same = known.find(({ atom }) => atom.id === id);
  if (same) return same.holds === literal.holds ? box : undefined;
  const list = [...known, literal];
  if (!isPossible(key, list, context)) return undefined;
  return { ...box, literals: new Map(box.literals).set(key, list) };
}

function isPossible(key: string, literals: readonly Literal[], context: BoxContext): boolean {
  const answer = solveKey(key, literals, context.bounds.get(key), [], context);
  if (answer.kind === 'open') context.leaveOpen(answer.values);
  if (answer.kind === 'unknown') context.undecided.add(answer.reason);
  return answer.kind === 'absent' || answer.kind === 'values';
}

function hasResource(box: Box, context: BoxContext): boolean {
  const answer = findWord(box.inside, box.outside, context.constants.classes, context.budget);
  if (answer.kind === 'open') context.leaveOpen(answer.values);
  if (answer.kind === 'unknown') context.undecided.add('states');
  return answer.kind === 'word';
}

/** Values of all keys of a box, absent ones left out; undefined when a link between keys forbids them. */
export function valuesOf(box: Box, context: BoxContext): ReadonlyMap<string, readonly Word[]> | undefined {
  const values = new Map<string, readonly Word[]>();
  const tagKeys: Glob[] = [];
  const keys = new Set(box.literals.keys());
  for (const [key, bound] of context.bounds) if (bound.presence === 'present') keys.add(key);
  for (const key of [...keys].sort((a, b) => Number(a === 'aws:tagkeys') - Number(b === 'aws:tagkeys'))) {
    const answer = solveKey(
      key,
      box.literals.get(key) ?? [],
      context.bounds.get(key),
      key === 'aws:tagkeys' ? tagKeys : [],
      context,
    );
    if (answer.kind === 'absent') continue;
    if (answer.kind !== 'values') {
      if (answer.kind === 'open') context.leaveOpen(answer.values);
      if (answer.kind === 'unknown') context.undecided.add(answer.reason);
      return undefined;
    }
    values.set(key, answer.values);
    // A tag of the request is one of its tag keys.
    if (key.startsWith('aws:requesttag/'))
      tagKeys.push(patternOf(key.slice('aws:requesttag/'.length), 'text-folded', false).fixed!);
  }
  return values;
}
