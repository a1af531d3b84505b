import { describe, expect, it } from 'vitest';
import { covers, type Glob } from '../../src/access/glob.ts';
import { findWord } from '../../src/access/glob-search.ts';
import { patternOf, type PatternMode } from '../../src/access/pattern.ts';
import { randomFrom } from './random-policy.ts';

const LETTERS = ['a', 'b', 'B'];

/** All strings of some letters up to a length. */
function strings(letters: readonly string[], most: number): string[] {
  let last = [''];
  const all = [''];
  for (let length = 1; length <= most; length++) {
    last = last.flatMap((text) => letters.map((letter) => text + letter));
    all.push(...last);
  }
  return all;
}

/** What a pattern means, told by a regular expression of its own. */
function meaning(pattern: string, folded: boolean): (text: string) => boolean {
  const source = pattern.replace(/[*?]/g, (wild) => (wild === '*' ? '[^]*' : '[^]'));
  const expression = new RegExp(`^${source}$`, folded ? 'i' : '');
  return (text) => expression.test(text);
}

const glob = (text: string, mode: PatternMode = 'like'): Glob => patternOf(text, mode, false).fixed!;
const budget = (): { states: number } => ({ states: 20_000 });
const randomPattern = (random: () => number, symbols: readonly string[]): string =>
  Array.from(
    { length: Math.floor(random() * 5) },
    () => symbols[Math.floor(random() * symbols.length)]!,
  ).join('');

describe('globs against all strings up to length 6', () => {
  // A fourth letter stands for all that no pattern names.
  const universe = strings([...LETTERS, 'z'], 6);

  it('covers tells inclusion, and is exact without single wildcards in the outer pattern', () => {
    const wrong: string[] = [];
    for (let round = 0; round < 300; round++) {
      const random = randomFrom(round);
      const inner = randomPattern(random, [...LETTERS, '*', '?']);
      const outer = randomPattern(random, [...LETTERS, '*', '*', '?']);
      const told = covers(glob(outer), glob(inner), []);
      const [isOuter, isInner] = [meaning(outer, false), meaning(inner, false)];
      const included = universe.every((text) => !isInner(text) || isOuter(text));
      if (told !== included && (told || !outer.includes('?'))) wrong.push(`${inner} in ${outer}`);
    }
    expect(wrong).toEqual([]);
  });

  it('findWord tells whether an intersection less a union is empty, and gives a member', () => {
    const wrong: string[] = [];
    for (let round = 0; round < 400; round++) {
      const random = randomFrom(7000 + round);
      const count = (most: number): number => Math.floor(random() * most);
      const inside = Array.from({ length: 1 + count(2) }, () =>
        randomPattern(random, [...LETTERS, '*', '*', '?']),
      );
      const outside = Array.from({ length: count(3) }, () => randomPattern(random, [...LETTERS, '*', '?']));
      const isIn = (text: string): boolean =>
        inside.every((pattern) => meaning(pattern, false)(text)) &&
        !outside.some((pattern) => meaning(pattern, false)(text));
      const answer = findWord(
        inside.map((text) => glob(text)),
        outside.map((text) => glob(text)),
        [],
        budget(),
      );
      const right =
        answer.kind === 'word'
          ? isIn(String.fromCharCode(...answer.word))
          : answer.kind === 'empty' && !universe.some(isIn);
      if (!right) wrong.push(`${inside.join(' and ')} without ${outside.join(' or ')}: ${answer.kind}`);
    }
    expect(wrong).toEqual([]);
  });

  it('a union covers a pattern without single wildcards only when one of it does', () => {
    const wrong: string[] = [];
    for (let round = 0; round < 200; round++) {
      const random = randomFrom(9000 + round);
      const inner = randomPattern(random, [...LETTERS, '*', '?']);
      const union = Array.from({ length: 3 }, () => randomPattern(random, [...LETTERS, '*', '*']));
      const isInner = meaning(inner, false);
      const united = universe.every(
        (text) => !isInner(text) || union.some((pattern) => meaning(pattern, false)(text)),
      );
      const one = union.some((pattern) => covers(glob(pattern), glob(inner), []));
      if (united !== one) wrong.push(`${inner} in ${union.join(' or ')}`);
    }
    expect(wrong).toEqual([]);
  });

  it('letters in either case need both cases to be covered', () => {
    const folded = glob('ab', 'text-folded');
    expect(findWord([folded], [glob('ab'), glob('aB'), glob('AB')], [], budget()).kind).toBe('word');
    expect(findWord([folded], [glob('ab'), glob('aB'), glob('AB'), glob('Ab')], [], budget()).kind).toBe(
      'empty',
    );
  });
});

describe('resource patterns', () => {
  it('do not reach over a colon of the first five fields', () => {
    const stack = glob('arn:aws:cloudformation:*:*:stack/Other/*', 'resource');
    expect(
      findWord([stack, glob('arn:aws:cloudformation:*:*:stack/Sensitive/*', 'resource')], [], [], budget())
        .kind,
    ).toBe('empty');
    expect(
      findWord(
        [
          glob('arn:aws:cloudformation:*:*:stack/Other/*', 'flat'),
          glob('arn:aws:cloudformation:*:*:stack/Sensitive/*', 'flat'),
        ],
        [],
        [],
        budget(),
      ).kind,
    ).toBe('word');
  });

  it('that end early in a star go on over the rest, and others match nothing', () => {
    expect(
      covers(
        glob('arn:aws:ec2:*', 'resource'),
        glob('arn:aws:ec2:us-east-1:111122223333:instance/*', 'resource'),
        [],
      ),
    ).toBe(true);
    expect(patternOf('arn:aws:ec2', 'resource', false).fixed).toBeUndefined();
  });

  it('end within the budget', () => {
    const hard = `*a${'?'.repeat(30)}`;
    expect(
      findWord([glob(hard), glob(`*b${'?'.repeat(29)}a*`)], [glob(`*${'c?'.repeat(20)}`)], [], {
        states: 2000,
      }).kind,
    ).toMatch(/word|unknown/);
  });
});
