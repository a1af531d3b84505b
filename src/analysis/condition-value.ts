import { type OperatorFamily } from '../iam/condition.ts';

/** ISO 8601 as the W3C's profile has it, or seconds since 1970. */
const DATE =
  /^(?:\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?|\d{1,19})$/i;
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/;
const IPV6 = /^(?=.*:)[0-9a-f:.]{2,45}(?:\/\d{1,3})?$/i;

/**
 * What a literal value should be for an operator of a family and is not; undefined when it may be compared. A policy
 * variable may stand for anything.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function valueFault(family: OperatorFamily, value: string): string | undefined {
  if (value.includes('${')) return undefined;
  switch (family) {
    case 'Bool':
    case 'Null':
      return /^(?:true|false)$/i.test(value) ? undefined : '`true` or `false`';
    case 'Numeric':
      return /^[+-]?\d+(?:\.\d+)?$/.test(value) ? undefined : 'number';
    case 'Date':
      return DATE.test(value) ? undefined : 'date';
    case 'IpAddress':
      return IPV4.test(value) || IPV6.test(value) ? undefined : 'IP address or range';
    case 'Arn':
      return /^(?:arn:|[*?])/.test(value) || /^arn\*/.test(value) ? undefined : 'ARN';
    case 'Binary':
      return /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? undefined : 'text in Base64';
    default:
      return undefined;
  }
}
