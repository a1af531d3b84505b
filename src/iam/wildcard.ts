import { covers as coversByAutomaton } from './wildcard-inclusion.ts';

/**
 * Stands for one unknown piece of at least one character, such as the value of a parameter. Only {@link couldMatch}
 * gives it that meaning; everywhere else it is a character like any other.
 */
export const HOLE = '\u0000';

/**
 * The length up to which patterns are taken apart; a longer one covers and matches nothing but itself. No ARN
 * is longer in IAM: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
export const MAX_PATTERN_LENGTH = 2048;

const STAR = 42;
const QUESTION = 63;

/** Whether a string has a `*` or `?`. */
export function hasWildcard(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

/** Whether the pattern is nothing but asterisks, so that every string matches. */
export function isEverything(pattern: string): boolean {
  return /^\*+$/.test(pattern);
}

/**
 * Whether a string matches a pattern in which `*` stands for any characters and `?` for exactly one. The string is
 * taken as it is: wildcards in it are ordinary characters. The case counts.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (pattern === text || isEverything(pattern)) return true;
  if (pattern.length > MAX_PATTERN_LENGTH || text.length > MAX_PATTERN_LENGTH) return false;
  let at = 0;
  let in_ = 0;
  let star = -1;
  let resume = 0;
  while (in_ < text.length) {
    const code = at < pattern.length ? pattern.charCodeAt(at) : -1;
    if (code === STAR) {
      star = at++;
      resume = in_;
    } else if (code === QUESTION || code === text.charCodeAt(in_)) {
      at++;
      in_++;
    } else if (star !== -1) {
      at = star + 1;
      in_ = ++resume;
    } else return false;
  }
  while (pattern.charCodeAt(at) === STAR) at++;
  return at === pattern.length;
}

/**
 * Whether every string that matches `narrow` matches `wide`. Exact over an unbounded alphabet, but for patterns with
 * both `*` and `?` whose comparison would take too long: these count as not covered.
 */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow || isEverything(wide)) return true;
  if (wide.length > MAX_PATTERN_LENGTH || narrow.length > MAX_PATTERN_LENGTH) return false;
  if (!hasWildcard(narrow)) return matchesWildcard(wide, narrow);
  if (!hasWildcard(wide)) return false;
  return coversByAutomaton(wide, narrow);
}

/** Whether some string matches both patterns. Exact. */
export function intersects(a: string, b: string): boolean {
  if (a === b || isEverything(a) || isEverything(b)) return true;
  if (a.length > MAX_PATTERN_LENGTH || b.length > MAX_PATTERN_LENGTH) return false;
  return sameEnds(a, b) && intersectTokens(tokensOf(a), tokensOf(b));
}

/** Whether two patterns agree from the left and from the right as far as the first wildcard of either. */
function sameEnds(a: string, b: string): boolean {
  const wild = (code: number): boolean => code === STAR || code === QUESTION;
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (wild(x) || wild(y)) break;
    if (x !== y) return false;
  }
  for (let at = 1; at <= shorter; at++) {
    const [x, y] = [a.charCodeAt(a.length - at), b.charCodeAt(b.length - at)];
    if (wild(x) || wild(y)) break;
    if (x !== y) return false;
  }
  return true;
}

/**
 * Whether some string matches both patterns when every {@link HOLE} in either may turn out to be any string of at least
 * one character. What cannot be taken apart because of its length could match.
 */
export function couldMatch(a: string, b: string): boolean {
  if (a.length > MAX_PATTERN_LENGTH || b.length > MAX_PATTERN_LENGTH) return true;
  return intersects(a.replaceAll(HOLE, '?*'), b.replaceAll(HOLE, '?*'));
}

/** A character code, or one of the classes below. */
export type Token = number;
/** Any one character. */
export const ANY: Token = -1;
/** Any characters. */
export const ANY_RUN: Token = -2;
/** Any one character but a slash. */
export const NO_SLASH: Token = -3;
/** Any characters but slashes. */
export const NO_SLASH_RUN: Token = -4;

const SLASH = 47;

/** A pattern as tokens. */
export function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const code = pattern.charCodeAt(at);
    tokens.push(code === STAR ? ANY_RUN : code === QUESTION ? ANY : code);
  }
  return tokens;
}

/** Whether some string matches both token lists. Time is the product of their lengths at most. */
export function intersectTokens(a: readonly Token[], b: readonly Token[]): boolean {
  let row = new Uint8Array(b.length + 1);
  let next = new Uint8Array(b.length + 1);
  row[0] = 1;
  for (let i = 0; i <= a.length; i++) {
    const x = a[i];
    next.fill(0);
    let alive = false;
    for (let j = 0; j <= b.length; j++) {
      if (row[j] === 0) continue;
      alive = true;
      const y = b[j];
      if (isRun(x)) next[j] = 1;
      if (isRun(y)) row[j + 1] = 1;
      if (x === undefined || y === undefined || !share(x, y)) continue;
      if (isRun(x)) row[j + 1] = 1;
      else next[isRun(y) ? j : j + 1] = 1;
    }
    if (!alive) return false;
    if (i === a.length) return row[b.length] === 1;
    [row, next] = [next, row];
  }
  return false;
}

function isRun(token: Token | undefined): boolean {
  return token === ANY_RUN || token === NO_SLASH_RUN;
}

/** Whether some character belongs to both tokens. */
function share(x: Token, y: Token): boolean {
  if (x >= 0 && y >= 0) return x === y;
  return !(x === SLASH && excludesSlash(y)) && !(y === SLASH && excludesSlash(x));
}

function excludesSlash(token: Token): boolean {
  return token === NO_SLASH || token === NO_SLASH_RUN;
}
