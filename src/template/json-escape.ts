const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The escape sequence at the backslash: how long it is, and what it means when JSON knows it. */
export function readEscape(
  text: string,
  at: number,
): { readonly length: number; readonly text: string | undefined } {
  const char = text.charAt(at + 1);
  if (char !== 'u') return { length: 2, text: Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined };
  const hex = text.slice(at + 2, at + 6);
  if (!/^[0-9a-fA-F]{4}$/.test(hex)) return { length: 2, text: undefined };
  return { length: 6, text: String.fromCharCode(Number.parseInt(hex, 16)) };
}
