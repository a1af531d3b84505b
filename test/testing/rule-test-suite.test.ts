import { describe, expect, it } from 'vitest';
import { RuleTester } from '../../src/index.ts';
import rule from '../../rules/current-policy-version.ts';

const [good] = rule.examples.good;
const wrong = { ...good!, title: 'Said to be bad' };

describe('RuleTester', () => {
  it('finds nothing wrong with a rule that keeps to its examples', () => {
    expect(new RuleTester().check(rule)).toEqual([]);
    expect(() => new RuleTester().run(rule)).not.toThrow();
  });

  it('throws for an example that does not hold, and names it', () => {
    expect(new RuleTester().check(rule, { bad: [wrong] })).toContainEqual(
      expect.objectContaining({ rule: rule.id, example: 'Said to be bad' }),
    );
    expect(() => new RuleTester().run(rule, { bad: [wrong] })).toThrow(`${rule.id} (Said to be bad): `);
  });

  it('does not pass a rule without any example', () => {
    const examples = { bad: [], good: [] };
    expect(() => new RuleTester().run({ ...rule, examples })).toThrow('nothing would be tested');
  });

  it('makes each example a test of the runner', () => {
    const titles: string[] = [];
    const failed: string[] = [];
    const runner = {
      describe: (title: string, body: () => void) => {
        titles.push(title);
        body();
      },
      it: (title: string, body: () => void) => {
        titles.push(title);
        try {
          body();
        } catch {
          failed.push(title);
        }
      },
    };
    new RuleTester(runner).run(rule, { bad: [wrong] });
    const { bad, good: silent } = rule.examples;
    expect(titles).toEqual([
      rule.id,
      ...bad.map(({ title }) => `bad: ${title}`),
      'bad: Said to be bad',
      ...silent.map(({ title }) => `good: ${title}`),
    ]);
    expect(failed).toEqual(['bad: Said to be bad']);
  });
});
