import { arnFits, expandText, fits, type ValueOf } from './evaluate-text.ts';
import { type AccessCondition, type AccessText, displayText } from './policy.ts';

/** Whether one value of the key satisfies one value of the policy. */
type Comparison = (actual: string, expected: AccessText) => boolean;

/**
 * Whether a condition holds in a context, by the documented tables for absent keys, IfExists and the set operators.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @param variables whether the version of the policy knows policy variables.
 */
export function conditionHolds(
  condition: AccessCondition,
  variables: boolean,
  context: ReadonlyMap<string, readonly string[]>,
): boolean {
  const written = /^(?:(foranyvalue|forallvalues):)?(.*?)(ifexists)?$/.exec(condition.operator.toLowerCase());
  if (!written) return false;
  const [, quantifier, name = '', ifExists] = written;
  let present = context.get(condition.key.toLowerCase()) ?? [];
  if (name === 'null') {
    const state = present.length === 0 ? 'true' : 'false';
    return condition.values.some((value) => displayText(value).toLowerCase() === state);
  }
  // An empty string is a null data set for the set operators.
  if (quantifier) present = present.filter((value) => value !== '');
  const valueOf: ValueOf = (key) => {
    const values = context.get(key);
    return values?.length === 1 ? values[0] : undefined;
  };
  const operator = comparisonOf(name, variables, valueOf);
  if (!operator) return false;
  const { compare, negated } = operator;
  if (present.length === 0)
    return quantifier
      ? quantifier === 'forallvalues' || ifExists !== undefined
      : negated || ifExists !== undefined;
  const one = (actual: string): boolean =>
    negated
      ? condition.values.every((value) => !compare(actual, value))
      : condition.values.some((value) => compare(actual, value));
  const all = quantifier === 'forallvalues' || (quantifier === undefined && negated);
  return all ? present.every(one) : present.some(one);
}

function comparisonOf(
  name: string,
  variables: boolean,
  valueOf: ValueOf,
): { readonly compare: Comparison; readonly negated: boolean } | undefined {
  const text =
    (wildcards: boolean, ignoreCase: boolean): Comparison =>
    (actual, expected) => {
      const pattern = expandText(expected, variables, wildcards, valueOf);
      return pattern !== undefined && fits(pattern, actual, ignoreCase);
    };
  const arn: Comparison = (actual, expected) => {
    const pattern = expandText(expected, variables, true, valueOf);
    return pattern !== undefined && arnFits(pattern, actual);
  };
  const order =
    (parse: (text: string) => number | undefined, test: (a: number, b: number) => boolean): Comparison =>
    (actual, expected) => {
      const left = parse(actual);
      const right = parse(displayText(expected));
      return left !== undefined && right !== undefined && test(left, right);
    };
  const kind =
    /^(numeric|date)(equals|notequals|lessthan|lessthanequals|greaterthan|greaterthanequals)$/.exec(name);
  if (kind) {
    const parse = kind[1] === 'numeric' ? decimal : instant;
    const negated = kind[2] === 'notequals';
    return { compare: order(parse, ORDERS[negated ? 'equals' : kind[2]!]!), negated };
  }
  switch (name) {
    case 'stringequals': return { compare: text(false, false), negated: false };
    case 'stringnotequals': return { compare: text(false, false), negated: true };
    case 'stringequalsignorecase': return { compare: text(false, true), negated: false };
    case 'stringnotequalsignorecase': return { compare: text(false, true), negated: true };
    case 'stringlike': return { compare: text(true, false), negated: false };
    case 'stringnotlike': return { compare: text(true, false), negated: true };
    case 'arnequals': case 'arnlike': return { compare: arn, negated: false };
    case 'arnnotequals': case 'arnnotlike': return { compare: arn, negated: true };
    case 'bool': return { compare: (actual, expected) => truth(actual) !== undefined && truth(actual) === truth(displayText(expected)), negated: false };
    case 'binaryequals': return { compare: (actual, expected) => bytes(actual) === bytes(displayText(expected)), negated: false };
    case 'ipaddress': return { compare: addressIn, negated: false };
    case 'notipaddress': return { compare: addressIn, negated: true };
    default: return undefined;
  } // prettier-ignore
}

const ORDERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  equals: (a, b) => a === b,
  lessthan: (a, b) => a < b,
  lessthanequals: (a, b) => a <= b,
  greaterthan: (a, b) => a > b,
  greaterthanequals: (a, b) => a >= b,
};

function truth(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function decimal(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since the epoch, of an ISO 8601 time (UTC when no zone is named) or of epoch seconds. */
function instant(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) return Math.round(Number(text) * 1000);
  const found = /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(
    text,
  );
  if (!found) return undefined;
  const zone =
    found[3] && /^[+-]\d{4}$/.test(found[3]) ? `${found[3].slice(0, 3)}:${found[3].slice(3)}` : found[3];
  const at = Date.parse(found[2] ? `${found[1]}${found[2]}${zone ?? 'Z'}` : found[1]!);
  return Number.isNaN(at) ? undefined : at;
}

function bytes(text: string): string {
  return text.replace(/=+$/, '');
}

function addressIn(actual: string, expected: AccessText): boolean {
  const [network = '', length] = displayText(expected).split('/');
  const range = address(network);
  const own = address(actual.split('/')[0]!);
  if (!range || !own || range.bits !== own.bits) return false;
  const prefix = length === undefined ? range.bits : Number(length);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > range.bits || length === '') return false;
  const rest = BigInt(range.bits - prefix);
  return range.value >> rest === own.value >> rest;
}

function address(text: string): { readonly value: bigint; readonly bits: 32 | 128 } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const numbers = text.split('.').map(Number);
    if (numbers.some((number) => number > 255)) return undefined;
    return { value: numbers.reduce((sum, number) => sum * 256n + BigInt(number), 0n), bits: 32 };
  }
  if (!/^[0-9a-f:]*$/i.test(text) || !text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left!.length - (right?.length ?? 0);
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [
    ...left!,
    ...new Array<string>(right === undefined ? 0 : missing).fill('0'),
    ...(right ?? []),
  ];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { value: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n), bits: 128 };
}
