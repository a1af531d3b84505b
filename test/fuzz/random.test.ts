import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzzLint, printAll } from './fuzz-lint.ts';
import { changedText, randomOf, randomTemplate, textsToChange } from './random-templates.ts';

const texts = textsToChange(join(import.meta.dirname, '../../../shared/corpus'));
/** The long run, `node scripts/fuzz.mjs random`, takes other seeds. */
const SEED = 20_261_121;
const RUNS = 400;

function expectJudged(write: (random: ReturnType<typeof randomOf>) => string): void {
  let judged = 0;
  for (let run = 0; run < RUNS; run++) {
    const text = write(randomOf(SEED + run));
    try {
      const report = fuzzLint(text);
      if (report) judged += printAll(report) > 0 ? 1 : 0;
    } catch (cause) {
      throw new Error(`seed ${SEED + run}: ${String(cause)}\n${text}`, { cause });
    }
  }
  expect(judged).toBeGreaterThan(RUNS / 2);
}

describe('nothing on the road throws, and no rule', () => {
  it('for templates with functions where nobody expects them', () => expectJudged(randomTemplate));
  it('for examples and templates of ../shared, where it is there, cut and changed', () =>
    expectJudged((random) => changedText(random, texts[random(texts.length)]!)));
});
