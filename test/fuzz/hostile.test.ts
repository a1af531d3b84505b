import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzzLint, printAll } from './fuzz-lint.ts';
import { hostileTemplates } from './hostile-templates.ts';

const INPUTS = join(import.meta.dirname, 'inputs');
const ROOT = join(import.meta.dirname, '../..');
/** `node scripts/fuzz.mjs hostile` takes the whole size; a fourth of it shows here whether anything fails or never ends. */
const PART = 4;
/** Many times what a case takes on a slow machine: what is caught is work that grows without bound. */
const GENEROUS = 45_000;

describe('a template that is made to cost much is judged all the same', () => {
  it.each(Object.entries(hostileTemplates))('%s', (_name, { size, write }) => {
    const started = performance.now();
    const report = fuzzLint(write(Math.ceil(size / PART)));
    expect(report).toBeDefined();
    printAll(report!);
    expect(performance.now() - started).toBeLessThan(GENEROUS);
  });
});

describe('a process with 512 MB', () => {
  it.each(['one document in many roles', 'principals in one statement', 'aliases that double'])(
    'is enough for %s',
    (name) => {
      const script = join(ROOT, 'scripts/fuzz.mjs');
      const outcome = spawnSync(process.execPath, [script, 'hostile', name], { cwd: ROOT, encoding: 'utf8' });
      expect(outcome.stdout).toContain(`${name}: `);
      expect(outcome.stdout).not.toContain('FAILED');
      expect(outcome.status, outcome.stderr).toBe(0);
    },
  );
});

describe('what once failed', () => {
  it.each(readdirSync(INPUTS).filter((name) => name !== 'README.md'))('%s', (name) => {
    const report = fuzzLint(readFileSync(join(INPUTS, name), 'utf8'), name);
    if (report) printAll(report);
  });
});
