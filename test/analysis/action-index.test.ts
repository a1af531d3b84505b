import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesFor, mentionsService } from '../../src/analysis/action-index.ts';
import { matchesAction } from '../../src/iam/action.ts';
import { literal, type Text } from '../../src/values/value.ts';
import { statementOf } from './graph-of.ts';

const PATTERNS = [
  'iam:PassRole',
  'IAM:passrole',
  'iam:Pass*',
  'i?m:*Role',
  '*:Get*',
  's3:*',
  's3:GetObject',
  '*',
];
const ACTIONS = ['iam:PassRole', 'iam:GetRole', 's3:GetObject', 'ec2:RunInstances'];

/** The entries that take an action in: those that name it first, then the patterns in the order of the text. */
function expected(patterns: readonly string[], action: string): readonly string[] {
  const fitting = patterns.filter((pattern) => matchesAction(pattern, action));
  const isPattern = (text: string): boolean => /[*?]/.test(text);
  return [...fitting.filter((text) => !isPattern(text)), ...fitting.filter(isPattern)];
}

describe('the entries of a document for an action', () => {
  it('are those whose pattern takes it in', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PATTERNS), { minLength: 1 }), (patterns) => {
        const { policy } = statementOf({ Action: patterns, Resource: '*' });
        for (const action of ACTIONS) {
          const found = entriesFor(policy, 'Allow', action).map(({ at }) => literal(at as Text));
          expect(found).toEqual(expected(patterns, action));
          if (found.length > 0)
            expect(mentionsService(policy, 'Allow', action.slice(0, action.indexOf(':')))).toBe(true);
        }
      }),
    );
  });

  it('are none of a service that is not mentioned', () => {
    const { policy } = statementOf({ Action: ['s3:GetObject', 'sqs:*'], Resource: '*' });
    expect(mentionsService(policy, 'Allow', 's3')).toBe(true);
    expect(mentionsService(policy, 'Allow', 'sqs')).toBe(true);
    expect(mentionsService(policy, 'Allow', 'iam')).toBe(false);
    expect(mentionsService(policy, 'Deny', 's3')).toBe(false);
  });

  it('are what NotAction does not leave out', () => {
    const { policy } = statementOf({ NotAction: 'iam:*', Resource: '*' });
    expect(mentionsService(policy, 'Allow', 'iam')).toBe(true);
    expect(entriesFor(policy, 'Allow', 'iam:PassRole')).toEqual([]);
    expect(entriesFor(policy, 'Allow', 's3:GetObject')).toHaveLength(1);
  });
});
