import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rulePage } from '../src/docs/rule-page.ts';
import { rules } from '../src/registry.ts';
import { testRule } from '../src/testing/rule-tester.ts';

const files = readdirSync(new URL('../rules/', import.meta.url)).sort();
const union = new URL('../../shared/design/rules-union.json', import.meta.url);
const concepts = existsSync(union)
  ? new Set((JSON.parse(readFileSync(union, 'utf8')) as { concept: string }[]).map(({ concept }) => concept))
  : undefined;

describe('the registry', () => {
  it('holds a rule for each file in rules/, which is named after it', () => {
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files);
  });
});

describe.each(rules)('$id', (rule) => {
  it('says what it is about', () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(rule.title).toMatch(/^\S.*[^.\s]$/);
    for (const text of [rule.docs.why, rule.docs.fix]) expect(text.trim().length).toBeGreaterThan(20);
    expect(rule.examples.bad.length).toBeGreaterThan(0);
    expect(rule.examples.good.length).toBeGreaterThan(0);
    const titles = [...rule.examples.bad, ...rule.examples.good].map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(rulePage(rule)).toContain(rule.title);
  });

  it('refers to addresses, AWS documentation first', () => {
    expect(rule.docs.references.length).toBeGreaterThan(0);
    expect(rule.docs.references[0]).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    for (const reference of rule.docs.references) expect(new URL(reference).protocol).toBe('https:');
  });

  it.skipIf(!concepts)('covers concepts that exist (skipped without ../shared)', () => {
    expect(rule.covers.filter((concept) => !concepts!.has(concept))).toEqual([]);
  });

  it('has defaults for all of its options', () => {
    const properties = Object.keys((rule.options?.schema['properties'] ?? {}) as object);
    expect(Object.keys((rule.options?.defaults ?? {}) as object).sort()).toEqual(properties.sort());
  });

  it('does what its examples say', () => {
    expect(testRule(rule)).toEqual([]);
  });
});
