import { type SourceFile, type SourceSpan } from '../source/source-file.ts';
import {
  type CfnNode,
  listNode,
  type MapEntry,
  mapNode,
  type MapNode,
  scalarNode,
} from '../template/node.ts';
import { ConfigError } from '../config/config-error.ts';

/** Arrays and inline tables within one another; configurations have two or three levels. */
const MAX_DEPTH = 64;

/**
 * Reads the TOML that samconfig.toml is written in: tables, dotted and quoted keys, strings of all four kinds, numbers,
 * booleans, arrays and inline tables. Dates and arrays of tables are not read. https://toml.io/en/v1.0.0
 * @throws ConfigError with the place at which the text is no such TOML.
 */
export function parseToml(file: SourceFile): MapNode {
  return new TomlReader(file).read();
}

/** A table while it is read; nodes take their children when they are made. */
interface Table {
  readonly span: SourceSpan;
  readonly entries: Map<string, { readonly keySpan: SourceSpan; readonly value: Table | CfnNode }>;
}

class TomlReader {
  readonly #file: SourceFile;
  readonly #text: string;
  #at = 0;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#text = file.text;
  }

  read(): MapNode {
    const root: Table = { span: this.#span(0, this.#text.length), entries: new Map() };
    let table = root;
    for (this.#skipLines(); this.#at < this.#text.length; this.#skipLines()) {
      if (this.#take('[')) {
        if (this.#text[this.#at] === '[') this.#fail('arrays of tables are not supported here');
        const start = this.#at;
        table = this.#tableAt(root, this.#keys(']'), start);
      } else this.#pair(table, '=');
      this.#endOfLine();
    }
    return toNode(root);
  }

  #pair(table: Table, separator: string): void {
    const start = this.#at;
    const keys = this.#keys(separator);
    const keySpan = this.#span(start, this.#at - 1);
    const inner = this.#tableAt(table, keys.slice(0, -1), start);
    const key = keys.at(-1)!;
    if (inner.entries.has(key)) this.#fail(`the key ${key} stands here for the second time`, start);
    inner.entries.set(key, { keySpan, value: this.#value(0) });
  }

  #tableAt(from: Table, keys: readonly string[], start: number): Table {
    let table = from;
    for (const key of keys) {
      const known = table.entries.get(key)?.value;
      if (known && 'kind' in known) this.#fail(`${key} is a value, not a table`, start);
      const next =
        known && !('kind' in known) ? known : { span: this.#span(start, this.#at), entries: new Map() };
      if (!known) table.entries.set(key, { keySpan: next.span, value: next });
      table = next;
    }
    return table;
  }

  /** Dotted keys up to and including a closing character. */
  #keys(close: string): string[] {
    const keys: string[] = [];
    for (;;) {
      this.#skipBlanks();
      const quote = this.#text[this.#at];
      if (quote === '"' || quote === "'") keys.push(this.#string());
      else {
        const key = /[A-Za-z0-9_-]+/y;
        keys.push(this.#match(key) ?? this.#fail('a key is expected'));
      }
      this.#skipBlanks();
      if (this.#take(close)) return keys;
      if (!this.#take('.')) this.#fail(`\`${close}\` is expected`);
    }
  }

  #value(depth: number): CfnNode {
    this.#skipBlanks();
    if (depth > MAX_DEPTH) this.#fail('the values are nested too deeply');
    const start = this.#at;
    const first = this.#text[start];
    if (first === '"' || first === "'") {
      const text = this.#string();
      return scalarNode(this.#span(start, this.#at), text, first === '"' ? 'double' : 'single');
    }
    if (first === '[') return this.#array(depth);
    if (first === '{') return this.#inlineTable();
    const word = this.#match(/(?:true|false|[+-]?(?:inf|nan|[0-9][0-9_.eExXoObBa-fA-F+-]*))(?![\w:])/y);
    if (word === undefined)
      this.#fail('a value is expected: a string in quotes, a number, true, false, or a list');
    return scalarNode(this.#span(start, this.#at), word.replaceAll('_', ''));
  }

  #array(depth: number): CfnNode {
    const start = this.#at++;
    const items: CfnNode[] = [];
    for (this.#skipLines(); !this.#take(']'); this.#skipLines()) {
      items.push(this.#value(depth + 1));
      this.#skipLines();
      if (!this.#take(',') && this.#text[this.#at] !== ']') this.#fail('`,` or `]` is expected');
    }
    return listNode(this.#span(start, this.#at), items);
  }

  #inlineTable(): CfnNode {
    const start = this.#at++;
    const table: Table = { span: this.#span(start, start), entries: new Map() };
    for (this.#skipBlanks(); !this.#take('}'); this.#skipBlanks()) {
      this.#pair(table, '=');
      this.#skipBlanks();
      if (!this.#take(',') && this.#text[this.#at] !== '}') this.#fail('`,` or `}` is expected');
    }
    return toNode({ ...table, span: this.#span(start, this.#at) });
  }

  #string(): string {
    const start = this.#at;
    const quote = this.#text[start]!;
    const fence = this.#text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
    let text = '';
    for (this.#at += fence.length; !this.#text.startsWith(fence, this.#at);) {
      const char = this.#text[this.#at];
      if (char === undefined || (char === '\n' && fence.length === 1))
        this.#fail('the string has no end', start);
      if (char === '\\' && quote === '"') text += this.#escape();
      else {
        text += char;
        this.#at++;
      }
    }
    this.#at += fence.length;
    return fence.length === 3 ? text.replace(/^\r?\n/, '') : text;
  }

  #escape(): string {
    const char = this.#text[this.#at + 1] ?? '';
    const simple = new Map([
      ['b', '\b'],
      ['t', '\t'],
      ['n', '\n'],
      ['f', '\f'],
      ['r', '\r'],
      ['"', '"'],
      ['\\', '\\'],
    ]);
    const known = simple.get(char);
    if (known !== undefined) {
      this.#at += 2;
      return known;
    }
    const code = this.#match(/\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y);
    const point = code === undefined ? NaN : Number.parseInt(code.slice(2), 16);
    if (point <= 0x10ffff) return String.fromCodePoint(point);
    // A backslash at the end of a line joins it with the next text.
    return this.#match(/\\[ \t]*\r?\n\s*/y) === undefined ? this.#fail('unknown escape in a string') : '';
  }

  #endOfLine(): void {
    this.#skipBlanks();
    if (this.#match(/#[^\n]*/y) === undefined && this.#match(/\r?\n|$/y) === undefined)
      this.#fail('the line should end here');
  }

  #skipBlanks(): void {
    this.#match(/[ \t]*/y);
  }

  #skipLines(): void {
    this.#match(/(?:\s|#[^\n]*)*/y);
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #span(start: number, end: number): SourceSpan {
    return { file: this.#file, start, end };
  }

  #fail(what: string, start = this.#at): never {
    const message = `This is no TOML that iam-lint reads: ${what}`;
    throw new ConfigError(this.#file.path, [
      { message, span: this.#span(start, Math.min(start + 1, this.#text.length)) },
    ]);
  }
}

function toNode(table: Table): MapNode {
  const entries = new Map<string, MapEntry>();
  for (const [key, { keySpan, value }] of table.entries)
    entries.set(key, { key: scalarNode(keySpan, key), value: 'kind' in value ? value : toNode(value) });
  return mapNode(table.span, entries);
}
