const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/**
 * The escape sequence of a double-quoted YAML scalar at a backslash: its length and its meaning. A backslash before a line break
 * joins the lines and stands for nothing (https://yaml.org/spec/1.2.2/#57-escaped-characters).
 */
export function readYamlEscape(
  source: string,
  at: number,
): { readonly length: number; readonly text: string } {
  const char = source.charAt(at + 1);
  const simple = SIMPLE.get(char);
  if (simple !== undefined) return { length: 2, text: simple };
  const digits = HEX_DIGITS.get(char);
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
    if (code >= 0 && code <= 0x10ffff) return { length: 2 + digits, text: String.fromCodePoint(code) };
  }
  const joined = /^(?:\r\n?|\n)[ \t\r\n]*/.exec(source.slice(at + 1, at + 10_000))?.[0].length ?? 0;
  return { length: 1 + joined, text: joined > 0 ? '' : '\\' };
}
