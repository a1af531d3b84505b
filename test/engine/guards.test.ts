import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinGuards } from '../../src/engine/guards.ts';
import { type Guard, type Literal } from '../../src/values/value.ts';

const is = (name: string): Literal => ({ kind: 'condition', name, holds: true });
const not = (name: string): Literal => ({ kind: 'condition', name, holds: false });

describe('joinGuards', () => {
  it('keeps one guard of several that are equal, whatever the order of their literals', () => {
    expect(
      joinGuards([
        [is('A'), is('B')],
        [is('B'), is('A')],
      ]),
    ).toHaveLength(1);
  });

  it('drops a guard that is narrower than another', () => {
    expect(joinGuards([[is('A'), is('B')], [is('A')]])).toEqual([[is('A')]]);
  });

  it('joins a guard and its opposite to always', () => {
    expect(joinGuards([[is('A')], [not('A')]])).toEqual([[]]);
    expect(
      joinGuards([
        [is('B'), is('A')],
        [is('B'), not('A')],
      ]),
    ).toEqual([[is('B')]]);
  });

  it('does not prove what needs more: three values of a parameter stay three guards', () => {
    const value = (text: string): Guard => [{ kind: 'parameter', name: 'Env', value: text, holds: true }];
    expect(joinGuards([value('dev'), value('test'), value('prod')])).toHaveLength(3);
  });

  it('holds under exactly the same assignments as before', () => {
    const literal = fc.record({
      kind: fc.constant('condition' as const),
      name: fc.constantFrom('A', 'B', 'C'),
      holds: fc.boolean(),
    });
    const assignments = Array.from({ length: 8 }, (_, bits) => ({
      A: !!(bits & 1),
      B: !!(bits & 2),
      C: !!(bits & 4),
    }));
    fc.assert(
      fc.property(fc.array(fc.array(literal, { maxLength: 3 }), { minLength: 1, maxLength: 6 }), (guards) => {
        const joined = joinGuards(guards);
        for (const assignment of assignments) {
          const holds = (all: readonly Guard[]): boolean =>
            all.some((guard) => guard.every((each) => assignment[each.name as 'A'] === each.holds));
          expect(holds(joined)).toBe(holds(guards));
        }
      }),
    );
  });

  it('takes many guards without taking long', () => {
    const many = Array.from({ length: 5000 }, (_, index): Guard => [is(`C${index}`)]);
    expect(joinGuards(many)).toHaveLength(5000);
  });
});
