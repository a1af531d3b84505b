import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runIn } from '../cli/run-in.ts';

const folder = new URL('../../fixtures/diff/', import.meta.url);
const names = readdirSync(folder).sort();

interface Change {
  readonly effect: 'added' | 'removed';
  readonly message: string;
  readonly certainty: string;
  readonly witness: object | null;
  readonly base: { readonly file: string } | null;
  readonly head: { readonly file: string } | null;
}

/** Examples come from the catalogue, which grows. */
const withoutExample = (message: string): string =>
  message.replace(/ \(such as `[^`]*`\)/, '').replace(/denies `[^`]*` on `[^`]*`/, 'denies …');

describe.each(names)('the change %s', (name) => {
  const path = (file: string): URL => new URL(`${name}/${file}`, folder);
  const expected = JSON.parse(readFileSync(path('expected.json'), 'utf8')) as {
    verdict: string;
    added: string[];
    removed: string[];
  };

  it(`is ${expected.verdict}, and said to be so`, async () => {
    const cwd = new URL(`${name}/`, folder).pathname;
    const { status, stdout } = await runIn(cwd, ['diff', 'before.yaml', 'after.yaml', '-f', 'json']);
    const { verdict, changes } = JSON.parse(stdout) as { verdict: string; changes: Change[] };
    const messages = (effect: string): string[] =>
      changes.filter((change) => change.effect === effect).map(({ message }) => withoutExample(message));
    expect(verdict).toBe(expected.verdict);
    expect(messages('added')).toEqual(expected.added);
    expect(messages('removed')).toEqual(expected.removed);
    expect(status).toBe(expected.verdict === 'widened' ? 1 : 0);
    for (const { effect, base, head, certainty, witness } of changes) {
      if (effect === 'added') expect(head?.file ?? 'after.yaml').toBe('after.yaml');
      else expect(base?.file).toBe('before.yaml');
      // Only what a property says by itself has no request to show.
      if (certainty === 'certain' && !/gone|function URL/.test(stdout)) expect(witness).not.toBeNull();
    }
  });

  it('is no change of access when nothing changes', async () => {
    for (const file of ['before.yaml', 'after.yaml']) {
      const cwd = new URL(`${name}/`, folder).pathname;
      const { status, stdout } = await runIn(cwd, ['diff', file, file, '-f', 'json']);
      expect([status, (JSON.parse(stdout) as { changes: unknown[] }).changes]).toEqual([0, []]);
    }
  });
});

it('has every change that the design names', () => {
  expect(names.length).toBeGreaterThanOrEqual(50);
  for (const name of names) expect(existsSync(new URL(`${name}/expected.json`, folder))).toBe(true);
});
