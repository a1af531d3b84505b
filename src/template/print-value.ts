/** A value that an edit writes into a template; `{ Ref: 'X' }` and the like give intrinsics. */
export type PrintableValue =
  string | number | boolean | readonly PrintableValue[] | { readonly [key: string]: PrintableValue };

/**
 * A string as one YAML scalar on one line: plain when it reads as the same text in every YAML version and in flow collections as
 * well, else quoted.
 */
export function printYamlString(text: string): string {
  const plain = /^[A-Za-z_/][\w./@+=*:-]*(?: [\w./@+=*-][\w./@+=*:-]*)*$/.test(text) && !text.endsWith(':');
  const isWord = /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  if (plain && !isWord && !/:(?: |$)/.test(text)) return text;
  return /^[\x20-\x7e]*$/.test(text) && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
}

/** The value on one line, as JSON or as flow YAML. */
export function printInline(value: PrintableValue, json: boolean): string {
  if (typeof value === 'string') return json ? JSON.stringify(value) : printYamlString(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map((item) => printInline(item, json)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${printInline(key, json)}: ${printInline(item, json)}`,
  );
  return entries.length === 0 ? '{}' : json ? `{${entries.join(', ')}}` : `{ ${entries.join(', ')} }`;
}

/** The value in the form that follows `key:` or `-` in block YAML, with its own blank or line break in front. */
export function printBlock(value: PrintableValue, indent: number, eol: string): string {
  const isEmpty = typeof value === 'object' && Object.keys(value).length === 0;
  if (typeof value !== 'object' || isEmpty) return ` ${printInline(value, false)}`;
  const margin = eol + ' '.repeat(indent);
  if (isList(value)) return value.map((item) => `${margin}- ${printItem(item, indent + 2, eol)}`).join('');
  return Object.entries(value)
    .map(([key, item]) => `${margin}${printYamlString(key)}:${printBlock(item, indent + 2, eol)}`)
    .join('');
}

/** The value as it follows `- `: its first line stands behind the dash. */
export function printItem(value: PrintableValue, indent: number, eol: string): string {
  return printBlock(value, indent, eol).trimStart();
}

function isList(value: PrintableValue): value is readonly PrintableValue[] {
  return Array.isArray(value);
}
