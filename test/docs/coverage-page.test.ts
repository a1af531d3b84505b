import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  coveragePage,
  type PeerCheck,
  type PeerChecks,
  rulesByConcept,
  toolCoverage,
} from '../../src/docs/coverage-page.ts';
import { UNCOVERED_CONCEPTS } from '../../src/docs/uncovered-concepts.ts';
import { rules } from '../../src/registry.ts';
import { ruleOf } from '../engine/judged.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const peerChecks = JSON.parse(read('data/peer-checks.json')) as PeerChecks;
const found = rulesByConcept(rules);
const union = new URL('../../../shared/design/rules-union.json', import.meta.url);

describe('coveragePage', () => {
  const checks: readonly PeerCheck[] = [
    { concept: 'a', area: 'trust', peers: { one: ['X1', 'X2'], two: ['Y'] } },
    { concept: 'b', area: 'trust', peers: { one: ['X2', 'X3'] } },
    { concept: 'c', area: 'grammar', peers: {} },
  ];
  const own = [ruleOf('first', {}, { covers: ['a'] }), ruleOf('second', {}, { covers: ['a', 'c'] })];

  it('counts a check once, and as found when one of its concepts is', () => {
    expect(toolCoverage(checks, rulesByConcept(own))).toEqual([
      { tool: 'one', covered: 2, total: 3 },
      { tool: 'two', covered: 1, total: 1 },
    ]);
  });

  it('shows rules, tools and reasons', () => {
    const source = { compiled: '2026-11', from: ['one', 'two'], note: 'Identifiers.' };
    const page = coveragePage({ source, checks }, own, new Map([['b', { kind: 'open', why: 'hard' }]]));
    expect(page).toContain('2 of 3 concepts');
    expect(page).toContain(
      '| a | [first](rules/first.md), [second](rules/second.md) | one `X1` `X2`; two `Y` |',
    );
    expect(page).toContain('| b | open | hard | one `X2` `X3` |');
    expect(page).toContain('| c | [second](rules/second.md) | nobody |');
  });
});

describe('the concepts of all tools', () => {
  const names = peerChecks.checks.map(({ concept }) => concept);

  it('are found by a rule or have a reason why not, never both', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !found.has(name) && !UNCOVERED_CONCEPTS.has(name))).toEqual([]);
    expect(names.filter((name) => found.has(name) && UNCOVERED_CONCEPTS.has(name))).toEqual([]);
    const known = new Set(names);
    expect([...found.keys(), ...UNCOVERED_CONCEPTS.keys()].filter((name) => !known.has(name))).toEqual([]);
  });

  it('that are superseded name a rule that exists', () => {
    const ids = new Set(rules.map(({ id }) => id));
    for (const [concept, { kind, why }] of UNCOVERED_CONCEPTS) {
      const named = [...why.matchAll(/`([a-z][a-z0-9-]+)`/g)].map(([, id]) => id!);
      expect(why.length, concept).toBeGreaterThan(10);
      if (kind === 'superseded')
        expect(
          named.some((id) => ids.has(id)),
          concept,
        ).toBe(true);
    }
  });

  it.skipIf(!existsSync(union))('are those of the survey (skipped without ../shared)', () => {
    const surveyed = JSON.parse(readFileSync(union, 'utf8')) as readonly PeerCheck[];
    expect(peerChecks.checks.map(({ concept, peers }) => ({ concept, peers }))).toEqual(
      surveyed.map(({ concept, peers }) => ({ concept, peers })),
    );
  });
});

/** Named vectors of one check, and methods of one risk, which the rule names by the check. */
const PARTS = /^(?:S6317:|PRIVILEGE_ESCALATION:|\(user\|role\|group\)_)/;

describe.each(rules.filter(({ covers }) => covers.length > 0))('$id', ({ category, covers, also }) => {
  it('names what other tools call its concepts', () => {
    const missing = peerChecks.checks
      .filter(({ concept }) => covers.includes(concept))
      .flatMap(({ peers }) => Object.entries(peers))
      .flatMap(([tool, ids]) => ids.map((id) => ({ tool, id })))
      .filter(({ tool, id }) => !also[tool]?.includes(id))
      .filter(({ tool, id }) => category !== 'escalation' || !(PARTS.test(id) || tool === 'cloudsplaining'))
      .map(({ tool, id }) => `${tool} ${id}`);
    expect([...new Set(missing)]).toEqual([]);
  });
});
