import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The registry, the command line's page, the coverage, the schema and the table of the README. */
const BESIDE_THE_RULE_PAGES = 5;

it('what is generated is what is committed', () => {
  const said = execFileSync(process.execPath, ['scripts/generate.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  const ruleCount = readdirSync(new URL('../rules/', import.meta.url)).filter((name) =>
    name.endsWith('.ts'),
  ).length;
  expect(said.trim()).toBe(`${ruleCount + BESIDE_THE_RULE_PAGES} generated files are in sync`);
});
