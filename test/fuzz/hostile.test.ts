import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzzLint, printAll } from './fuzz-lint.ts';
import { hostileTemplates } from './hostile-templates.ts';

const INPUTS = join(import.meta.dirname, 'inputs');
/** Many times what a case takes on a slow machine: what is caught is work that grows without bound. */
const GENEROUS = 20_000;

describe('a template that is made to cost much is judged all the same', () => {
  it.each(Object.entries(hostileTemplates))('%s', (_name, { size, write }) => {
    const started = performance.now();
    const report = fuzzLint(write(size));
    expect(report).toBeDefined();
    printAll(report!);
    expect(performance.now() - started).toBeLessThan(GENEROUS);
  });
});

describe('what once failed', () => {
  it.each(readdirSync(INPUTS).filter((name) => name !== 'README.md'))('%s', (name) => {
    const report = fuzzLint(readFileSync(join(INPUTS, name), 'utf8'), name);
    if (report) printAll(report);
  });
});
