import { type Atom } from './condition-atom.ts';
import { findConditionKey } from '../catalogue/services.ts';

export interface KeyFacts {
  /** A request can have several values. */
  readonly multivalued: boolean;
  /** A request has one value at most, whatever operator a policy uses. */
  readonly single: boolean;
  /** Every request has a value. */
  readonly always: boolean;
  /** Only `true` and `false` occur. */
  readonly boolean: boolean;
  /** Twelve digits. */
  readonly account: boolean;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, notes on availability. */
const ALWAYS = new Set([
  'aws:currenttime', 'aws:epochtime', 'aws:principalaccount', 'aws:principaltype', 'aws:requestedregion',
  'aws:securetransport', 'aws:useragent', 'aws:userid', 'aws:viaawsservice',
]); // prettier-ignore
const ACCOUNTS = new Set([
  'aws:sourceaccount',
  'aws:resourceaccount',
  'aws:principalaccount',
  'kms:calleraccount',
]);

const facts = new Map<string, KeyFacts>();
const MOST_REMEMBERED = 10_000;

/** What is known of the values of a condition key, given in lower case. */
export function keyFacts(key: string): KeyFacts {
  let known = facts.get(key);
  if (!known) {
    const type = findConditionKey(key)?.type;
    known = {
      multivalued: type === 'ArrayOfString' || type === 'ArrayOfARN',
      single: type !== undefined && type !== 'Unknown' && !type.startsWith('ArrayOf'),
      always: ALWAYS.has(key),
      boolean: type === 'Bool',
      account: ACCOUNTS.has(key),
    };
    if (facts.size >= MOST_REMEMBERED) facts.clear();
    facts.set(key, known);
  }
  return known;
}

/** Presence and value that one kind of request gives to a key. */
export interface KeyBound {
  readonly presence: 'absent' | 'present' | 'either';
  /** The value must fit one of these, as a `StringLike` pattern; any when left out. */
  readonly only?: readonly string[];
  /** The value must fit none of these. */
  readonly except?: readonly string[];
  /** `only` and `except` are read as `ArnLike` patterns. */
  readonly arns?: boolean;
  /** Conditions that a value must satisfy. */
  readonly holds?: readonly Atom[];
}

export type KeyBounds = ReadonlyMap<string, KeyBound>;

const ABSENT: KeyBound = { presence: 'absent' };
const PRESENT: KeyBound = { presence: 'present' };
const NETWORK = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];
const UNLINKED: readonly KeyBounds[] = [new Map()];
const SESSION = ['aws:multifactorauthpresent', 'aws:tokenissuetime', 'aws:multifactorauthage'];
const LINKED = ['aws:sourceip', ...NETWORK, ...SESSION];

/** Whether some key is one that {@link linkedBounds} or the classes of callers turn on. */
export function tellsKinds(keys: ReadonlySet<string>): boolean {
  return (
    LINKED.some((key) => keys.has(key)) || keys.has('aws:principalarn') || keys.has('aws:principalaccount')
  );
}

/**
 * The kinds of request that differ in which keys come together: a call over a VPC endpoint has no source address, only
 * temporary credentials have a time of issue, only a login with a second factor has the age of it. Kinds are told apart
 * only when at least two keys of a group are asked about.
 */
export function linkedBounds(keys: ReadonlySet<string>): readonly KeyBounds[] {
  if (!LINKED.some((key) => keys.has(key))) return UNLINKED;
  let kinds: KeyBounds[] = [new Map()];
  const split = (choices: readonly KeyBounds[]): void => {
    kinds = kinds.flatMap((kind) => choices.map((choice) => new Map([...kind, ...choice])));
  };
  if (keys.has('aws:sourceip') && NETWORK.some((key) => keys.has(key)))
    split([
      new Map([['aws:sourceip', PRESENT], ...NETWORK.map((key): [string, KeyBound] => [key, ABSENT])]),
      new Map([['aws:sourceip', ABSENT], ...NETWORK.map((key): [string, KeyBound] => [key, PRESENT])]),
    ]);
  if (SESSION.filter((key) => keys.has(key)).length > 1) {
    const [present, issued, age] = SESSION as [string, string, string];
    split([
      new Map(SESSION.map((key) => [key, ABSENT])),
      new Map<string, KeyBound>([
        [present, { presence: 'present', only: ['false'] }],
        [issued, PRESENT],
        [age, ABSENT],
      ]),
      new Map<string, KeyBound>([
        [present, { presence: 'present', only: ['true'] }],
        [issued, PRESENT],
        [age, PRESENT],
      ]),
    ]);
  }
  return kinds;
}

const NO_BOUNDS: KeyBounds = new Map();

/** Bounds that must hold together; undefined when they cannot. */
export function mergeBounds(lists: readonly KeyBounds[]): KeyBounds | undefined {
  const filled = lists.filter((list) => list.size > 0);
  if (filled.length < 2) return filled[0] ?? NO_BOUNDS;
  const merged = new Map<string, KeyBound>();
  for (const list of filled)
    for (const [key, bound] of list) {
      const other = merged.get(key);
      if (!other) {
        merged.set(key, bound);
        continue;
      }
      const presence =
        other.presence === 'either'
          ? bound.presence
          : bound.presence === 'either'
            ? other.presence
            : bound.presence;
      if (presence !== bound.presence && bound.presence !== 'either') return undefined;
      if (other.presence !== 'either' && bound.presence !== 'either' && other.presence !== bound.presence)
        return undefined;
      // Of two lists one is a list of fixed texts, so that the other can be asked about each.
      const only =
        other.only && bound.only
          ? other.only.filter(
              (text) => bound.only!.includes(text) || bound.only!.some((pattern) => /[*?]/.test(pattern)),
            )
          : (other.only ?? bound.only);
      if (only?.length === 0) return undefined;
      const arns = other.arns ?? bound.arns ?? false;
      const holds = [...(other.holds ?? []), ...(bound.holds ?? [])];
      merged.set(key, {
        presence,
        ...(only && { only }),
        except: [...(other.except ?? []), ...(bound.except ?? [])],
        arns,
        holds,
      });
    }
  return merged;
}
