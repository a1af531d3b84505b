import { type CharacterClass, CLASS, FRESH_RUN, inClass, membersOf } from './character-class.ts';
import {
  classOf,
  clearlyDisjoint,
  closure,
  CONSTANT,
  type ConstantClasses,
  covers,
  FOLDED,
  type Glob,
  globOf,
  instanceOf,
  isConstant,
  isMany,
  isWild,
  many,
  one,
  takesAll,
} from './glob.ts';

/** How many states all searches of one check may visit together. */
export interface SearchBudget {
  states: number;
}

/**
 * `word`: a member. `empty`: there is none whatever the constants stand for. `open`: there is none when the constants are
 * texts of their own, but there may be one for other values; `values` are some by index of the constant. `unknown`: the budget ended.
 */
export type GlobAnswer =
  | { readonly kind: 'word'; readonly word: readonly number[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'open'; readonly values: ReadonlyMap<number, readonly number[]> }
  | { readonly kind: 'unknown' };

const EMPTY: GlobAnswer = { kind: 'empty' };
const EVERYTHING = globOf([many(CLASS.any)]);

/** Looks for a string that is in all of `inside` and in none of `outside`. */
export function findWord(
  inside: readonly Glob[],
  outside: readonly Glob[],
  constants: ConstantClasses,
  budget: SearchBudget,
): GlobAnswer {
  const positives = narrowest(inside, constants);
  const negatives: Glob[] = [];
  for (const glob of outside) {
    if (positives.some((positive) => covers(glob, positive, constants))) return EMPTY;
    if (!positives.some((positive) => clearlyDisjoint(glob, positive))) negatives.push(glob);
  }
  for (const [index, a] of positives.entries())
    for (const b of positives.slice(index + 1)) if (clearlyDisjoint(a, b)) return EMPTY;
  for (const positive of positives) {
    const word = instanceOf(positive);
    if (isMember(word, positives, negatives, constants)) return { kind: 'word', word };
  }
  const found = product(positives, negatives, constants, budget);
  if (found.kind !== 'empty') return found;
  if (![...positives, ...negatives].some((glob) => glob.hasConstant)) return EMPTY;
  const widened = positives.map((glob) => widen(glob, constants));
  const certain = negatives.filter((glob) => !glob.hasConstant);
  const wider = product(widened, certain, constants, budget);
  if (wider.kind !== 'word') return wider;
  return { kind: 'open', values: valuesIn(positives, wider.word, constants) };
}

function isMember(
  word: readonly number[],
  positives: readonly Glob[],
  negatives: readonly Glob[],
  constants: ConstantClasses,
): boolean {
  return (
    positives.every((glob) => takesAll(glob, word, constants)) &&
    !negatives.some((glob) => takesAll(glob, word, constants))
  );
}

/** Leaves out what another one of the list is contained in. */
function narrowest(globs: readonly Glob[], constants: ConstantClasses): readonly Glob[] {
  if (globs.length === 0) return [EVERYTHING];
  if (globs.length === 1) return globs;
  const kept: Glob[] = [];
  for (const glob of globs) {
    if (kept.some((other) => covers(glob, other, constants))) continue;
    for (let at = kept.length - 1; at >= 0; at--) if (covers(kept[at]!, glob, constants)) kept.splice(at, 1);
    kept.push(glob);
  }
  return kept;
}

/** Any value in the place of each constant. */
function widen(glob: Glob, constants: ConstantClasses): Glob {
  if (!glob.hasConstant) return glob;
  return globOf(glob.tokens.map((token) => (isConstant(token) ? many(constants[token - CONSTANT]!) : token)));
}

interface Node {
  readonly inside: readonly (readonly number[])[];
  readonly outside: readonly (readonly number[])[];
  readonly letter: number;
  readonly from: Node | undefined;
}

/** Breadth-first walk over the product of the patterns' position sets; the first member found is a shortest one. */
function product(
  positives: readonly Glob[],
  negatives: readonly Glob[],
  constants: ConstantClasses,
  budget: SearchBudget,
): GlobAnswer {
  const letters = alphabet([...positives, ...negatives]);
  const start: Node = {
    inside: positives.map((glob) => closure([0], glob.tokens)),
    outside: negatives.map((glob) => closure([0], glob.tokens)),
    letter: 0,
    from: undefined,
  };
  let layer = [start];
  const seen = new Set([keyOf(start)]);
  while (layer.length > 0) {
    const next: Node[] = [];
    for (const node of layer) {
      if (
        node.inside.every((at, index) => at.includes(positives[index]!.tokens.length)) &&
        !node.outside.some((at, index) => at.includes(negatives[index]!.tokens.length))
      )
        return { kind: 'word', word: readWord(node) };
      const choices = lettersFrom(node, positives, letters);
      let positions = 0;
      for (const at of node.inside) positions += at.length;
      for (const at of node.outside) positions += at.length;
      // A step costs as much as it has positions to follow.
      budget.states -= 1 + ((positions * choices.length) >> 6);
      if (budget.states < 0) return { kind: 'unknown' };
      for (const letter of choices) {
        const step = (glob: Glob, at: readonly number[]): readonly number[] =>
          advance(glob, at, letter, constants);
        const inside = node.inside.map((at, index) => step(positives[index]!, at));
        if (inside.some((at) => at.length === 0)) continue;
        const outside = node.outside.map((at, index) => step(negatives[index]!, at));
        const reached: Node = { inside, outside, letter, from: node };
        const key = keyOf(reached);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(reached);
      }
    }
    layer = next;
  }
  return EMPTY;
}

const keyOf = (node: Node): string => `${node.inside.join('|')}#${node.outside.join('|')}`;

function readWord(node: Node): number[] {
  const word: number[] = [];
  for (let at = node; at.from; at = at.from) word.push(at.letter);
  return word.reverse();
}

/** Where only literal tokens can be read, no other letters need trying. */
function lettersFrom(node: Node, positives: readonly Glob[], letters: readonly number[]): readonly number[] {
  for (const [index, at] of node.inside.entries()) {
    const tokens = positives[index]!.tokens;
    if (
      at.every(
        (position) => position >= tokens.length || (tokens[position]! >= 0 && !isFolded(tokens[position]!)),
      )
    )
      return [
        ...new Set(at.filter((position) => position < tokens.length).map((position) => tokens[position]!)),
      ];
  }
  return letters;
}

const isFolded = (token: number): boolean => token >= FOLDED && token < CONSTANT;

function advance(
  glob: Glob,
  at: readonly number[],
  letter: number,
  constants: ConstantClasses,
): readonly number[] {
  const next: number[] = [];
  for (const position of at) {
    const token = glob.tokens[position];
    if (token === undefined) continue;
    if (isMany(token)) {
      if (takesLetter(token, letter, constants)) next.push(position);
    } else if (takesLetter(token, letter, constants)) next.push(position + 1);
  }
  return next.length === 0 ? next : closure(next, glob.tokens);
}

function takesLetter(token: number, letter: number, constants: ConstantClasses): boolean {
  if (token === letter) return true;
  if (!isWild(token) && !isFolded(token)) return false;
  return takesAll(singleToken(token), [letter], constants);
}

const singles = new Map<number, Glob>();

function singleToken(token: number): Glob {
  let glob = singles.get(token);
  if (!glob) singles.set(token, (glob = globOf([token])));
  return glob;
}

/** All letters that some pattern tells apart, and one of every kind that none does. */
function alphabet(globs: readonly Glob[]): readonly number[] {
  // The fresh letter comes first: a word of it has the least in common with anything.
  const letters = new Set<number>([FRESH_RUN]);
  const classes = new Set<number>();
  for (const glob of globs)
    for (const token of glob.tokens) {
      if (isWild(token)) classes.add(classOf(token));
      else if (isFolded(token)) {
        letters.add(token - FOLDED);
        letters.add(
          String.fromCharCode(token - FOLDED)
            .toUpperCase()
            .charCodeAt(0),
        );
      } else letters.add(token);
    }
  const kinds = [CLASS.digit, CLASS.lower, CLASS.name, CLASS.path, CLASS.plain].filter((of) =>
    classes.has(of),
  );
  // A letter of each combination of the classes that occur, if some is not used as a literal.
  const combination = (code: number): string => kinds.map((of) => (inClass(code, of) ? '1' : '0')).join('');
  const combinations = new Set([combination(FRESH_RUN)]);
  for (const of of kinds)
    for (const code of membersOf(of)) {
      const key = combination(code);
      if (combinations.has(key) || letters.has(code)) continue;
      combinations.add(key);
      letters.add(code);
    }
  if (classes.size > 0) letters.add(0x3a);
  return [...letters];
}

/** Pattern for values of a class that are not empty. */
export function someOf(of: CharacterClass): Glob {
  return globOf([one(of), many(of)]);
}

/** Values of the constants with which each pattern alone matches the word; the first that is found for each. */
export function valuesIn(
  globs: readonly Glob[],
  word: readonly number[],
  constants: ConstantClasses,
): ReadonlyMap<number, readonly number[]> {
  const values = new Map<number, readonly number[]>();
  let steps = 4096;
  const match = (tokens: readonly number[], at: number, from: number): boolean => {
    if (--steps < 0) return false;
    const token = tokens[at];
    if (token === undefined) return from === word.length;
    if (isMany(token)) {
      for (let to = from; to <= word.length; to++) {
        if (match(tokens, at + 1, to)) return true;
        if (to < word.length && !takesLetter(token, word[to]!, constants)) return false;
      }
      return false;
    }
    if (!isConstant(token))
      return (
        from < word.length && takesLetter(token, word[from]!, constants) && match(tokens, at + 1, from + 1)
      );
    const index = token - CONSTANT;
    const known = values.get(index);
    if (known)
      return (
        known.every((code, offset) => word[from + offset] === code) &&
        match(tokens, at + 1, from + known.length)
      );
    for (let to = from + 1; to <= word.length; to++) {
      values.set(index, word.slice(from, to));
      if (match(tokens, at + 1, to)) return true;
    }
    values.delete(index);
    return false;
  };
  for (const glob of globs) if (glob.hasConstant) match(glob.tokens, 0, 0);
  return values;
}
