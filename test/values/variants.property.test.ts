import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Scope } from '../../src/values/scope.ts';
import { type Guard, type Segment, type Text } from '../../src/values/value.ts';
import { scopeOf, templateOf } from './scope-of.ts';

/** A string-valued expression over the parameters P and Q and the condition C, with what it evaluates to. */
interface Value {
  readonly written: unknown;
  evaluate(values: Values): string | undefined;
}
interface Values {
  readonly P: string;
  readonly Q: string;
}

const isTrue = (values: Values): boolean => values.P === 'a' || values.Q === 'x-y';
const conditions = {
  PisA: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] },
  C: { 'Fn::Or': [{ Condition: 'PisA' }, { 'Fn::Equals': [{ Ref: 'Q' }, 'x-y'] }] },
};
const mappings = {
  M: { a: { k: 'in-a' }, b: { k: 'in-b' }, c: { k: 'in-c' } },
};

const text = fc.constantFrom('', 'a', 'b-c', 'x-y', 's3:*', '-');
const constant: fc.Arbitrary<Value> = text.map((value) => ({ written: value, evaluate: () => value }));
const reference: fc.Arbitrary<Value> = fc
  .constantFrom('P' as const, 'Q' as const)
  .map((name) => ({ written: { Ref: name }, evaluate: (values) => values[name] }));
const mapping: fc.Arbitrary<Value> = fc.constant({
  written: { 'Fn::FindInMap': ['M', { Ref: 'P' }, 'k'] },
  evaluate: ({ P }) => `in-${P}`,
});

function joined(parts: readonly (string | undefined)[], delimiter = ''): string | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.join(delimiter);
}

function values(leaf: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.letrec<{ tree: Value }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.tuple(tie('tree'), tie('tree')).map(([then, otherwise]) => ({
        written: { 'Fn::If': ['C', then.written, otherwise.written] },
        evaluate: (at: Values) => (isTrue(at) ? then : otherwise).evaluate(at),
      })),
      fc.tuple(tie('tree'), text).map(([inner, tail]) => ({
        written: { 'Fn::Sub': ['${P}/${V}' + tail, { V: inner.written }] },
        evaluate: (at: Values) => joined([at.P, '/', inner.evaluate(at), tail]),
      })),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((items) => ({
        written: { 'Fn::Join': ['+', items.map((item) => item.written)] },
        evaluate: (at: Values) =>
          joined(
            items.map((item) => item.evaluate(at)),
            '+',
          ),
      })),
      fc.tuple(fc.array(tie('tree'), { minLength: 1, maxLength: 3 }), fc.nat(2)).map(([items, index]) => ({
        written: { 'Fn::Select': [index % items.length, items.map((item) => item.written)] },
        evaluate: (at: Values) => items[index % items.length]!.evaluate(at),
      })),
      tie('tree').map((inner) => ({
        written: { 'Fn::Join': ['+', { 'Fn::Split': ['-', inner.written] }] },
        evaluate: (at: Values) => inner.evaluate(at)?.replaceAll('-', '+'),
      })),
    ),
  })).tree;
}

function scopeFor(written: unknown, parameters: object): { scope: Scope; texts: readonly Text[] } {
  const template = {
    Parameters: parameters,
    Conditions: conditions,
    Mappings: mappings,
    Resources: { X: { Type: 'Custom::X', Properties: { V: written } } },
  };
  const found = scopeOf(templateOf(JSON.stringify(template), 'template.json'));
  return { scope: found.scope, texts: found.scope.texts(found.node('V')) };
}

function guardHolds(guard: Guard, at: Values): boolean {
  return guard.every((item) => {
    if (item.kind === 'parameter') return (at[item.name as keyof Values] === item.value) === item.holds;
    return (item.name === 'C' ? isTrue(at) : at.P === 'a') === item.holds;
  });
}

function filled(segments: readonly Segment[], at: Values): string {
  return segments
    .map((segment) => (typeof segment === 'string' ? segment : at[segment.name as keyof Values]))
    .join('');
}

const closed = {
  P: { Type: 'String', AllowedValues: ['a', 'b', 'c'] },
  Q: { Type: 'String', AllowedValues: ['x-y', 'z'] },
};
const allValues: Values[] = ['a', 'b', 'c'].flatMap((P) => ['x-y', 'z'].map((Q) => ({ P, Q })));

describe('the variants of a value', () => {
  it('are one for each deployment, with the text that the deployment has', () => {
    fc.assert(
      fc.property(values(fc.oneof(constant, reference, mapping)), (value) => {
        const { texts, scope } = scopeFor(value.written, closed);
        for (const at of allValues) {
          const matching = texts.filter((found) => guardHolds(found.when, at));
          expect(matching).toHaveLength(1);
          expect(matching[0]!.segments).toEqual([value.evaluate(at)].filter((item) => item !== ''));
        }
        for (const found of texts) expect(scope.satisfiable(found.when)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('fill to what a deployment has where parameters may have any value', () => {
    const open = { P: { Type: 'String', Default: 'a' }, Q: { Type: 'String' } };
    const leaf = fc.oneof(constant, reference);
    const noSplit = values(leaf).filter((value) => !JSON.stringify(value.written).includes('Fn::Split'));
    fc.assert(
      fc.property(noSplit, (value) => {
        const { texts } = scopeFor(value.written, open);
        for (const at of ['a', 'q1'].flatMap((P) => ['x-y', 'q2'].map((Q) => ({ P, Q })))) {
          const matching = texts.filter((found) => guardHolds(found.when, at));
          expect(matching).toHaveLength(1);
          expect(filled(matching[0]!.segments, at)).toBe(value.evaluate(at));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are joined and never empty segments', () => {
    fc.assert(
      fc.property(values(fc.oneof(constant, reference)), (value) => {
        const open = { P: { Type: 'String', Default: 'a' }, Q: { Type: 'String' } };
        for (const { segments } of scopeFor(value.written, open).texts)
          segments.forEach((segment, index) => {
            expect(segment).not.toBe('');
            if (index > 0)
              expect(typeof segment === 'string' && typeof segments[index - 1] === 'string').toBe(false);
          });
      }),
    );
  });
});

describe('wrapping a literal', () => {
  // A dynamic reference and a `${` mean something in a function, so a literal with them is not the same inside of one.
  const literals = fc
    .string({ unit: 'grapheme-ascii', maxLength: 20 })
    .filter((item) => !/\$\{|\{\{/.test(item));
  const wrap: readonly [string, (item: string) => unknown][] = [
    ['Fn::If with equal branches', (item) => ({ 'Fn::If': ['C', item, item] })],
    ['Fn::Sub without variables', (item) => ({ 'Fn::Sub': item })],
    ['Fn::Sub in list form', (item) => ({ 'Fn::Sub': ['${V}', { V: item }] })],
    ['Fn::Join of its pieces', (item) => ({ 'Fn::Join': ['', [...item]] })],
    ['Fn::Join of a Fn::Split', (item) => ({ 'Fn::Join': [':', { 'Fn::Split': [':', item] }] })],
    ['Fn::Select', (item) => ({ 'Fn::Select': [1, ['x', item, 'y']] })],
    [
      'Fn::FindInMap with a default',
      (item) => ({ 'Fn::FindInMap': ['M', 'none', 'k', { DefaultValue: item }] }),
    ],
    ['Fn::Base64', (item) => ({ 'Fn::Base64': item })],
  ];
  it.each(wrap)('%s gives the same text', (_name, wrapped) => {
    fc.assert(
      fc.property(literals, (item) => {
        const { texts } = scopeFor(wrapped(item), closed);
        expect(new Set(texts.map((found) => JSON.stringify(found.segments)))).toEqual(
          new Set([JSON.stringify(item === '' ? [] : [item])]),
        );
      }),
    );
  });

  it('keeps the value of a mapping', () => {
    fc.assert(
      fc.property(literals, (item) => {
        const template = {
          Mappings: { M: { a: { k: item } } },
          Resources: { X: { Type: 'Custom::X', Properties: { V: { 'Fn::FindInMap': ['M', 'a', 'k'] } } } },
        };
        const found = scopeOf(templateOf(JSON.stringify(template), 'template.json'));
        expect(found.texts('V')).toEqual([item]);
      }),
    );
  });
});
