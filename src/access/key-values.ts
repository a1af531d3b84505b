import { type Atom } from './condition-atom.ts';
import { type KeyBound, keyFacts } from './condition-key.ts';
import { CLASS } from './character-class.ts';
import { type Glob, instanceOf, globOf, many, one, takesAll } from './glob.ts';
import { findWord, type SearchBudget, someOf } from './glob-search.ts';
import { type Constants, globIn, patternOf, type World } from './pattern.ts';
import { candidatesOf, contains, type PlainSet } from './value-set.ts';
import { type UnknownReason } from './verdict.ts';

/** An atom that must hold, or must not. */
export interface Literal {
  readonly atom: Atom;
  readonly holds: boolean;
}

/** A value: code units and constants. */
export type Word = readonly number[];

/** `open`: no value unless a constant is some other text. */
export type KeyAnswer =
  | { readonly kind: 'absent' }
  | { readonly kind: 'values'; readonly values: readonly Word[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'open'; readonly values: ReadonlyMap<number, Word> }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** What all questions of one world share. */
export interface KeyContext {
  readonly world: World;
  readonly constants: Constants;
  readonly budget: SearchBudget;
  /** Keys on which some set operator is used. */
  readonly qualified: ReadonlySet<string>;
  readonly globs: Map<Atom, readonly Glob[]>;
}

const EMPTY: KeyAnswer = { kind: 'empty' };
const NOT_EMPTY_TEXT = someOf(CLASS.any);
const ACCOUNT = globOf(Array.from({ length: 12 }, () => one(CLASS.digit)));
/** For values with a part that is not known, whose length is not either. */
const DIGITS = globOf([many(CLASS.digit)]);
const MOST_CHOICES = 4096;

/** A demand on one value, or on every value: inside or outside of a set. */
interface Demand {
  readonly atom: Atom;
  readonly inside: boolean;
}

/**
 * Looks for values of one key that satisfy all literals; absence, where it is allowed, comes first.
 * @param demanded patterns of which each must be met by some value, `aws:TagKeys` by `aws:RequestTag/…`.
 */
export function solveKey(
  key: string,
  literals: readonly Literal[],
  bound: KeyBound | undefined,
  demanded: readonly Glob[],
  context: KeyContext,
): KeyAnswer {
  const facts = keyFacts(key);
  const presence = bound?.presence ?? (facts.always ? 'present' : 'either');
  if (
    presence !== 'present' &&
    demanded.length === 0 &&
    literals.every(({ atom, holds }) => atom.absent === holds)
  )
    return { kind: 'absent' };
  if (presence === 'absent') return EMPTY;
  const all: Demand[] = [];
  const some: Demand[] = [];
  for (const atom of bound?.holds ?? []) all.push({ atom, inside: atom.inside });
  for (const { atom, holds } of literals) {
    if (atom.quantity === 'fixed') {
      if (atom.present !== holds) return EMPTY;
      continue;
    }
    const inside = holds ? atom.inside : !atom.inside;
    ((atom.quantity === 'every') === holds ? all : some).push({ atom, inside });
  }
  const qualified = context.qualified.has(key);
  const several = facts.multivalued || (qualified && !facts.single);
  const search = (demands: readonly Demand[], exactly?: Glob): KeyAnswer =>
    solveValue(key, demands, bound, exactly, !facts.multivalued && !qualified, context);
  if (!several) return search([...all, ...some], demanded[0]);
  const values: Word[] = [];
  for (const demand of some) {
    const found = search([...all, demand]);
    if (found.kind !== 'values') return found;
    values.push(...found.values);
  }
  for (const glob of demanded) {
    const found = search(all, glob);
    if (found.kind !== 'values') return found;
    values.push(...found.values);
  }
  return values.length === 0 ? search(all) : { kind: 'values', values: unique(values) };
}

function unique(words: readonly Word[]): readonly Word[] {
  const seen = new Map<string, Word>();
  for (const word of words) seen.set(word.join(','), word);
  return [...seen.values()];
}

function solveValue(
  key: string,
  demands: readonly Demand[],
  bound: KeyBound | undefined,
  exactly: Glob | undefined,
  emptyAllowed: boolean,
  context: KeyContext,
): KeyAnswer {
  const facts = keyFacts(key);
  const groups: (readonly Glob[])[] = [];
  const outside: Glob[] = [];
  const plain: { readonly set: PlainSet; readonly inside: boolean }[] = [];
  for (const { atom, inside } of demands) {
    if (atom.set.family !== 'string') plain.push({ set: atom.set, inside });
    else if (inside) groups.push(globsOf(atom, context));
    else outside.push(...globsOf(atom, context));
  }
  const mode = bound?.arns ? 'arn' : 'like';
  if (bound?.only) groups.push(bound.only.map((text) => boundGlob(text, mode)));
  if (bound?.except) outside.push(...bound.except.map((text) => boundGlob(text, mode)));
  if (facts.account && bound?.only === undefined)
    groups.push([groups.some((group) => group.some(({ hasConstant }) => hasConstant)) ? DIGITS : ACCOUNT]);
  if (!emptyAllowed) groups.push([NOT_EMPTY_TEXT]);
  if (exactly) groups.push([exactly]);
  if (groups.some((group) => group.length === 0)) return EMPTY;
  if (plain.length === 0 && !facts.boolean) return chooseWord(groups, outside, context);
  return testCandidates(groups, outside, plain, facts.boolean, context);
}

const boundGlobs = new Map<string, Glob>();
const NOTHING = patternOf('', 'like', false).fixed!;

function boundGlob(text: string, mode: 'arn' | 'like'): Glob {
  const name = `${mode} ${text}`;
  let glob = boundGlobs.get(name);
  if (!glob) {
    if (boundGlobs.size > 4096) boundGlobs.clear();
    boundGlobs.set(name, (glob = patternOf(text, mode, false).fixed ?? NOTHING));
  }
  return glob;
}

/** The patterns of a string atom in the world. */
export function globsOf(atom: Atom, context: KeyContext): readonly Glob[] {
  let globs = context.globs.get(atom);
  if (!globs) {
    const found: Glob[] = [];
    if (atom.set.family === 'string')
      for (const pattern of atom.set.patterns) {
        const glob = globIn(pattern, context.world, context.constants);
        if (glob) found.push(glob);
      }
    context.globs.set(atom, (globs = found));
  }
  return globs;
}

/** Values of other families are finitely many cases; text among them is tested value by value. */
function testCandidates(
  groups: readonly (readonly Glob[])[],
  outside: readonly Glob[],
  plain: readonly { readonly set: PlainSet; readonly inside: boolean }[],
  boolean: boolean,
  context: KeyContext,
): KeyAnswer {
  const families = new Set(plain.map(({ set }) => set.family));
  const candidates: string[] = boolean ? ['true', 'false'] : [];
  if (!boolean)
    for (const family of families)
      candidates.push(...candidatesOf(plain.map(({ set }) => set).filter((set) => set.family === family)));
  const texts = candidates.map(wordOf);
  const typed = groups.some((group) => group[0] !== NOT_EMPTY_TEXT) || outside.length > 0;
  if (!boolean && (typed || families.size > 1))
    for (const glob of [...groups.flat(), ...outside])
      if (texts.length < MOST_CHOICES) texts.push(instanceOf(glob));
  for (const word of texts) {
    if (!groups.every((group) => group.some((glob) => takesAll(glob, word, context.constants.classes))))
      continue;
    if (outside.some((glob) => takesAll(glob, word, context.constants.classes))) continue;
    const text = String.fromCharCode(...word);
    if (plain.every(({ set, inside }) => contains(set, text) === inside))
      return { kind: 'values', values: [word] };
  }
  if (boolean || (!typed && families.size <= 1)) return EMPTY;
  // No value of the mixed kinds was found; certain only when one kind alone has none.
  if (typed && chooseWord(groups, outside, context).kind === 'empty') return EMPTY;
  for (const family of families) {
    const own = plain.filter(({ set }) => set.family === family);
    const sets = own.map(({ set }) => set);
    if (
      own.some(({ inside }) => inside) &&
      !candidatesOf(sets).some((text) => own.every(({ set, inside }) => contains(set, text) === inside))
    )
      return EMPTY;
  }
  return { kind: 'unknown', reason: 'type' };
}

/** One pattern of every group, none of the others. */
function chooseWord(
  groups: readonly (readonly Glob[])[],
  outside: readonly Glob[],
  context: KeyContext,
): KeyAnswer {
  const order = [...groups].sort((a, b) => a.length - b.length);
  const literal = order.find((group) =>
    group.every((glob) => glob.literal && !glob.hasConstant && !hasFolded(glob)),
  );
  const classes = context.constants.classes;
  const constants = [...groups.flat(), ...outside].some((glob) => glob.hasConstant);
  if (literal && !constants) {
    for (const { tokens } of literal) {
      if (--context.budget.states < 0) return { kind: 'unknown', reason: 'states' };
      if (outside.some((glob) => takesAll(glob, tokens, classes))) continue;
      if (order.every((group) => group === literal || group.some((glob) => takesAll(glob, tokens, classes))))
        return { kind: 'values', values: [tokens] };
    }
    return EMPTY;
  }
  let choices = 0;
  let worst: KeyAnswer = EMPTY;
  const choose = (at: number, chosen: readonly Glob[]): KeyAnswer | undefined => {
    if (at === order.length) {
      if (++choices > MOST_CHOICES) return { kind: 'unknown', reason: 'budget' };
      const found = findWord(chosen, outside, classes, context.budget);
      if (found.kind === 'word') return { kind: 'values', values: [found.word] };
      if (found.kind === 'unknown') return { kind: 'unknown', reason: 'states' };
      if (found.kind === 'open') worst = found;
      return undefined;
    }
    for (const glob of order[at]!) {
      const found = choose(at + 1, [...chosen, glob]);
      if (found) return found;
    }
    return undefined;
  };
  return choose(0, []) ?? worst;
}

function hasFolded(glob: Glob): boolean {
  return glob.tokens.some((token) => token >= 0x10000 && token < 0x20000);
}

export function wordOf(text: string): Word {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}
