import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type AccessPolicy,
  type AccessRequest,
  compareAccess,
  evaluatePolicy,
} from '../../src/access/index.ts';
import { criticalRequests, randomFrom, randomPolicy, relatedPolicy } from './random-policy.ts';

const room = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/access');

const allows = (policy: AccessPolicy, request: AccessRequest): boolean =>
  evaluatePolicy(policy, request, { kind: 'identity' }).decision === 'ALLOW';

/** Files of the room that a file imports, by way of others too. */
function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(resolve(room, file), 'utf8');
  for (const [, clause, from] of text.matchAll(/^(?:import|export) ([^;]*?) from '\.\/([^']+)';/gm)) {
    const names = clause!.replace(/[{}]/g, '').split(',').map((name) => name.trim()).filter(Boolean); // prettier-ignore
    if (!names.every((name) => name.startsWith('type '))) reach(from!, seen);
  }
  return seen;
}

describe('the evaluator', () => {
  it('shares no code with the search but the shapes of policies', () => {
    const evaluator = reach('evaluate-layers.ts');
    const search = reach('box-search.ts');
    expect([...evaluator].sort()).toEqual([
      'evaluate-condition.ts',
      'evaluate-layers.ts',
      'evaluate-policy.ts',
      'evaluate-principal.ts',
      'evaluate-text.ts',
      'policy.ts',
    ]);
    expect([...search].filter((file) => evaluator.has(file))).toEqual(['policy.ts']);
  });
});

describe('random pairs of policies', () => {
  it('are decided as the evaluator decides the requests at their critical points, in 5,000 pairs', () => {
    const wrong: unknown[] = [];
    const counts = { PASS: 0, FAIL: 0, UNKNOWN: 0 };
    const reasons = new Set<string>();
    for (let pair = 0; pair < 5000; pair++) {
      const random = randomFrom(500_000 + pair);
      const existing = randomPolicy(random);
      const next = random() < 0.6 ? relatedPolicy(random, existing) : randomPolicy(random);
      const verdict = compareAccess(existing, next, { resourceModel: 'arn', kind: 'identity' });
      counts[verdict.verdict]++;
      if (verdict.verdict === 'UNKNOWN') reasons.add(verdict.reason);
      const isNew = (request: AccessRequest): boolean => allows(next, request) && !allows(existing, request);
      if (verdict.verdict === 'FAIL' && !isNew(verdict.witness)) wrong.push({ pair, verdict });
      if (verdict.verdict !== 'PASS') continue;
      const counter = criticalRequests(random, [existing, next], 150).find(isNew);
      if (counter) wrong.push({ pair, counter });
    }
    expect(wrong).toEqual([]);
    expect(counts.UNKNOWN).toBeLessThan(10);
    // A search that finds what the evaluator does not confirm has a fault, though it says UNKNOWN.
    expect([...reasons].filter((reason) => reason !== 'variable')).toEqual([]);
    expect(counts.PASS).toBeGreaterThan(1000);
    expect(counts.FAIL).toBeGreaterThan(1000);
  });
});
