import { defineRule, type Rule } from '../../src/rule/rule.ts';

const base = {
  category: 'permissions',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'It grants everything.',
    fix: 'Name the actions.',
    references: ['https://docs.aws.amazon.com/'],
  },
  covers: [],
  also: { checkov: ['CKV_TEST_1'] },
  examples: { bad: [], good: [] },
} as const;

/** Rules for tests of everything around rules: they flag single actions, or crash. */
export const testRules: readonly Rule[] = [
  defineRule<{ readonly limit: number; readonly words: readonly string[] }>({
    ...base,
    id: 'star',
    title: 'A statement allows everything',
    severity: 'high',
    options: {
      schema: {
        type: 'object',
        properties: {
          limit: { type: 'integer', minimum: 1, maximum: 9 },
          words: { type: 'array', items: { enum: ['a', 'b'] } },
        },
      },
      defaults: { limit: 3, words: [] },
    },
    visit: {
      statement({ actions }, context) {
        for (const action of actions)
          if (action.segments[0] === '*')
            context.report({ at: action, message: 'Everything is allowed', evidence: 'Action::*' });
      },
    },
  }),
  defineRule({
    ...base,
    id: 'small',
    title: 'A statement allows reading',
    severity: 'low',
    also: {},
    visit: {
      statement({ actions }, context) {
        for (const action of actions)
          if (action.segments[0] === 's3:GetObject')
            context.report({ at: action, message: 'Reading is allowed', evidence: 'Action::s3:GetObject' });
      },
    },
  }),
  defineRule({
    ...base,
    id: 'picky',
    title: 'A statement allows listing',
    severity: 'critical',
    preset: 'all',
    visit: {
      statement({ actions }, context) {
        for (const action of actions)
          if (action.segments[0] === 's3:ListBucket')
            context.report({ at: action, message: 'Listing is allowed', evidence: 'Action::s3:ListBucket' });
      },
    },
  }),
  defineRule({
    ...base,
    id: 'unsure',
    title: 'A statement allows deleting',
    severity: 'high',
    confidence: 'low',
    visit: {
      statement({ actions }, context) {
        for (const action of actions)
          if (action.segments[0] === 's3:DeleteObject')
            context.report({
              at: action,
              message: 'Deleting is allowed',
              evidence: 'Action::s3:DeleteObject',
            });
      },
    },
  }),
  defineRule({
    ...base,
    id: 'crashing',
    title: 'A rule that throws on one action',
    severity: 'low',
    visit: {
      statement({ actions }) {
        for (const action of actions)
          if (action.segments[0] === 'crash:Now') throw new Error('crashed on purpose');
      },
    },
  }),
];
