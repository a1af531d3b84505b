import { type Finding } from '../rule/finding.ts';

/** What names a finding, whatever its place: no line, no file, no index into a list, no count. */
export type Identified = Pick<Finding, 'rule' | 'resource' | 'evidence'>;

/**
 * The fingerprints of findings, in their order: 40 hex digits of rule, construct path or logical id, and evidence. Of
 * findings that agree in all of these the first has the ordinal 0, the next 1, so that the set of fingerprints does not
 * depend on the order.
 */
export function fingerprints(findings: readonly Identified[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, resource, evidence }) => {
    const owner = resource?.constructPath ?? resource?.logicalId ?? '';
    const name = [rule.id, owner, evidence].map((part) => `${part.length}:${part}`).join('');
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    return sha1(`${name}#${ordinal}`);
  });
}

/** SHA-1 of a text in UTF-8, 40 hex digits. For identity only, never for secrecy; needs no Node API, so the engine runs in a browser. */
export function sha1(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16);
  bytes.forEach((byte, at) => (words[at >> 2]! |= byte << (24 - 8 * (at & 3))));
  words[bytes.length >> 2]! |= 0x80 << (24 - 8 * (bytes.length & 3));
  words[words.length - 2] = Math.floor(bytes.length / 0x20000000);
  words[words.length - 1] = bytes.length << 3;

  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const schedule = new Uint32Array(80);
  for (let block = 0; block < words.length; block += 16) {
    for (let i = 0; i < 80; i++)
      schedule[i] =
        i < 16
          ? words[block + i]!
          : rotate(schedule[i - 3]! ^ schedule[i - 8]! ^ schedule[i - 14]! ^ schedule[i - 16]!, 1);
    let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const [mixed, constant] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotate(a, 5) + mixed + e + constant + schedule[i]!) >>> 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    [a, b, c, d, e].forEach((word, i) => (state[i]! += word));
  }
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

function rotate(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0;
}
