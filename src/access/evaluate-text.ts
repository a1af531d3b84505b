import { displayText, type AccessText } from './policy.ts';

/** One place of an expanded pattern: a character to be met as it is, or one of the two wildcards. */
type Place = { readonly char: string } | 'run' | 'single';

/** A pattern with its variables filled in, or undefined when one of them has no value. */
export type Expanded = readonly Place[] | undefined;

/** Looks up the single value of a condition key; undefined when it is absent or has several. */
export type ValueOf = (key: string) => string | undefined;

/**
 * Fills in the policy variables of a text. A value of a variable is literal: an asterisk in it is an asterisk.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expandText(
  text: AccessText,
  variables: boolean,
  wildcards: boolean,
  valueOf: ValueOf,
): Expanded {
  const source = displayText(text);
  const places: Place[] = [];
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (variables && char === '$' && source[at + 1] === '{') {
      const end = source.indexOf('}', at);
      const inside = end < 0 ? '' : source.slice(at + 2, end);
      if (inside !== '') {
        const value = variableValue(inside, valueOf);
        if (value === undefined) return undefined;
        for (let index = 0; index < value.length; index++) places.push({ char: value[index]! });
        at = end;
        continue;
      }
    }
    if (wildcards && char === '*') places.push('run');
    else if (wildcards && char === '?') places.push('single');
    else places.push({ char });
  }
  return places;
}

function variableValue(inside: string, valueOf: ValueOf): string | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return inside;
  const withDefault = /^\s*([^,]*?)\s*,\s*'(.*)'\s*$/s.exec(inside);
  if (withDefault) return valueOf(withDefault[1]!.toLowerCase()) ?? withDefault[2];
  return valueOf(inside.trim().toLowerCase());
}

/** Whether the pattern fits the whole string; bounded by the product of their lengths. */
export function fits(pattern: readonly Place[], value: string, ignoreCase: boolean): boolean {
  const same = (a: string, b: string): boolean =>
    a === b || (ignoreCase && a.toLowerCase() === b.toLowerCase());
  // Row by row: which beginnings of the value the pattern so far can be.
  let row = new Uint8Array(value.length + 1);
  row[0] = 1;
  for (const place of pattern) {
    const next = new Uint8Array(value.length + 1);
    if (place === 'run') {
      let seen = 0;
      for (let length = 0; length <= value.length; length++) next[length] = seen |= row[length]!;
    } else {
      for (let length = 1; length <= value.length; length++)
        if (row[length - 1] && (place === 'single' || same(place.char, value[length - 1]!))) next[length] = 1;
    }
    row = next;
  }
  return row[value.length] === 1;
}

/** Whether a pattern of an action fits a name, both in lower case. */
export function nameFits(pattern: string, name: string): boolean {
  const wild = pattern.search(/[*?]/);
  if (wild < 0) return pattern === name;
  if (!name.startsWith(pattern.slice(0, wild))) return false;
  if (wild === pattern.length - 1 && pattern.endsWith('*')) return true;
  const places = Array.from(pattern, (char): Place =>
    char === '*' ? 'run' : char === '?' ? 'single' : { char },
  );
  return fits(places, name, false);
}

/**
 * Splits into the six fields of an ARN; undefined when there are fewer than five colons.
 * Wildcards do not reach over a colon of the first five fields.
 */
export function arnFields(pattern: readonly Place[]): readonly (readonly Place[])[] | undefined {
  const fields: Place[][] = [[]];
  for (const place of pattern) {
    if (typeof place === 'object' && place.char === ':' && fields.length < 6) fields.push([]);
    else fields.at(-1)!.push(place);
  }
  return fields.length === 6 ? fields : undefined;
}

/** Fields of a concrete ARN. */
export function arnParts(value: string): readonly string[] | undefined {
  const parts = value.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/**
 * Whether a pattern of Resource or NotResource fits. Field by field for ARNs; a pattern that ends early in a star goes on
 * over the remaining fields.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceFits(pattern: readonly Place[], resource: string, flat: boolean): boolean {
  if (pattern.length > 0 && pattern.every((place) => place === 'run')) return true;
  if (flat) return fits(pattern, resource, false);
  let colons = 0;
  for (const place of pattern) if (typeof place === 'object' && place.char === ':') colons++;
  const padded: Place[] = [...pattern];
  if (colons < 5) {
    if (pattern.at(-1) !== 'run') return false;
    for (; colons < 5; colons++) padded.push({ char: ':' }, 'run');
  }
  return arnFits(padded, resource);
}

/** Whether all six fields fit; a value that is no ARN does not. */
export function arnFits(pattern: readonly Place[], value: string): boolean {
  const fields = arnFields(pattern);
  const parts = arnParts(value);
  return (
    fields !== undefined && parts !== undefined && fields.every((field, at) => fits(field, parts[at]!, false))
  );
}
