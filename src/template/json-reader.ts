import { type SourceSpan } from '../source/source-file.ts';
import { intrinsicOf } from './intrinsics.ts';
import { MAX_DEPTH } from './limits.ts';
import { type CfnNode, listNode, type MapEntry, mapNode, scalarNode, type ScalarNode } from './node.ts';
import * as json from './json-characters.ts';
import { type ParsedNodes } from './parse-json.ts';
import { collectProblems, shortened } from './problem-collector.ts';

/** How JSON that stands in a string of a template is read; there, no map is an intrinsic. */
export interface EmbeddedJsonOptions {
  /** Told of every scalar and key, with the range of its notation in the text that is read. */
  scalarRead(scalar: ScalarNode, start: number, end: number): void;
  /** What a value that holds `${…}` stands for, in the text of an `Fn::Sub`. */
  substitute?(scalar: ScalarNode): CfnNode;
}

interface Frame {
  readonly start: number;
  readonly items: CfnNode[] | undefined;
  readonly entries: Map<string, MapEntry>;
  key: ScalarNode | undefined;
  /** Behind the key, in the text that is read (its span may lie in another one). */
  keyEnd: number;
  /** A comma was read and nothing after it. */
  comma: boolean;
}

const NO_ENTRIES = new Map<string, MapEntry>();

/** One reading of one JSON text; an explicit stack instead of recursion, so that depth costs memory only. */
export class JsonReader {
  readonly #text: string;
  readonly #end: number;
  readonly #spanOf: (start: number, end: number) => SourceSpan;
  readonly #embedded: EmbeddedJsonOptions | undefined;
  readonly #problems = collectProblems();
  readonly #stack: Frame[] = [];
  #top: Frame | undefined;
  #at: number;
  #openMaps = 0;
  #root: CfnNode | undefined;

  /** @param spanOf the span of a range of `text`, for a text that stands inside another one. */
  constructor(
    text: string,
    start: number,
    end: number,
    spanOf: (start: number, end: number) => SourceSpan,
    embedded?: EmbeddedJsonOptions,
  ) {
    this.#text = text;
    this.#at = start;
    this.#end = Math.min(end, text.length);
    this.#spanOf = spanOf;
    this.#embedded = embedded;
  }

  /** Reads the whole text; to be called once. */
  read(): ParsedNodes {
    if (this.#text.charCodeAt(this.#at) === 0xfeff) this.#at++;
    for (this.#skipBlanks(); this.#at < this.#end; this.#skipBlanks()) {
      if (this.#root) {
        this.#partly(
          'there is more text after the end of the JSON value, which is not read',
          this.#at,
          this.#end,
        );
        break;
      }
      this.#step(this.#text.charCodeAt(this.#at));
    }
    if (this.#top) {
      this.#partly(
        'the JSON ends before it is complete; what was read up to here is judged',
        this.#top.start,
        this.#top.start + 1,
      );
      while (this.#top) this.#close(this.#end, this.#top.items === undefined);
    } else if (!this.#root) this.#partly('there is no JSON value', this.#at, this.#at);
    return { root: this.#root, problems: this.#problems.list() };
  }

  #step(char: number): void {
    const top = this.#top;
    const start = this.#at;
    switch (char) {
      case json.COMMA:
        this.#at++;
        if (!top || top.comma || top.key || (top.items?.length ?? top.entries.size) === 0)
          this.#partly('a value is missing before the comma', start, start + 1);
        if (top) {
          this.#endEntry(top, start);
          top.comma = true;
        }
        return;
      case json.CLOSE_MAP:
      case json.CLOSE_LIST:
        this.#at++;
        this.#closer(char === json.CLOSE_MAP, start);
        return;
      case json.COLON:
        this.#at++;
        this.#partly('a colon stands where a value or key should be', start, start + 1);
        return;
      case json.OPEN_MAP:
      case json.OPEN_LIST:
        this.#separate(top, start);
        if (top && !top.items && !top.key) {
          this.#partly('a value stands where a key should be', start, start + 1);
          top.key = scalarNode(this.#spanOf(start, start), '', 'double');
        }
        this.#open(char === json.OPEN_MAP);
        return;
      default: {
        this.#separate(top, start);
        const scalar = char === json.QUOTE ? this.#string() : this.#word();
        this.#embedded?.scalarRead(scalar, start, this.#at);
        if (top && !top.items && !top.key) this.#key(top, scalar);
        else this.#value(this.#substituted(scalar));
      }
    }
  }

  #substituted(scalar: ScalarNode): CfnNode {
    return this.#embedded?.substitute && scalar.text.includes('${')
      ? this.#embedded.substitute(scalar)
      : scalar;
  }

  /** Notes a comma that is missing before the next item or entry. */
  #separate(top: Frame | undefined, start: number): void {
    if (!top || top.comma || top.key) return;
    if ((top.items?.length ?? top.entries.size) > 0)
      this.#partly('a comma is missing here', start, start + 1);
  }

  #key(top: Frame, scalar: ScalarNode): void {
    const keyEnd = (top.keyEnd = this.#at);
    this.#skipBlanks();
    top.key = scalar;
    top.comma = false;
    if (this.#at < this.#end && this.#text.charCodeAt(this.#at) === json.COLON) this.#at++;
    else this.#partly(`no colon and value follow the key \`${shortened(scalar.text)}\``, keyEnd, keyEnd);
  }

  #open(isMap: boolean): void {
    const start = this.#at++;
    if (this.#stack.length >= MAX_DEPTH) {
      this.#skipNested();
      this.#partly(`nested deeper than ${MAX_DEPTH} levels; what lies deeper is not read`, start, start + 1);
      const span = this.#spanOf(start, this.#at);
      this.#value(isMap ? mapNode(span, new Map()) : listNode(span, []));
      return;
    }
    this.#top = {
      start,
      items: isMap ? undefined : [],
      entries: isMap ? new Map() : NO_ENTRIES,
      key: undefined,
      keyEnd: 0,
      comma: false,
    };
    this.#stack.push(this.#top);
    if (isMap) this.#openMaps++;
  }

  /** Moves behind the bracket that closes the one just read, whatever lies between. */
  #skipNested(): void {
    let depth = 1;
    while (depth > 0 && this.#at < this.#end) {
      const char = this.#text.charCodeAt(this.#at);
      if (char === json.QUOTE) this.#string();
      else {
        if (char === json.OPEN_MAP || char === json.OPEN_LIST) depth++;
        else if (char === json.CLOSE_MAP || char === json.CLOSE_LIST) depth--;
        this.#at++;
      }
    }
  }

  #closer(isMap: boolean, start: number): void {
    const open = isMap ? this.#openMaps : this.#stack.length - this.#openMaps;
    if (open === 0) {
      this.#partly(`\`${isMap ? '}' : ']'}\` closes nothing`, start, start + 1);
      return;
    }
    while (this.#top && (this.#top.items === undefined) !== isMap) {
      this.#partly(`\`${isMap ? ']' : '}'}\` is missing before this`, start, start + 1);
      this.#close(start, !isMap);
    }
    if (this.#top?.comma)
      this.#problems.add('oddity', 'a comma stands after the last item', this.#spanOf(start, start + 1));
    this.#close(start + 1, isMap);
  }

  #close(end: number, isMap: boolean): void {
    const frame = this.#stack.pop()!;
    if (isMap) this.#openMaps--;
    if (frame.key) {
      const { keyEnd } = frame;
      this.#partly(`the value of the key \`${shortened(frame.key.text)}\` is missing`, keyEnd, keyEnd);
      this.#endEntry(frame, keyEnd);
    }
    this.#top = this.#stack[this.#stack.length - 1];
    const span = this.#spanOf(frame.start, end);
    if (frame.items) this.#value(listNode(span, frame.items));
    else {
      const intrinsic = this.#top && !this.#embedded ? intrinsicOf(span, frame.entries) : undefined;
      this.#value(intrinsic ?? mapNode(span, frame.entries));
    }
  }

  /** Gives a key whose value never came an empty one. */
  #endEntry(frame: Frame, at: number): void {
    if (frame.key) this.#enter(frame, frame.key, scalarNode(this.#spanOf(at, at), ''));
  }

  #value(node: CfnNode): void {
    const top = this.#top;
    if (!top) this.#root = node;
    else if (top.items) {
      top.items.push(node);
      top.comma = false;
    } else this.#enter(top, top.key!, node);
  }

  #enter(frame: Frame, key: ScalarNode, value: CfnNode): void {
    frame.key = undefined;
    const earlier = frame.entries.get(key.text);
    if (earlier) {
      this.#problems.add(
        'oddity',
        `the key \`${shortened(key.text)}\` stands twice in this map; the last one counts`,
        earlier.key.span,
      );
      frame.entries.delete(key.text);
    }
    frame.entries.set(key.text, { key, value });
  }

  #string(): ScalarNode {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    let from = at;
    let value = '';
    for (; at < this.#end; at++) {
      const char = text.charCodeAt(at);
      if (char === json.QUOTE) {
        this.#at = at + 1;
        value = value === '' ? text.slice(from, at) : value + text.slice(from, at);
        return scalarNode(this.#spanOf(start, at + 1), value, 'double');
      }
      if (char === json.LINE_FEED) break;
      if (char === json.BACKSLASH && at + 1 < this.#end) {
        const escape = json.readEscape(text, at);
        if (escape.text === undefined)
          this.#partly('an escape that JSON does not know; it is read as it stands', at, at + escape.length);
        value += text.slice(from, at) + (escape.text ?? text.slice(at, at + escape.length));
        at += escape.length - 1;
        from = at + 1;
      }
    }
    this.#partly('a string has no closing quote on its line', start, start + 1);
    const end = text.charCodeAt(at - 1) === 13 ? at - 1 : at;
    this.#at = at;
    return scalarNode(this.#spanOf(start, end), value + text.slice(from, end), 'double');
  }

  /** A number, a keyword, or any other text up to the next character that has a meaning. */
  #word(): ScalarNode {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let braced = false;
    for (; at < this.#end; at++) {
      const char = text.charCodeAt(at);
      if (braced) {
        if (char === json.LINE_FEED) break;
        if (char === json.CLOSE_MAP) braced = false;
      } else if (
        this.#embedded?.substitute &&
        char === json.OPEN_MAP &&
        text.charCodeAt(at - 1) === 36 &&
        at > start
      )
        braced = true;
      else if (
        char <= 32 ||
        char === json.COMMA ||
        char === json.COLON ||
        char === json.QUOTE ||
        json.isBracket(char)
      )
        break;
    }
    this.#at = at = Math.max(at, start + 1);
    const word = text.slice(start, at);
    if (!json.JSON_WORD.test(word) && !(this.#embedded?.substitute && word.includes('${')))
      this.#partly(`\`${shortened(word)}\` is no JSON value; it is read as text`, start, at);
    return scalarNode(this.#spanOf(start, at), word);
  }

  #skipBlanks(): void {
    const text = this.#text;
    for (;;) {
      const char = text.charCodeAt(this.#at);
      if (char === 32 || char === json.LINE_FEED || char === 13 || char === 9) this.#at++;
      else if (char === json.SLASH && this.#at < this.#end && this.#skipComment()) continue;
      else return;
    }
  }

  #skipComment(): boolean {
    const start = this.#at;
    const next = this.#text.charCodeAt(start + 1);
    if (next !== json.SLASH && next !== 42) return false;
    const close = next === json.SLASH ? this.#text.indexOf('\n', start) : this.#text.indexOf('*/', start + 2);
    this.#at = Math.min(this.#end, close === -1 ? this.#end : close + (next === json.SLASH ? 0 : 2));
    this.#problems.add('oddity', 'JSON has no comments; this one is skipped', this.#spanOf(start, this.#at));
    return true;
  }

  #partly(message: string, start: number, end: number): void {
    this.#problems.add(
      'partly-read',
      message,
      this.#spanOf(start, Math.min(Math.max(start, end), this.#end)),
    );
  }
}
