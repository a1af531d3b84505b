import { describe, expect, it } from 'vitest';
import {
  conditionOperators,
  isMultivalued,
  operatorFits,
  parseConditionOperator,
} from '../../src/iam/condition.ts';

describe('parseConditionOperator', () => {
  it('reads the whole name', () => {
    expect(parseConditionOperator('ForAnyValue:StringNotLikeIfExists')).toEqual({
      base: 'StringNotLike',
      family: 'String',
      set: 'ForAnyValue',
      ifExists: true,
      negated: true,
      wildcards: true,
      ignoreCase: false,
      canonical: 'ForAnyValue:StringNotLikeIfExists',
    });
  });

  it('reads any case and tells how it is written', () => {
    expect(parseConditionOperator('forallvalues:stringequals')?.canonical).toBe('ForAllValues:StringEquals');
    expect(parseConditionOperator('BOOLIFEXISTS')?.canonical).toBe('BoolIfExists');
  });

  it('knows every operator, with IfExists but for Null', () => {
    expect(conditionOperators()).toHaveLength(27);
    for (const name of conditionOperators()) {
      expect(parseConditionOperator(name)?.canonical).toBe(name);
      expect(parseConditionOperator(`${name}IfExists`)?.ifExists).toBe(name === 'Null' ? undefined : true);
    }
  });

  it.each([
    '',
    'StringEqual',
    'IfExists',
    'ForSomeValue:StringLike',
    'StringLike:ForAnyValue',
    'x'.repeat(100_000),
  ])('knows no %.30s', (name) => {
    expect(parseConditionOperator(name)).toBeUndefined();
  });

  it('marks what is negated and what takes wildcards', () => {
    const negated = conditionOperators().filter((name) => parseConditionOperator(name)!.negated);
    expect(negated).toEqual([
      'StringNotEquals',
      'StringNotEqualsIgnoreCase',
      'StringNotLike',
      'NumericNotEquals',
      'DateNotEquals',
      'NotIpAddress',
      'ArnNotEquals',
      'ArnNotLike',
    ]);
    const wildcards = conditionOperators().filter((name) => parseConditionOperator(name)!.wildcards);
    expect(wildcards).toEqual([
      'StringLike',
      'StringNotLike',
      'ArnEquals',
      'ArnLike',
      'ArnNotEquals',
      'ArnNotLike',
    ]);
  });
});

describe('operatorFits', () => {
  const fits = (name: string, type: Parameters<typeof operatorFits>[1]): boolean =>
    operatorFits(parseConditionOperator(name)!, type);

  it('compares a key with what its type is', () => {
    expect(fits('StringLike', 'String')).toBe(true);
    expect(fits('StringLike', 'ARN')).toBe(true);
    expect(fits('NumericEquals', 'Date')).toBe(true);
    expect(fits('StringEquals', 'Bool')).toBe(false);
    expect(fits('ArnLike', 'String')).toBe(false);
    expect(fits('IpAddress', 'String')).toBe(false);
    expect(fits('Null', 'IPAddress')).toBe(true);
  });

  it('knows which keys have several values', () => {
    expect(isMultivalued('ArrayOfString')).toBe(true);
    expect(isMultivalued('String')).toBe(false);
  });
});
