export const LINE_FEED = 10;
export const QUOTE = 34;
export const COMMA = 44;
export const SLASH = 47;
export const COLON = 58;
export const OPEN_LIST = 91;
export const BACKSLASH = 92;
export const CLOSE_LIST = 93;
export const OPEN_MAP = 123;
export const CLOSE_MAP = 125;
/** A number or keyword of JSON. */
export const JSON_WORD = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

export function isBracket(char: number): boolean {
  return char === OPEN_MAP || char === CLOSE_MAP || char === OPEN_LIST || char === CLOSE_LIST;
}

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
