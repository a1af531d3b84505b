import { type ConditionKeyType } from '../catalogue/types.ts';

export type OperatorFamily = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null';

/** How the several values of a request's key are compared; a key with one value needs none of the two. */
export type SetOperator = 'ForAnyValue' | 'ForAllValues';

export interface ConditionOperator {
  /** The name as AWS writes it, without what stands before and behind: `StringLike`. */
  readonly base: string;
  readonly family: OperatorFamily;
  readonly set: SetOperator | undefined;
  /** `…IfExists`: true when the request does not have the key. */
  readonly ifExists: boolean;
  /** `…Not…`: true when no value matches, and when the request does not have the key. */
  readonly negated: boolean;
  /** Whether `*` and `?` in the values are wildcards. */
  readonly wildcards: boolean;
  /** Whether the case of letters does not count. */
  readonly ignoreCase: boolean;
  /** The whole name as AWS writes it: `ForAnyValue:StringLikeIfExists`. */
  readonly canonical: string;
}

/**
 * All operators, without set operators and `IfExists`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS: Readonly<Record<OperatorFamily, readonly string[]>> = {
  String: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  Numeric: comparisons('Numeric'),
  Date: comparisons('Date'),
  Bool: ['Bool'],
  Binary: ['BinaryEquals'],
  IpAddress: ['IpAddress', 'NotIpAddress'],
  Arn: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  Null: ['Null'],
};

const BY_NAME: ReadonlyMap<string, readonly [base: string, family: OperatorFamily]> = new Map(
  (Object.keys(OPERATORS) as OperatorFamily[]).flatMap((family) =>
    OPERATORS[family].map((base) => [base.toLowerCase(), [base, family] as const] as const),
  ),
);

const NAME = /^(?:(foranyvalue|forallvalues):)?([a-z]+?)(ifexists)?$/;

/** The names of all operators, without set operators and `IfExists`. */
export function conditionOperators(): readonly string[] {
  return Array.from(BY_NAME.values(), ([base]) => base);
}

/**
 * Reads the name of a condition operator in any case, which IAM takes though AWS writes one; compare with `canonical`.
 * Undefined when there is no such operator; `Null` takes no `IfExists`.
 */
export function parseConditionOperator(text: string): ConditionOperator | undefined {
  if (text.length > 64) return undefined;
  const match = NAME.exec(text.toLowerCase());
  const found = match && BY_NAME.get(match[2]!);
  if (!found) return undefined;
  const [base, family] = found;
  const set =
    match[1] === undefined ? undefined : match[1] === 'foranyvalue' ? 'ForAnyValue' : 'ForAllValues';
  const ifExists = match[3] !== undefined;
  if (family === 'Null' && ifExists) return undefined;
  return {
    base,
    family,
    set,
    ifExists,
    negated: base.includes('Not'),
    wildcards: base.endsWith('Like') || family === 'Arn',
    ignoreCase: base.endsWith('IgnoreCase') || family === 'Bool' || family === 'Null',
    canonical: `${set ? `${set}:` : ''}${base}${ifExists ? 'IfExists' : ''}`,
  };
}

/** Families that compare values of a type as what they are. */
const FITTING: Readonly<Record<ConditionKeyType, readonly OperatorFamily[]>> = {
  String: ['String'],
  ArrayOfString: ['String'],
  ARN: ['Arn', 'String'],
  ArrayOfARN: ['Arn', 'String'],
  Numeric: ['Numeric'],
  Date: ['Date', 'Numeric'],
  Bool: ['Bool'],
  ArrayOfBool: ['Bool'],
  IPAddress: ['IpAddress'],
  Binary: ['Binary'],
  Unknown: ['String', 'Numeric', 'Date', 'Bool', 'Binary', 'IpAddress', 'Arn'],
};

/**
 * Whether an operator can compare a key of a type. ARNs may be compared as strings, dates as numbers of seconds;
 * `Null` asks only whether the key is there.
 */
export function operatorFits(operator: ConditionOperator, type: ConditionKeyType): boolean {
  return operator.family === 'Null' || FITTING[type].includes(operator.family);
}

/**
 * Whether a key can have several values in one request, so that a set operator is right for it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function isMultivalued(type: ConditionKeyType): boolean {
  return type.startsWith('ArrayOf');
}

function comparisons(family: 'Numeric' | 'Date'): string[] {
  return ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
    (comparison) => family + comparison,
  );
}
