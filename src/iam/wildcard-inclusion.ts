const STAR = 42;
const QUESTION = 63;
/** A character that stands for all those that occur in neither pattern. */
const OTHER = -1;
/** Steps after which the question is given up. */
const BUDGET = 100_000;

/**
 * Whether every string that matches `narrow` matches `wide`, for two patterns with wildcards.
 *
 * Without `?` in `wide` one string decides: `narrow` with a fresh character for each wildcard, which only an asterisk
 * of `wide` can take. Otherwise `wide` is made deterministic while `narrow` is walked; sets of its positions are kept
 * small because a position after an asterisk accepts all that the positions before it accept. Gives up, with false,
 * after a bounded number of steps.
 */
export function covers(wide: string, narrow: string): boolean {
  const generic = codesOf(narrow).map((code) => (code === STAR || code === QUESTION ? OTHER : code));
  if (!wide.includes('?')) return accepts(codesOf(wide), generic);
  const pattern = codesOf(normalized(wide));
  const subject = codesOf(normalized(narrow));
  const withoutRuns = subject
    .filter((code) => code !== STAR)
    .map((code) => (code === QUESTION ? OTHER : code));
  if (!accepts(pattern, withoutRuns)) return false;
  return walk(pattern, subject);
}

/** Runs of wildcards in one order, question marks first, one asterisk at most: `*?*` is `?*`. */
function normalized(pattern: string): string {
  return pattern.replace(/[*?]{2,}/g, (run) => run.replaceAll('*', '') + (run.includes('*') ? '*' : ''));
}

function codesOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** Whether a pattern matches a string of codes in which {@link OTHER} is a character that the pattern does not have. */
function accepts(pattern: readonly number[], codes: readonly number[]): boolean {
  let at = 0;
  let read = 0;
  let star = -1;
  let resume = 0;
  while (read < codes.length) {
    if (pattern[at] === STAR) {
      star = at++;
      resume = read;
    } else if (pattern[at] === QUESTION || pattern[at] === codes[read]) {
      at++;
      read++;
    } else if (star !== -1) {
      at = star + 1;
      read = ++resume;
    } else return false;
  }
  while (pattern[at] === STAR) at++;
  return at === pattern.length;
}

/** Looks for a string of `subject` that `pattern` does not accept, over pairs of a position and a set of positions. */
function walk(pattern: readonly number[], subject: readonly number[]): boolean {
  const alphabet = [...new Set(pattern.filter((code) => code !== STAR && code !== QUESTION)), OTHER];
  const seen = new Set<string>();
  const open: [at: number, set: readonly number[]][] = [[0, closed(pattern, [0])]];
  let steps = 0;
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [at, set] = pair;
    const key = `${at}:${set.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (set.length === 0) return false;
    // An asterisk at the end accepts whatever follows.
    if (set[0] === pattern.length - 1 && pattern[set[0]] === STAR) continue;
    const code = subject[at];
    if (code === undefined) {
      if (!set.includes(pattern.length)) return false;
      continue;
    }
    if (code === STAR) open.push([at + 1, set]);
    for (const character of code === STAR || code === QUESTION ? alphabet : [code]) {
      steps += set.length;
      open.push([code === STAR ? at : at + 1, closed(pattern, step(pattern, set, character))]);
    }
    if (steps > BUDGET) return false;
  }
  return true;
}

function step(pattern: readonly number[], set: readonly number[], character: number): number[] {
  const next: number[] = [];
  for (const at of set) {
    const code = pattern[at];
    if (code === STAR) next.push(at);
    else if (code === QUESTION || (code !== undefined && code === character)) next.push(at + 1);
  }
  return next;
}

/** Adds the positions behind asterisks, drops those before the last asterisk, and sorts. */
function closed(pattern: readonly number[], set: readonly number[]): number[] {
  const all = new Set(set);
  for (const at of all) if (pattern[at] === STAR) all.add(at + 1);
  const lastStar = Math.max(-1, ...Array.from(all).filter((at) => pattern[at] === STAR));
  return Array.from(all)
    .filter((at) => at >= lastStar)
    .sort((a, b) => a - b);
}
