import { describe, expect, it } from 'vitest';
import {
  guardImplies,
  guardKey,
  guardsExclude,
  joinGuards,
  negate,
  simplifyGuard,
} from '../../src/values/guards.ts';
import { type Guard, type Literal } from '../../src/values/value.ts';

const condition = (name: string, holds = true): Literal => ({ kind: 'condition', name, holds });
const parameter = (value: string, holds = true): Literal => ({
  kind: 'parameter',
  name: 'Env',
  value,
  holds,
});

describe('guards', () => {
  it('joins without repeating', () => {
    expect(joinGuards([condition('A')], [condition('A'), condition('B', false)])).toEqual([
      condition('A'),
      condition('B', false),
    ]);
    expect(joinGuards([], [condition('A')])).toEqual([condition('A')]);
  });

  it('drops what another literal implies', () => {
    expect(joinGuards([parameter('dev', false)], [parameter('prod')])).toEqual([parameter('prod')]);
    expect(joinGuards([parameter('prod')], [parameter('dev', false)])).toEqual([parameter('prod')]);
  });

  it('has no guard for a contradiction', () => {
    expect(joinGuards([condition('A')], [condition('A', false)])).toBeUndefined();
    expect(joinGuards([parameter('prod')], [parameter('dev')])).toBeUndefined();
    expect(joinGuards([parameter('prod')], [parameter('prod', false)])).toBeUndefined();
    expect(joinGuards([parameter('prod', false)], [parameter('dev', false)])).toHaveLength(2);
    expect(simplifyGuard([condition('A'), condition('B'), condition('A', false)])).toBeUndefined();
  });

  it('tells implication and exclusion by the wording', () => {
    const prod: Guard = [parameter('prod'), condition('A')];
    expect(guardImplies(prod, [parameter('dev', false)])).toBe(true);
    expect(guardImplies(prod, [])).toBe(true);
    expect(guardImplies([parameter('dev', false)], prod)).toBe(false);
    expect(guardsExclude(prod, [parameter('dev')])).toBe(true);
    expect(guardsExclude(prod, [parameter('dev', false)])).toBe(false);
    expect(negate(parameter('dev'))).toEqual(parameter('dev', false));
  });

  it('does not confuse a condition with a parameter of its name', () => {
    expect(joinGuards([condition('Env')], [parameter('prod')])).toHaveLength(2);
  });

  it('has one key for the same literals in any order', () => {
    expect(guardKey([condition('A'), parameter('x')])).toBe(guardKey([parameter('x'), condition('A')]));
    expect(guardKey([condition('A')])).not.toBe(guardKey([condition('A', false)]));
    expect(guardKey([])).toBe('');
  });
});
