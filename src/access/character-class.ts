/** Sets of characters that wildcards and typed values range over. */
export const CLASS = {
  any: 0,
  /** No colon: what stands in one of the first five fields of an ARN. */
  segment: 1,
  digit: 2,
  /** Lower-case letters, digits, hyphen: regions. */
  lower: 3,
  /** What IAM allows in the name of a user: letters, digits and `_+=,.@-`. */
  name: 4,
  /** As `name`, and the slash. */
  path: 5,
  /** Neither colon nor wildcard character. */
  plain: 6,
  /** Everything that a template can be expected to hold; no fresh character. */
  ascii: 7,
} as const;

export type CharacterClass = (typeof CLASS)[keyof typeof CLASS];

const SIZE = 8;
const ascii: readonly Uint8Array[] = [
  () => true,
  (char: string) => char !== ':',
  (char: string) => /[0-9]/.test(char),
  (char: string) => /[a-z0-9-]/.test(char),
  (char: string) => /[\w+=,.@-]/.test(char),
  (char: string) => /[\w+=,.@/-]/.test(char),
  (char: string) => !/[:*?]/.test(char),
  () => true,
].map((test) => Uint8Array.from({ length: 128 }, (_, code) => (test(String.fromCharCode(code)) ? 1 : 0)));

/** Whether characters beyond ASCII belong to the class. */
const beyond = [true, true, false, false, false, false, true, false];

/** Two characters of the private use area, which no policy uses: one for a star, one for a single wildcard. */
export const FRESH_RUN = 0xe000;
export const FRESH_CHARACTER = 0xe001;

export function inClass(code: number, of: CharacterClass): boolean {
  return code < 128 ? ascii[of]![code] === 1 : beyond[of]!;
}

const inclusions = Array.from({ length: SIZE * SIZE }, (_, at) => {
  const outer = Math.floor(at / SIZE);
  const inner = at % SIZE;
  if (beyond[inner] && !beyond[outer]) return false;
  return ascii[inner]!.every((member, code) => member === 0 || ascii[outer]![code] === 1);
});

/** Whether every character of `inner` is one of `outer`. */
export function classIncludes(outer: CharacterClass, inner: CharacterClass): boolean {
  return inclusions[outer * SIZE + inner]!;
}

/** A character of the class; a fresh one when the class has such. */
export function sampleOf(of: CharacterClass, single: boolean): number {
  if (beyond[of]) return single ? FRESH_CHARACTER : FRESH_RUN;
  return of === CLASS.digit ? 0x39 : 0x7a;
}

/** All ASCII members, the readable first. */
export function membersOf(of: CharacterClass): number[] {
  const members: number[] = [];
  for (let code = 0; code < 128; code++) if (ascii[of]![code]) members.push(code);
  const rank = (code: number): number =>
    code >= 0x61 && code <= 0x7a ? 0 : code >= 0x30 && code <= 0x39 ? 1 : 2;
  return members.sort((a, b) => rank(a) - rank(b) || a - b);
}
