import { type Example, type Rule } from '../rule/rule.ts';
import { type RuleFault, testRule } from './rule-tester.ts';

/** Examples of a rule beyond those that stand in it and on its page. */
export interface MoreExamples {
  readonly bad?: readonly Example[];
  readonly good?: readonly Example[];
}

/** `describe` and `it` of a test runner: those of vitest, jest, mocha and `node:test` all fit. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => void) => unknown;
}

/**
 * Tests a rule by its examples: each line of a bad one that ends in `# flagged` must be found and no other, in YAML and in
 * JSON, and be silent when it is suppressed; good ones must give nothing; `fixed` must be what the fixes make.
 */
export class RuleTester {
  readonly #runner: TestRunner | undefined;

  /** @param runner gives each example a test of its own; without it `run` throws at the first rule that has a fault. */
  constructor(runner?: TestRunner) {
    this.#runner = runner;
  }

  /** What is wrong with the rule and its examples; empty when nothing is. */
  check(rule: Rule, more: MoreExamples = {}): readonly RuleFault[] {
    return testRule(withMore(rule, more));
  }

  /** @throws Error that names every fault; with a runner the tests throw, and this does not. */
  run(rule: Rule, more: MoreExamples = {}): void {
    const all = withMore(rule, more);
    const examples = [...all.examples.bad, ...all.examples.good];
    if (examples.length === 0) throw new Error(`${rule.id} has no examples, so nothing would be tested`);
    if (!this.#runner) return complain(testRule(all));
    const { describe, it } = this.#runner;
    const one = (kind: 'bad' | 'good', example: Example): void =>
      void it(`${kind}: ${example.title}`, () => {
        const examples = { bad: [], good: [], [kind]: [example] };
        complain(testRule({ ...rule, examples }));
      });
    describe(rule.id, () => {
      for (const example of all.examples.bad) one('bad', example);
      for (const example of all.examples.good) one('good', example);
    });
  }
}

function withMore(rule: Rule, { bad = [], good = [] }: MoreExamples): Rule {
  const { examples } = rule;
  return { ...rule, examples: { bad: [...examples.bad, ...bad], good: [...examples.good, ...good] } };
}

function complain(faults: readonly RuleFault[]): void {
  if (faults.length > 0)
    throw new Error(
      faults
        .map(({ rule, example, fault }) => `${rule}${example === undefined ? '' : ` (${example})`}: ${fault}`)
        .join('\n'),
    );
}
