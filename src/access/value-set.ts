import { type Pattern } from './pattern.ts';

export type OrderFamily = 'number' | 'date';

/** Ends are in the range unless marked open. */
export interface Range {
  readonly low: number;
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

/** First and last address; IPv6 addresses stand above all IPv4 addresses on one line. */
export interface AddressRange {
  readonly low: bigint;
  readonly high: bigint;
}

/** The values of a condition key that one of a list of policy values matches. */
export type ValueSet =
  | { readonly family: 'string'; readonly patterns: readonly Pattern[] }
  | { readonly family: OrderFamily; readonly ranges: readonly Range[] }
  | { readonly family: 'address'; readonly ranges: readonly AddressRange[] }
  | { readonly family: 'bool'; readonly values: ReadonlySet<string> }
  | { readonly family: 'binary'; readonly values: ReadonlySet<string> };

export type PlainSet = Exclude<ValueSet, { readonly family: 'string' }>;

const V6 = 1n << 64n;
const LAST_V4 = (1n << 32n) - 1n;
const LAST_V6 = V6 + (1n << 128n) - 1n;

/** Whether the set has the value; text that is no value of the family is in no set of it. */
export function contains(set: PlainSet, value: string): boolean {
  switch (set.family) {
    case 'number':
    case 'date': {
      const at = set.family === 'number' ? parseDecimal(value) : parseInstant(value);
      if (at === undefined) return false;
      return set.ranges.some(
        ({ low, lowOpen, high, highOpen }) =>
          (lowOpen ? at > low : at >= low) && (highOpen ? at < high : at <= high),
      );
    }
    case 'address': {
      const at = parseAddress(value)?.low;
      return at !== undefined && inRanges(set.ranges, at);
    }
    case 'bool':
      return set.values.has(value.toLowerCase());
    case 'binary':
      return set.values.has(stripPadding(value));
  }
}

function inRanges(ranges: readonly AddressRange[], at: bigint): boolean {
  let first = 0;
  let last = ranges.length - 1;
  while (first <= last) {
    const middle = (first + last) >> 1;
    const { low, high } = ranges[middle]!;
    if (at < low) last = middle - 1;
    else if (at > high) first = middle + 1;
    else return true;
  }
  return false;
}

/**
 * Values of which one is in any given combination of the sets and their complements, if any value is. The sets are of
 * one family.
 */
export function candidatesOf(sets: readonly PlainSet[]): readonly string[] {
  const [first] = sets;
  switch (first?.family) {
    case undefined:
      return [];
    case 'bool':
      return ['true', 'false'];
    case 'binary':
      return [
        ...new Set(sets.flatMap((set) => (set.family === 'binary' ? [...set.values] : []))),
        'QUJD',
        'ZnJlc2g',
      ];
    case 'address':
      return addressCandidates(sets.flatMap((set) => (set.family === 'address' ? set.ranges : [])));
    case 'number':
    case 'date': {
      const ranges = sets.flatMap((set) =>
        set.family === 'number' || set.family === 'date' ? set.ranges : [],
      );
      return orderCandidates(ranges, first!.family as OrderFamily);
    }
  }
}

function orderCandidates(ranges: readonly Range[], family: OrderFamily): readonly string[] {
  const ends = [...new Set(ranges.flatMap(({ low, high }) => [low, high]))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const step = family === 'number' ? 1 : 86_400_000;
  const points: number[] = ends.length === 0 ? [family === 'number' ? 1 : 0] : [ends[0]! - step];
  for (const [index, end] of ends.entries()) {
    points.push(end);
    const next = ends[index + 1];
    if (next === undefined) points.push(end + step);
    else if (family === 'number') points.push(between(end, next));
    else if (next - end > 1) points.push(wholeBetween(end, next));
  }
  return points.map((point) =>
    family === 'number' ? decimalText(point) : new Date(clampDate(point)).toISOString().replace('.000Z', 'Z'),
  );
}

/** A whole number between two others when there is one. */
function between(low: number, high: number): number {
  const whole = Math.floor(low) + 1;
  return whole < high ? whole : (low + high) / 2;
}

/** A whole second between two instants when there is one. */
function wholeBetween(low: number, high: number): number {
  const second = (Math.floor(low / 1000) + 1) * 1000;
  return second < high ? second : low + 1;
}

const clampDate = (at: number): number => Math.min(253_402_300_799_000, Math.max(-62_135_596_800_000, at));

function decimalText(value: number): string {
  const text = String(value);
  return /e/i.test(text) ? BigInt(Math.trunc(value)).toString() : text;
}

function addressCandidates(ranges: readonly AddressRange[]): readonly string[] {
  const points = new Set<bigint>();
  for (const { low, high } of ranges) {
    points
      .add(low)
      .add(low + 1n)
      .add(high);
    if (low !== 0n && low !== V6) points.add(low - 1n);
    if (high !== LAST_V4 && high !== LAST_V6) points.add(high + 1n);
  }
  points
    .add(0x01010101n)
    .add(V6 + (0x2001n << 112n))
    .add(0n)
    .add(V6);
  return [...points].filter((at) => at <= LAST_V4 || (at >= V6 && at <= LAST_V6)).map(addressText);
}

function addressText(at: bigint): string {
  if (at < V6) return [24n, 16n, 8n, 0n].map((shift) => String((at >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((at - V6) >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}

export function parseDecimal(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since the epoch, of an ISO 8601 date or time (UTC unless a zone is named) or of epoch seconds. */
export function parseInstant(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text) && text.length !== 4) return Math.round(Number(text) * 1000);
  if (!/^\d{4}(?:-\d\d(?:-\d\d)?)?(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/.test(text))
    return undefined;
  const time = text.includes('T');
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(time ? text.slice(text.indexOf('T')) : '');
  const at = Date.parse(
    time && !zoned ? `${text}Z` : time ? text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : text.replace(/Z$/, ''),
  );
  return Number.isNaN(at) ? undefined : at;
}

/** The addresses of `203.0.113.0/24`, `2001:db8::/32` or of one address; bits of the host part do not count. */
export function parseAddress(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const network = slash < 0 ? text : text.slice(0, slash);
  const parsed = network.includes(':') ? parseV6(network) : parseV4(network);
  if (parsed === undefined) return undefined;
  const bits = network.includes(':') ? 128 : 32;
  const length =
    slash < 0 ? bits : /^\d{1,3}$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : -1;
  if (length < 0 || length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const base = bits === 128 ? V6 : 0n;
  const low = base + (parsed / size) * size;
  return { low, high: low + size - 1n };
}

function parseV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let sum = 0n;
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return undefined;
    sum = (sum << 8n) | BigInt(part);
  }
  return sum;
}

function parseV6(text: string): bigint | undefined {
  const parts = text.split(':');
  const gap = text.indexOf('::');
  if (gap !== text.lastIndexOf('::') || (gap < 0 && parts.length !== 8)) return undefined;
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const head = groups(gap < 0 ? text : text.slice(0, gap));
  const tail = gap < 0 ? [] : groups(text.slice(gap + 2));
  if (head.length + tail.length > (gap < 0 ? 8 : 7)) return undefined;
  let sum = 0n;
  for (const group of [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    sum = (sum << 16n) | BigInt(parseInt(group, 16));
  }
  return sum;
}

/** Sorted, without overlaps. */
export function mergeAddresses(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of [...ranges].sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0))) {
    const last = merged.at(-1);
    if (last && range.low <= last.high + 1n) {
      if (range.high > last.high) merged[merged.length - 1] = { low: last.low, high: range.high };
    } else merged.push(range);
  }
  return merged;
}

export function stripPadding(text: string): string {
  return text.replace(/=+$/, '');
}
