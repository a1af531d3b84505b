import { type Pattern, patternOf, type PatternMode } from './pattern.ts';
import { type AccessCondition, displayText, isHole, piecesOf } from './policy.ts';
import {
  type AddressRange,
  mergeAddresses,
  parseAddress,
  parseDecimal,
  parseInstant,
  type Range,
  stripPadding,
  type ValueSet,
} from './value-set.ts';

/**
 * One condition in normal form. On an absent key it is `absent`; on values it asks whether some value, or every value,
 * is inside, or outside, of a set. The negation of an atom is an atom: swap `some` and `every`, and inside and outside.
 */
export interface Atom {
  /** Lower-case condition key. */
  readonly key: string;
  readonly absent: boolean;
  readonly quantity: 'some' | 'every' | 'fixed';
  readonly inside: boolean;
  /** Of a `fixed` atom (`Null`): what it is on any value. */
  readonly present: boolean;
  readonly set: ValueSet;
  /** A set operator was written: the key is taken for multivalued, and empty strings do not count. */
  readonly qualified: boolean;
  /** The values as written. */
  readonly texts: readonly string[];
  /** Atoms of one text mean the same. */
  readonly id: string;
  /** A value with a hole stands in a place where holes are not followed, in a number, say. */
  readonly blurred: boolean;
}

const NO_VALUES: ValueSet = { family: 'string', patterns: [] };

/**
 * Reads a condition; undefined when its operator is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function atomOf(condition: AccessCondition, variables: boolean): Atom | undefined {
  const written = /^(?:(foranyvalue|forallvalues):)?([a-z]+?)(ifexists)?$/.exec(
    condition.operator.toLowerCase(),
  );
  if (!written) return undefined;
  const [, quantifier, name = '', ifExists] = written;
  const key = condition.key.toLowerCase();
  const texts = textsOf(condition);
  const id = JSON.stringify([condition.operator.toLowerCase(), key, variables, [...condition.values].sort()]);
  const open = condition.values.some((value) => piecesOf(value).some(isHole));
  if (name === 'null') {
    const states = new Set(texts.map((text) => text.toLowerCase()));
    const fixed = { absent: states.has('true'), present: states.has('false') };
    return {
      key,
      ...fixed,
      quantity: 'fixed',
      inside: true,
      set: NO_VALUES,
      qualified: false,
      texts,
      id,
      blurred: open,
    };
  }
  const operator = OPERATORS.get(name);
  if (!operator) return undefined;
  const set = operator.set(condition, variables);
  return {
    key,
    absent: quantifier
      ? quantifier === 'forallvalues' || ifExists !== undefined
      : operator.negated || ifExists !== undefined,
    quantity:
      quantifier === 'forallvalues' || (quantifier === undefined && operator.negated) ? 'every' : 'some',
    inside: !operator.negated,
    present: true,
    set,
    qualified: quantifier !== undefined,
    texts,
    id,
    blurred: open && set.family !== 'string',
  };
}

interface Operator {
  readonly negated: boolean;
  readonly set: (condition: AccessCondition, variables: boolean) => ValueSet;
}

const strings =
  (mode: PatternMode): Operator['set'] =>
  ({ values }, variables) => ({
    family: 'string',
    patterns: values.map((value): Pattern => patternOf(value, mode, variables)),
  });

const textsOf = (condition: AccessCondition): string[] => condition.values.map(displayText);

const orders =
  (family: 'number' | 'date', range: (at: number) => Range): Operator['set'] =>
  (condition) => {
    const parse = family === 'number' ? parseDecimal : parseInstant;
    const points = textsOf(condition).map(parse);
    return { family, ranges: points.filter((at) => at !== undefined).map(range) };
  };

const addresses: Operator['set'] = (condition) => {
  const ranges = textsOf(condition).map(parseAddress);
  return {
    family: 'address',
    ranges: mergeAddresses(ranges.filter((range): range is AddressRange => range !== undefined)),
  };
};

const below = (high: number, highOpen: boolean): Range => ({ low: -Infinity, lowOpen: true, high, highOpen });
const above = (low: number, lowOpen: boolean): Range => ({ low, lowOpen, high: Infinity, highOpen: true });
const exactly = (at: number): Range => ({ low: at, lowOpen: false, high: at, highOpen: false });

function comparisons(prefix: string, family: 'number' | 'date'): [string, Operator][] {
  return [
    [`${prefix}equals`, { negated: false, set: orders(family, exactly) }],
    [`${prefix}notequals`, { negated: true, set: orders(family, exactly) }],
    [`${prefix}lessthan`, { negated: false, set: orders(family, (at) => below(at, true)) }],
    [`${prefix}lessthanequals`, { negated: false, set: orders(family, (at) => below(at, false)) }],
    [`${prefix}greaterthan`, { negated: false, set: orders(family, (at) => above(at, true)) }],
    [`${prefix}greaterthanequals`, { negated: false, set: orders(family, (at) => above(at, false)) }],
  ];
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['stringequals', { negated: false, set: strings('text') }],
  ['stringnotequals', { negated: true, set: strings('text') }],
  ['stringequalsignorecase', { negated: false, set: strings('text-folded') }],
  ['stringnotequalsignorecase', { negated: true, set: strings('text-folded') }],
  ['stringlike', { negated: false, set: strings('like') }],
  ['stringnotlike', { negated: true, set: strings('like') }],
  ['arnequals', { negated: false, set: strings('arn') }],
  ['arnlike', { negated: false, set: strings('arn') }],
  ['arnnotequals', { negated: true, set: strings('arn') }],
  ['arnnotlike', { negated: true, set: strings('arn') }],
  ...comparisons('numeric', 'number'),
  ...comparisons('date', 'date'),
  ['ipaddress', { negated: false, set: addresses }],
  ['notipaddress', { negated: true, set: addresses }],
  [
    'bool',
    {
      negated: false,
      set: (condition) => ({
        family: 'bool',
        values: new Set(textsOf(condition).map((text) => text.toLowerCase())),
      }),
    },
  ],
  [
    'binaryequals',
    {
      negated: false,
      set: (condition) => ({ family: 'binary', values: new Set(textsOf(condition).map(stripPadding)) }),
    },
  ],
]);
