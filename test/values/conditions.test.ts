import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Guard } from '../../src/values/value.ts';
import { scopeOf, templateOf, withProperties } from './scope-of.ts';

const holds = (name: string, value = true) => ({ kind: 'condition', name, holds: value }) as const;
const is = (name: string, value: string, equal = true) =>
  ({ kind: 'parameter', name, value, holds: equal }) as const;

describe('satisfiable', () => {
  const values = scopeOf(
    withProperties(
      {
        Nested: '!If [IsProd, !If [NotProd, never, prod], other]',
        Trusted: '!If [HasTrusted, !Ref Trusted, !Ref AWS::NoValue]',
        Env: '!If [IsProd, !Ref Env, dev-or-test]',
        ByName: '!If [NoSuchCondition, a, b]',
      },
      `Parameters:
  Env: { Type: String, AllowedValues: [dev, test, prod] }
  Size: { Type: String, Default: small }
  Trusted: { Type: CommaDelimitedList, Default: "" }
  Free: { Type: String }
  Key: { Type: "AWS::SSM::Parameter::Value<String>", Default: /path }
Mappings:
  Flags: { dev: { On: "false" }, test: { On: "false" }, prod: { On: "true" } }
Rules:
  ProdIsLarge:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions: [{ Assert: { "Fn::Contains": [[large, huge], !Ref Size] } }]
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [!Condition IsProd]
  IsDev: !Equals [dev, !Ref Env]
  HasTrusted: !Not [!Equals ["", !Join ["", !Ref Trusted]]]
  Flagged: !Equals [!FindInMap [Flags, !Ref Env, On], "true"]
  Both: !And [!Condition IsDev, !Condition IsProd]
  Any: !Or [!Condition IsDev, !Condition NotProd, !Condition IsProd]
  InChina: !Equals [!Ref AWS::Partition, aws-cn]
  East: !Equals [!Ref AWS::Region, us-east-1]
  West: !Equals [!Ref AWS::Region, us-west-1]
  Named: !Equals [!Sub "\${Free}-bucket", logs-bucket]
  NamedOther: !Equals [!Ref Free, logs]
  Suffix: !Equals [!Sub "\${Free}-bucket", no-suffix]
  Small: !Equals [!Ref Size, small]
  Fixed: !Equals [a, a]
  KeyA: !Equals [!Ref Key, a]
  KeyB: !Equals [!Ref Key, b]
  KeyPath: !Equals [!Ref Key, /path]
  SelfReferring: !Not [!Condition SelfReferring]
  Broken: !Equals [a]
  Odd: { Fn::Unheard: x }
`,
    ),
  );
  const satisfiable = (...guard: Guard) => values.scope.satisfiable(guard);

  it.each<[string, boolean, Guard]>([
    ['nothing', true, []],
    ['one condition', true, [holds('IsProd')]],
    ['a condition and its opposite', false, [holds('IsProd'), holds('NotProd')]],
    ['neither a condition nor its opposite', false, [holds('IsProd', false), holds('NotProd', false)]],
    ['two values of one parameter', false, [holds('IsProd'), holds('IsDev')]],
    ['neither of two values of three', true, [holds('IsProd', false), holds('IsDev', false)]],
    ['an Fn::And of both', false, [holds('Both')]],
    ['an Fn::Or of all', false, [holds('Any', false)]],
    ['a condition and the value that it asks for', true, [holds('IsProd'), is('Env', 'prod')]],
    ['a condition and another value', false, [holds('IsProd'), is('Env', 'dev')]],
    ['a value outside of AllowedValues', false, [is('Env', 'staging')]],
    ['no value at all', false, [is('Env', 'dev', false), is('Env', 'test', false), is('Env', 'prod', false)]],
    ['a list that is and is not empty', false, [holds('HasTrusted'), is('Trusted', '')]],
    ['a list with items', true, [holds('HasTrusted'), is('Trusted', '', false)]],
    ['a mapping by parameter', false, [holds('Flagged'), holds('IsDev')]],
    ['a mapping by the other parameter', true, [holds('Flagged'), is('Env', 'prod'), is('Size', 'huge')]],
    ['two regions', false, [holds('East'), holds('West')]],
    ['another region', true, [holds('East', false), holds('West', false)]],
    ['pseudo parameters apart', true, [holds('InChina'), holds('East')]],
    ['a part of a string', false, [holds('Named'), holds('NamedOther', false)]],
    ['the same part', true, [holds('Named'), holds('NamedOther')]],
    ['a string that cannot have the suffix', false, [holds('Suffix')]],
    ['a rule that is broken', false, [holds('IsProd'), holds('Small')]],
    ['a rule that is kept', true, [holds('IsProd'), is('Size', 'large')]],
    ['a rule that does not apply', true, [holds('IsDev'), holds('Small')]],
    ['equal constants', false, [holds('Fixed', false)]],
    ['two contents of one SSM parameter', false, [holds('KeyA'), holds('KeyB')]],
    ['the content of an SSM parameter, whose default is its name', true, [holds('KeyPath', false)]],
    ['a condition that refers to itself', true, [holds('SelfReferring')]],
    ['a function of another shape', true, [holds('Broken')]],
    ['a function of another shape, not', true, [holds('Broken', false)]],
    ['an unknown function', true, [holds('Odd', false), holds('IsProd')]],
    ['an unknown condition', true, [holds('Nowhere')]],
    ['an unknown condition both ways', false, [holds('Nowhere'), holds('Nowhere', false)]],
  ])('%s: %s', (_name, expected, guard) => expect(satisfiable(...guard)).toBe(expected));

  it('leaves out branches that no deployment has', () => {
    expect(values.texts('Nested')).toEqual(['prod', 'other']);
    expect(values.texts('Env')).toEqual(['prod', 'dev-or-test']);
    expect(values.texts('ByName')).toEqual(['a', 'b']);
    expect(values.scope.items(values.node('Trusted')).map(({ value }) => value.kind)).toEqual(['intrinsic']);
  });

  it('leaves out of a guard what the rest of it implies', () => {
    expect(values.guarded('Nested')).toEqual(['prod when IsProd', 'other when not IsProd']);
    expect(values.guarded('Env')).toEqual(['prod when IsProd', 'dev-or-test when not IsProd']);
    expect(values.scope.and([holds('IsDev')], [holds('NotProd'), holds('East')])).toEqual([
      holds('IsDev'),
      holds('East'),
    ]);
  });

  it('joins guards to undefined when the conditions exclude each other', () => {
    expect(values.scope.and([holds('IsProd')], [holds('IsDev')])).toBeUndefined();
    expect(values.scope.and([holds('IsProd')], [holds('East')])).toEqual([holds('IsProd'), holds('East')]);
    expect(values.scope.texts(values.node('Env'), [holds('IsProd')])).toHaveLength(1);
  });

  it('takes given values as the only ones', () => {
    const given = scopeOf(values.template, { parameters: { Env: 'dev' } });
    expect(given.scope.satisfiable([holds('IsProd')])).toBe(false);
    expect(given.texts('Nested')).toEqual(['other']);
  });
});

/** A condition over parameters P0..P2, the conditions before it, and constants. */
type Expression =
  | { readonly op: 'equals'; readonly parameter: number; readonly value: string }
  | { readonly op: 'same'; readonly parameter: number; readonly other: number }
  | { readonly op: 'condition'; readonly index: number }
  | { readonly op: 'not' | 'and' | 'or'; readonly parts: readonly Expression[] };

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    op: fc.constant('equals' as const),
    parameter: fc.nat(2),
    value: fc.constantFrom('a', 'b', 'c', 'd'),
  }),
  fc.record({ op: fc.constant('same' as const), parameter: fc.nat(2), other: fc.nat(2) }),
  fc.record({ op: fc.constant('condition' as const), index: fc.nat(3) }),
);
const expression: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ op: fc.constant('not' as const), parts: fc.tuple(tie('tree')) }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).tree;

function written(item: Expression, index: number): unknown {
  switch (item.op) {
    case 'equals':
      return { 'Fn::Equals': [{ Ref: `P${item.parameter}` }, item.value] };
    case 'same':
      return { 'Fn::Equals': [{ Ref: `P${item.parameter}` }, { Ref: `P${item.other}` }] };
    case 'condition':
      return item.index < index ? { Condition: `C${item.index}` } : { 'Fn::Equals': ['x', 'x'] };
    case 'not':
      return { 'Fn::Not': item.parts.map((part) => written(part, index)) };
    case 'and':
      return { 'Fn::And': item.parts.map((part) => written(part, index)) };
    case 'or':
      return { 'Fn::Or': item.parts.map((part) => written(part, index)) };
  }
}

function truth(
  item: Expression,
  index: number,
  all: readonly Expression[],
  values: readonly string[],
): boolean {
  const parts = () => ('parts' in item ? item.parts.map((part) => truth(part, index, all, values)) : []);
  switch (item.op) {
    case 'equals':
      return values[item.parameter] === item.value;
    case 'same':
      return values[item.parameter] === values[item.other];
    case 'condition':
      return item.index < index ? truth(all[item.index]!, item.index, all, values) : true;
    case 'not':
      return !parts()[0];
    case 'and':
      return parts().every(Boolean);
    case 'or':
      return parts().some(Boolean);
  }
}

function product(domains: readonly (readonly string[])[]): string[][] {
  return domains.reduce<string[][]>(
    (rows, domain) => rows.flatMap((row) => domain.map((value) => [...row, value])),
    [[]],
  );
}

const sets = fc.record({
  conditions: fc.array(expression, { minLength: 1, maxLength: 4 }),
  allowed: fc.array(fc.subarray(['a', 'b', 'c'], { minLength: 1 }), { minLength: 3, maxLength: 3 }),
  guard: fc.array(fc.tuple(fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 4 }),
  value: fc.option(fc.tuple(fc.nat(2), fc.constantFrom('a', 'b', 'c'), fc.boolean())),
});

function guardOf(set: {
  conditions: readonly Expression[];
  guard: readonly (readonly [number, boolean])[];
  value: readonly [number, string, boolean] | null;
}): Guard {
  const literals = set.guard
    .filter(([index]) => index < set.conditions.length)
    .map(([index, value]) => holds(`C${index}`, value));
  return set.value ? [...literals, is(`P${set.value[0]}`, set.value[1], set.value[2])] : literals;
}

function someAssignment(
  conditions: readonly Expression[],
  guard: Guard,
  domains: readonly (readonly string[])[],
): boolean {
  return product(domains).some((values) =>
    guard.every((item) => {
      const index = Number(item.name.slice(1));
      if (item.kind === 'parameter') return (values[index] === item.value) === item.holds;
      return truth(conditions[index]!, index, conditions, values) === item.holds;
    }),
  );
}

function scopeFor(conditions: readonly Expression[], parameters: object) {
  const template = {
    Parameters: parameters,
    Conditions: Object.fromEntries(conditions.map((item, index) => [`C${index}`, written(item, index)])),
    Resources: { X: { Type: 'AWS::S3::Bucket' } },
  };
  return scopeOf(templateOf(JSON.stringify(template), 'template.json')).scope;
}

describe('satisfiable, against all assignments tried out', () => {
  it('agrees where the values are enumerated by AllowedValues', () => {
    fc.assert(
      fc.property(sets, (set) => {
        const parameters = Object.fromEntries(
          set.allowed.map((values, index) => [`P${index}`, { Type: 'String', AllowedValues: values }]),
        );
        const guard = guardOf(set);
        expect(scopeFor(set.conditions, parameters).satisfiable(guard)).toBe(
          someAssignment(set.conditions, guard, set.allowed),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('never calls a guard impossible that is possible, where any value is possible', () => {
    const parameters = {
      P0: { Type: 'String' },
      P1: { Type: 'String', Default: 'a' },
      P2: { Type: 'String', Default: 'other' },
    };
    const domain = ['a', 'b', 'c', 'd', 'other', 'another', 'third'];
    fc.assert(
      fc.property(sets, (set) => {
        const guard = guardOf(set);
        const possible = someAssignment(set.conditions, guard, [domain, domain, domain]);
        const answer = scopeFor(set.conditions, parameters).satisfiable(guard);
        if (possible) expect(answer).toBe(true);
        const compares = JSON.stringify(set.conditions).includes('"same"');
        if (!compares) expect(answer).toBe(possible);
      }),
      { numRuns: 400 },
    );
  });
});
