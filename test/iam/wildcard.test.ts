import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { couldMatch, covers, HOLE, intersects, matchesWildcard } from '../../src/iam/wildcard.ts';

/** All strings of up to a number of letters. */
function wordsOf(alphabet: readonly string[], length: number): string[] {
  const words = [''];
  for (let round = 0, start = 0; round < length; round++) {
    const end = words.length;
    for (; start < end; start++) for (const letter of alphabet) words.push(words[start]! + letter);
  }
  return words;
}

/** `c` occurs in no pattern, so that it stands for all other characters. */
const WORDS = wordsOf(['a', 'b', 'c'], 5);
const patternsOf = (length: number): string[] => wordsOf(['a', 'b', '*', '?'], length);

const pattern = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength }).map((letters) => letters.join(''));

const expressions = new Map<string, RegExp>();

/** The obvious matcher, as the oracle. */
function matchesByRegExp(glob: string, text: string): boolean {
  let expression = expressions.get(glob);
  if (!expression) {
    expression = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
    expressions.set(glob, expression);
  }
  return expression.test(text);
}

describe('matchesWildcard', () => {
  it('agrees with a regular expression', () => {
    fc.assert(
      fc.property(pattern(6), fc.constantFrom(...WORDS), (glob, word) => {
        expect(matchesWildcard(glob, word)).toBe(matchesByRegExp(glob, word));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes a wildcard in the text for an ordinary character', () => {
    expect(matchesWildcard('a', '*')).toBe(false);
    expect(matchesWildcard('?', '*')).toBe(true);
  });

  it('needs no more than the product of the lengths', () => {
    const started = performance.now();
    expect(matchesWildcard('*a'.repeat(1000), `${'a'.repeat(2000)}b`)).toBe(false);
    expect(matchesWildcard(`${'a*'.repeat(1000)}b`, 'a'.repeat(2000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('compares nothing that is longer than any name that IAM accepts, but with itself', () => {
    const long = `${'a'.repeat(5000)}*`;
    expect(matchesWildcard(long, 'a'.repeat(5001))).toBe(false);
    expect(matchesWildcard(long, long)).toBe(true);
    expect(matchesWildcard('*', 'a'.repeat(5001))).toBe(true);
  });
});

describe('intersects', () => {
  it('agrees with a search for a common string, for all patterns of up to three characters', () => {
    // A shortest common string has no more letters than both patterns have characters that are no asterisk; six of them
    // leave no asterisk, and then three letters must do.
    const matching = new Map(
      patternsOf(3).map((glob) => [glob, WORDS.map((word) => matchesByRegExp(glob, word))]),
    );
    const wrong: string[] = [];
    for (const [a, ofA] of matching)
      for (const [b, ofB] of matching)
        if (ofA.some((matches, at) => matches && ofB[at]) !== intersects(a, b)) wrong.push(`${a} ${b}`);
    expect(wrong).toEqual([]);
  });

  it('is the same question as matching when one side is literal', () => {
    fc.assert(
      fc.property(pattern(6), fc.constantFrom(...WORDS), (glob, word) => {
        expect(intersects(glob, word)).toBe(matchesByRegExp(glob, word));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('covers', () => {
  it('agrees with trying all strings, for all patterns of up to five and three characters', () => {
    // With seven letters no pair of this size has another answer than with five.
    const narrow = patternsOf(3).map((glob) => ({
      glob,
      words: WORDS.filter((word) => matchesByRegExp(glob, word)),
    }));
    const wrong: string[] = [];
    for (const wide of patternsOf(5)) {
      const matching = new Set(WORDS.filter((word) => matchesByRegExp(wide, word)));
      for (const { glob, words } of narrow)
        if (words.every((word) => matching.has(word)) !== covers(wide, glob)) wrong.push(`${wide} ${glob}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['*', '?*', true],
    ['?*', '*?', true],
    ['?*', '*', false],
    ['x*?', 'x*y?', true],
    ['*a?b*', 'a*b', false],
    ['s3:*', 's3:Get*', true],
    ['s3:Get*', 's3:*', false],
    ['arn:aws:s3:::b?cket/*', 'arn:aws:s3:::bucket/*', true],
    ['a*c', 'a*b*c', true],
    ['a*b*c', 'a*c', false],
    ['??*', '?*?', true],
  ])('%s over %s: %s', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });

  it('holds for a pattern and itself, and implies intersection', () => {
    fc.assert(
      fc.property(pattern(8), pattern(8), (a, b) => {
        expect(covers(a, a)).toBe(true);
        if (covers(a, b)) expect(intersects(a, b)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('is transitive where it can be decided', () => {
    fc.assert(
      fc.property(pattern(5), pattern(5), pattern(5), (a, b, c) => {
        if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives up on patterns that would take exponential time, with the careful answer', () => {
    const started = performance.now();
    expect(covers(`*a${'?'.repeat(40)}`, `*a${'?'.repeat(20)}*b${'?'.repeat(20)}`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('couldMatch', () => {
  it.each([
    [`arn:aws:s3:::${HOLE}/*`, 'arn:aws:s3:::bucket/key', true],
    [`${HOLE}`, '', false],
    [`${HOLE}-logs`, 'app-logs', true],
    [`${HOLE}-logs`, '-logs', false],
    [`${HOLE}-logs`, 'app-data', false],
    [`a${HOLE}`, `${HOLE}b`, true],
    [`a${HOLE}c`, `b${HOLE}c`, false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(couldMatch(a, b)).toBe(expected);
    expect(couldMatch(b, a)).toBe(expected);
  });

  it('is true whenever some filling makes the patterns meet', () => {
    const filling = fc.constantFrom(...WORDS.filter((word) => word.length > 0));
    fc.assert(
      fc.property(pattern(3), pattern(3), filling, pattern(4), (before, after, value, other) => {
        if (intersects(before + value + after, other))
          expect(couldMatch(before + HOLE + after, other)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
