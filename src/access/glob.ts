import { type CharacterClass, CLASS, classIncludes, inClass, sampleOf } from './character-class.ts';

/**
 * A pattern is a list of tokens, each a number: a UTF-16 code unit; `FOLDED` plus a lower-case code unit for a letter in
 * either case; `CONSTANT` plus an index for a text that is not known but always the same (a policy variable, a hole);
 * negative for one character of a class, or for any number of them. A word has only code units and constants.
 */
export const FOLDED = 0x10000;
export const CONSTANT = 0x20000;
export const one = (of: CharacterClass): number => -1 - 2 * of;
export const many = (of: CharacterClass): number => -2 - 2 * of;
export const isWild = (token: number): boolean => token < 0;
export const isMany = (token: number): boolean => token < 0 && (-token & 1) === 0;
export const isConstant = (token: number): boolean => token >= CONSTANT;
export const classOf = (token: number): CharacterClass => ((-token - 1) >> 1) as CharacterClass;

export interface Glob {
  readonly tokens: readonly number[];
  /** No wildcard; with a constant in it the text still is not known. */
  readonly literal: boolean;
  /** Has a token for exactly one unknown character. */
  readonly hasOne: boolean;
  readonly hasConstant: boolean;
  /** Length of the beginning, and of the end, that has neither wildcard nor constant nor a letter in either case. */
  readonly prefix: number;
  readonly suffix: number;
  /** Whether first-fit matching with return to the last star is exact. */
  readonly firstFit: boolean;
  /** Matches every string. */
  readonly everything: boolean;
}

/** Classes of the constants, by index; the index is the caller's. */
export type ConstantClasses = readonly CharacterClass[];

/** Makes a pattern; runs of wildcards of one class become single ones first and one star last. */
export function globOf(raw: readonly number[]): Glob {
  const tokens = canonical(raw);
  const plain = (token: number): boolean => token >= 0 && token < FOLDED;
  let prefix = 0;
  while (prefix < tokens.length && plain(tokens[prefix]!)) prefix++;
  let suffix = 0;
  while (suffix < tokens.length && plain(tokens[tokens.length - 1 - suffix]!)) suffix++;
  const wild = tokens.filter(isWild);
  return {
    tokens,
    literal: wild.length === 0,
    hasOne: wild.some((token) => !isMany(token)),
    hasConstant: tokens.some(isConstant),
    prefix,
    suffix,
    firstFit: isFirstFit(tokens),
    everything: tokens.length === 1 && tokens[0] === many(CLASS.any),
  };
}

function canonical(raw: readonly number[]): readonly number[] {
  const tokens: number[] = [];
  for (let at = 0; at < raw.length;) {
    const token = raw[at]!;
    if (!isWild(token)) {
      tokens.push(token);
      at++;
      continue;
    }
    const of = classOf(token);
    let star = false;
    for (; at < raw.length && isWild(raw[at]!) && classOf(raw[at]!) === of; at++) {
      if (isMany(raw[at]!)) star = true;
      else tokens.push(raw[at]!);
    }
    if (star) tokens.push(many(of));
  }
  return tokens;
}

/** A star that is followed by another must not have to give way to it: the later one can take all that it gives up. */
function isFirstFit(tokens: readonly number[]): boolean {
  let last: CharacterClass | undefined;
  for (const token of tokens) {
    if (!isMany(token)) continue;
    const of = classOf(token);
    if (of > CLASS.segment || (last === CLASS.any && of === CLASS.segment)) return false;
    last = of;
  }
  return true;
}

/** Whether the pattern token takes the other token whatever that one stands for. */
function takes(token: number, other: number, constants: ConstantClasses): boolean {
  if (token === other) return true;
  if (token >= 0) return token >= FOLDED && token < CONSTANT && fold(other) === token;
  const of = classOf(token);
  if (isConstant(other)) {
    // A value inside one of the first five fields of an ARN has no colon.
    return (
      isMany(token) && (of <= CLASS.segment || classIncludes(of, constants[other - CONSTANT] ?? CLASS.any))
    );
  }
  if (other >= 0) return inClass(other >= FOLDED ? other - FOLDED : other, of);
  if (isMany(other) && !isMany(token)) return false;
  return classIncludes(of, classOf(other));
}

function fold(token: number): number {
  if (token >= FOLDED || token < 0) return token;
  return FOLDED + lowerCode(token);
}

export function lowerCode(code: number): number {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? code + 32 : code;
  const lower = String.fromCharCode(code).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : code;
}

/**
 * Whether every string of `inner` is one of `outer`, for all values of the constants. `true` is always right; `false` is
 * right when `outer` has no token for a single unknown character and no classes but `any` and `segment`.
 */
export function covers(outer: Glob, inner: Glob, constants: ConstantClasses): boolean {
  if (outer.everything || outer === inner) return true;
  if (outer.literal && !inner.literal) return false;
  const shared = Math.min(outer.prefix, inner.prefix);
  for (let at = 0; at < shared; at++) if (outer.tokens[at] !== inner.tokens[at]) return false;
  return takesAll(outer, inner.tokens, constants);
}

/** Whether a word, or every word of a pattern given by its tokens, is matched. */
export function takesAll(outer: Glob, inner: readonly number[], constants: ConstantClasses): boolean {
  return outer.firstFit ? firstFit(outer.tokens, inner, constants) : allFits(outer.tokens, inner, constants);
}

function firstFit(outer: readonly number[], inner: readonly number[], constants: ConstantClasses): boolean {
  let at = 0;
  let reached = 0;
  let star = -1;
  let resume = 0;
  while (reached < inner.length) {
    const token = at < outer.length ? outer[at]! : undefined;
    if (token !== undefined && isMany(token)) {
      star = at++;
      resume = reached;
    } else if (token !== undefined && takes(token, inner[reached]!, constants)) {
      at++;
      reached++;
    } else if (star >= 0 && takes(outer[star]!, inner[resume]!, constants)) {
      at = star + 1;
      reached = ++resume;
    } else return false;
  }
  while (at < outer.length && isMany(outer[at]!)) at++;
  return at === outer.length;
}

function allFits(outer: readonly number[], inner: readonly number[], constants: ConstantClasses): boolean {
  let active = closure([0], outer);
  for (const token of inner) {
    const next: number[] = [];
    for (const at of active) {
      const own = outer[at];
      if (own === undefined || !takes(own, token, constants)) continue;
      next.push(isMany(own) ? at : at + 1);
    }
    if (next.length === 0) return false;
    active = closure(next, outer);
  }
  return active.includes(outer.length);
}

/** Positions reachable without reading, sorted and unique. */
export function closure(positions: readonly number[], tokens: readonly number[]): number[] {
  const reached = new Set<number>();
  for (const position of positions)
    for (let at = position; !reached.has(at); at++) {
      reached.add(at);
      if (at >= tokens.length || !isMany(tokens[at]!)) break;
    }
  return [...reached].sort((a, b) => a - b);
}

/** Whether beginning or end already tell that no string is in both. */
export function clearlyDisjoint(a: Glob, b: Glob): boolean {
  const head = Math.min(a.prefix, b.prefix);
  for (let at = 0; at < head; at++) if (a.tokens[at] !== b.tokens[at]) return true;
  const tail = Math.min(a.suffix, b.suffix);
  for (let at = 1; at <= tail; at++) if (a.tokens.at(-at) !== b.tokens.at(-at)) return true;
  if (a.prefix === a.tokens.length && b.prefix === b.tokens.length)
    return a.tokens.length !== b.tokens.length;
  return false;
}

/** A word of the pattern that has as little in common with other patterns as one word can. */
export function instanceOf(glob: Glob): number[] {
  return glob.tokens.map((token) => {
    if (token >= FOLDED && token < CONSTANT) return token - FOLDED;
    return isWild(token) ? sampleOf(classOf(token), !isMany(token)) : token;
  });
}
