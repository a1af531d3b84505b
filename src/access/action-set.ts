/**
 * A set of actions: bit `n` is entry `n` of the universe. Only the words between the first and the last that is not zero
 * are kept; `low` is the index of the first.
 */
export interface ActionSet {
  readonly low: number;
  readonly words: Uint32Array;
}

export const NO_ACTIONS: ActionSet = { low: 0, words: new Uint32Array(0) };

/** The set of bits that are one, word 0 first. */
export function bitsOf(words: Uint32Array): ActionSet {
  return trimmed(0, words);
}

function trimmed(low: number, words: Uint32Array): ActionSet {
  let first = 0;
  let end = words.length;
  while (first < end && words[first] === 0) first++;
  while (end > first && words[end - 1] === 0) end--;
  if (first === end) return NO_ACTIONS;
  return { low: low + first, words: end - first === words.length ? words : words.slice(first, end) };
}

export function isEmptySet({ words }: ActionSet): boolean {
  return words.length === 0;
}

export function hasBit({ low, words }: ActionSet, bit: number): boolean {
  return ((words[(bit >>> 5) - low] ?? 0) & (1 << (bit & 31))) !== 0;
}

export function intersect(a: ActionSet, b: ActionSet): ActionSet {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.low + a.words.length, b.low + b.words.length);
  if (low >= high) return NO_ACTIONS;
  const words = new Uint32Array(high - low);
  for (let at = low; at < high; at++) words[at - low] = a.words[at - a.low]! & b.words[at - b.low]!;
  return trimmed(low, words);
}

export function subtract(a: ActionSet, b: ActionSet): ActionSet {
  const words = a.words.slice();
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.low + words.length, b.low + b.words.length);
  for (let at = low; at < high; at++) words[at - a.low]! &= ~b.words[at - b.low]!;
  return trimmed(a.low, words);
}

export function unite(sets: readonly ActionSet[]): ActionSet {
  const filled = sets.filter(({ words }) => words.length > 0);
  if (filled.length < 2) return filled[0] ?? NO_ACTIONS;
  const low = Math.min(...filled.map((set) => set.low));
  const words = new Uint32Array(Math.max(...filled.map((set) => set.low + set.words.length)) - low);
  for (const set of filled)
    for (let at = 0; at < set.words.length; at++) words[set.low + at - low]! |= set.words[at]!;
  return { low, words };
}

export function overlaps(a: ActionSet, b: ActionSet): boolean {
  const high = Math.min(a.low + a.words.length, b.low + b.words.length);
  for (let at = Math.max(a.low, b.low); at < high; at++)
    if ((a.words[at - a.low]! & b.words[at - b.low]!) !== 0) return true;
  return false;
}

/** Whether some member of `a` is none of `b`. */
export function exceeds(a: ActionSet, b: ActionSet): boolean {
  const { words } = a;
  const shift = a.low - b.low;
  const other = b.words;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word !== 0 && (word & ~(other[at + shift] ?? 0)) !== 0) return true;
  }
  return false;
}

/** Indices of the members in order. */
export function* membersOf({ low, words }: ActionSet): Generator<number> {
  for (let word = 0; word < words.length; word++)
    for (let rest = words[word]!; rest !== 0; rest &= rest - 1)
      yield (low + word) * 32 + (31 - Math.clz32(rest & -rest));
}
