import { expect, it } from 'vitest';
import { matchesWildcard } from '../../src/engine/wildcard.ts';

it.each([
  ['Action::s3:Get*', 'Action::s3:GetObject', true],
  ['Action::s3:Get*', 'Action::s3:Get*', true],
  ['Action::s3:Get*', 'Action::s3:*', false],
  ['*', '', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*b*', 'abc', true],
  ['Stack/*/Role', 'Stack/A/B/Role', true],
  ['', 'a', false],
  ['abc', 'ab', false],
])('%s on %s: %s', (pattern, text, expected) => {
  expect(matchesWildcard(pattern, text)).toBe(expected);
});

it('stays quick on a pattern made to be slow', () => {
  expect(matchesWildcard(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
});
