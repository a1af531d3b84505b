import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { type SourceFile, type SourceSpan } from '../source/source-file.ts';
import { intrinsicOf, intrinsicOfTag } from './intrinsics.ts';
import { MAX_ALIASED_NODES } from './limits.ts';
import {
  type CfnNode,
  intrinsicNode,
  listNode,
  type MapEntry,
  mapNode,
  scalarNode,
  type ScalarNode,
  type ScalarStyle,
} from './node.ts';
import { type ProblemCollector, shortened } from './problem-collector.ts';
import { type YamlEvents } from './yaml-events.ts';

type MappingEvent = Extract<Event, { type: typeof EVENT_ID.MAPPING }>;
type SequenceEvent = Extract<Event, { type: typeof EVENT_ID.SEQUENCE }>;
type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type Properties = Pick<ScalarEvent, 'tagStart' | 'tagEnd' | 'anchorStart' | 'anchorEnd'>;

/** What an anchor names; `node` is undefined while it is being read. */
interface Anchored {
  node: CfnNode | undefined;
  weight: number;
  /** What the anchored node itself stands in. */
  readonly home: Frame;
}

interface Frame {
  /** Undefined for the document. */
  readonly event: MappingEvent | SequenceEvent | undefined;
  readonly entries: Map<string, MapEntry>;
  readonly items: CfnNode[];
  readonly merges: CfnNode[];
  /** Nodes that aliases put here and that have no parent yet. */
  guests: Set<CfnNode> | undefined;
  readonly anchor: Anchored | undefined;
  key: ScalarNode | undefined;
  /** Nodes in it, those that aliases repeat counted each time. */
  weight: number;
}

const STYLES: Readonly<Record<number, ScalarStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

/** The roots of the documents that the events describe, in their order. */
export function buildYamlTrees(file: SourceFile, read: YamlEvents, problems: ProblemCollector): CfnNode[] {
  const builder = new YamlTreeBuilder(file, read, problems);
  for (const event of read.events) builder.take(event);
  return builder.documents;
}

class YamlTreeBuilder {
  readonly documents: CfnNode[] = [];
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #original: (offset: number) => number;
  readonly #problems: ProblemCollector;
  readonly #stack: Frame[] = [];
  readonly #anchors = new Map<string, Anchored>();
  /** Offset behind what was read last, in the events' text. */
  #last = 0;
  #repeated = 0;

  constructor(file: SourceFile, read: YamlEvents, problems: ProblemCollector) {
    this.#file = file;
    this.#text = read.text;
    this.#original = read.originalOffset;
    this.#problems = problems;
  }

  take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#anchors.clear();
        this.#stack.push(this.#frame(undefined));
        return;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        this.#stack.push(this.#frame(event));
        this.#last = event.start;
        return;
      case EVENT_ID.SCALAR:
        this.#scalar(event);
        return;
      case EVENT_ID.ALIAS:
        this.#alias(event.anchorStart, event.anchorEnd);
        return;
      case EVENT_ID.POP:
        this.#pop();
    }
  }

  #frame(event: MappingEvent | SequenceEvent | undefined): Frame {
    const anchor = event ? this.#anchor(event) : undefined;
    return {
      event,
      entries: new Map(),
      items: [],
      merges: [],
      guests: undefined,
      anchor,
      key: undefined,
      weight: 1,
    };
  }

  #anchor(event: Properties): Anchored | undefined {
    if (event.anchorStart < 0) return undefined;
    const anchored: Anchored = { node: undefined, weight: 1, home: this.#top() };
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), anchored);
    return anchored;
  }

  #scalar(event: ScalarEvent): void {
    const anchor = this.#anchor(event);
    const node = scalarNode(
      this.#scalarSpan(event),
      getScalarValue(this.#text, event),
      STYLES[event.style] ?? 'plain',
    );
    const tagged = this.#tagged(event, node);
    if (anchor) anchor.node = tagged;
    this.#add(tagged, 1);
  }

  /** From the opening quote or block indicator to the closing quote or the last character that is not blank. */
  #scalarSpan(event: ScalarEvent): SourceSpan {
    const { valueStart, valueEnd, style } = event;
    const from = Math.max(this.#last, event.tagEnd, event.anchorEnd);
    if (valueStart < 0) {
      const { event: parent, key } = this.#top();
      // An empty value stands behind the sign that announces it; an empty key or document has none.
      const wanted = parent?.type === EVENT_ID.SEQUENCE ? '-' : key ? ':' : '';
      const sign = from > this.#last || wanted === '' ? -1 : seek(this.#text, from, wanted);
      this.#last = sign === -1 ? from : sign + 1;
      return this.#span(this.#last, this.#last);
    }
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
      this.#last = valueEnd + 1;
      return this.#span(valueStart - 1, valueEnd + 1);
    }
    this.#last = valueEnd;
    if (style === SCALAR_STYLE.PLAIN) return this.#span(valueStart, valueEnd);
    const header = seek(this.#text, from, '|>');
    const headerEnd = trimmedEnd(this.#text, Math.max(header, 0), valueStart);
    const start = header === -1 ? headerEnd - 1 : header;
    return this.#span(start, Math.max(trimmedEnd(this.#text, valueStart, valueEnd), headerEnd));
  }

  #alias(start: number, end: number): void {
    this.#last = end;
    const name = this.#text.slice(start, end);
    const span = this.#span(start - 1, end);
    const anchored = this.#anchors.get(name);
    if (anchored?.node) {
      this.#repeated += anchored.weight;
      if (this.#repeated <= MAX_ALIASED_NODES) {
        const top = this.#top();
        const isKey = top.event?.type === EVENT_ID.MAPPING && !top.key;
        if (isKey && anchored.node.kind === 'scalar') this.#add(scalarNode(span, anchored.node.text), 1);
        else {
          if (!anchored.node.parent && anchored.home !== top) (top.guests ??= new Set()).add(anchored.node);
          this.#add(anchored.node, anchored.weight);
        }
        return;
      }
      const message = `the aliases of this document repeat more than ${MAX_ALIASED_NODES} values; from here on they are not read`;
      this.#problems.add('partly-read', message, span);
    } else {
      const why = anchored ? 'stands inside its own value' : 'names no anchor before it';
      this.#problems.add('partly-read', `the alias \`*${name}\` ${why}; it is read as an empty value`, span);
    }
    this.#add(scalarNode(span, ''), 1);
  }

  #pop(): void {
    const frame = this.#stack.pop()!;
    const { event } = frame;
    if (!event) {
      const [root] = frame.items;
      if (root) this.documents.push(root);
      return;
    }
    const isMap = event.type === EVENT_ID.MAPPING;
    if (this.#text.charAt(event.start) === (isMap ? '{' : '[') && !this.#isBlock(event)) {
      const close = seek(this.#text, this.#last, isMap ? '}' : ']');
      this.#last = close === -1 ? this.#last : close + 1;
    }
    const span = this.#span(event.start, this.#last);
    const node = isMap ? this.#map(frame, span) : listNode(span, frame.items);
    // The factory took them for children; their parent is what holds the anchor, which is still being read.
    for (const guest of frame.guests ?? []) guest.parent = guest.key = undefined;
    for (const merged of frame.merges) if (!frame.guests?.has(merged)) merged.parent ??= node;
    const tagged = this.#tagged(event, node);
    if (frame.anchor) {
      frame.anchor.node = tagged;
      frame.anchor.weight = frame.weight;
    }
    this.#add(tagged, frame.weight);
  }

  /** A block map whose first key is itself a flow collection starts with a bracket that is not its own. */
  #isBlock(event: MappingEvent | SequenceEvent): boolean {
    return event.style === 1;
  }

  #map(frame: Frame, span: SourceSpan): CfnNode {
    for (const merged of frame.merges) this.#merge(frame, merged);
    const isRoot = this.#top().event === undefined;
    return (isRoot ? undefined : intrinsicOf(span, frame.entries)) ?? mapNode(span, frame.entries);
  }

  /** The keys of the map itself win over merged ones, and of several merged maps the first. */
  #merge(frame: Frame, source: CfnNode): void {
    if (source.kind === 'list') {
      for (const item of source.items) if (item.kind !== 'list') this.#merge(frame, item);
    } else if (source.kind === 'map') {
      for (const [key, entry] of source.entries) if (!frame.entries.has(key)) frame.entries.set(key, entry);
    } else if (source.kind === 'intrinsic') {
      const key = scalarNode({ ...source.span, end: source.argument.span.start }, source.fn);
      if (!frame.entries.has(source.fn)) frame.entries.set(source.fn, { key, value: source.argument });
    } else
      this.#problems.add(
        'partly-read',
        'a merge key `<<` needs a map; this value is not merged',
        source.span,
      );
  }

  #tagged(event: Properties, node: CfnNode): CfnNode {
    if (event.tagStart < 0) return node;
    const fn = intrinsicOfTag(this.#text.slice(event.tagStart, event.tagEnd));
    if (fn === undefined) return node;
    return intrinsicNode(
      { file: this.#file, start: this.#original(event.tagStart), end: node.span.end },
      fn,
      node,
    );
  }

  #add(node: CfnNode, weight: number): void {
    const top = this.#top();
    top.weight += weight;
    if (top.event?.type !== EVENT_ID.MAPPING) top.items.push(node);
    else if (!top.key) top.key = this.#key(node);
    else {
      this.#entry(top, top.key, node);
      top.key = undefined;
    }
  }

  #key(node: CfnNode): ScalarNode {
    if (node.kind === 'scalar') return node;
    const { start, end } = node.span;
    const text = this.#file.text.slice(start, Math.min(end, start + 1000));
    this.#problems.add('partly-read', 'a key that is no text; it is read as it stands', node.span);
    return scalarNode(node.span, text);
  }

  #entry(frame: Frame, key: ScalarNode, value: CfnNode): void {
    if (key.text === '<<' && key.style === 'plain') {
      frame.merges.push(value);
      return;
    }
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

  #top(): Frame {
    return this.#stack[this.#stack.length - 1]!;
  }

  #span(start: number, end: number): SourceSpan {
    return { file: this.#file, start: this.#original(start), end: this.#original(end) };
  }
}

/** Offset of the first of the wanted characters, if only blanks, comments and the signs between nodes stand before it; else -1. */
function seek(text: string, from: number, wanted: string): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (wanted.includes(char)) return at;
    if (char === '#') {
      const breakAt = text.slice(at).search(/[\r\n]/);
      if (breakAt === -1) return -1;
      at += breakAt;
    } else if (!' \t\r\n,:?-\ufeff'.includes(char)) return -1;
  }
  return -1;
}

/** Where the text of a range ends when blanks and line breaks at its end are left off. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && ' \t\r\n'.includes(text.charAt(at - 1))) at--;
  return at;
}
