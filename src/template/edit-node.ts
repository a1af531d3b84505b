import { type TextEdit } from '../source/text-edit.ts';
import { type CfnNode, type ListNode, type MapEntry, type MapNode, type ScalarNode } from './node.ts';
import { isBlock, notationOf } from './notation.ts';
import { printBlock, printInline, printItem, type PrintableValue, printYamlString } from './print-value.ts';
import { offsetIn } from './scalar-offsets.ts';

/**
 * Edits that give a scalar another text. It keeps its style where the text allows it; a block scalar with a text of one line
 * becomes a plain or quoted one. Nothing else of the text changes.
 */
export function replaceScalar(scalar: ScalarNode, text: string): TextEdit[] {
  const { span, style } = scalar;
  const { json, escape } = notationOf(scalar);
  const edit = (notation: string): TextEdit[] => [{ span, text: escape(notation) }];
  if (json || style === 'double') return edit(JSON.stringify(text));
  if (style === 'single' && /^[\x20-\x7e]*$/.test(text)) return edit(`'${text.replaceAll("'", "''")}'`);
  return edit(printYamlString(text));
}

/** Edits that put a value at an index of a list; at its end without one. */
export function insertItem(list: ListNode, value: PrintableValue, index = list.items.length): TextEdit[] {
  const { json, eol, escape, text } = notationOf(list);
  const before = list.items[index - 1];
  const after = list.items[index];
  const neighbour = before ?? after;
  if (neighbour && isBlock(list)) {
    const dash = dashBefore(text, neighbour);
    const column = columnOf(text, dash);
    const item = `- ${printItem(value, column + 2, eol)}`;
    if (before) return insertAt(list, lineEnd(text, lastLineOf(before)), eol + ' '.repeat(column) + item);
    return insertAt(list, dash, item + eol + ' '.repeat(column));
  }
  return insertInBrackets(list, escape(printInline(value, json)), before, after);
}

/** Edits that add a key to a map, behind its last entry or behind a given one. The key must not be in it. */
export function insertEntry(map: MapNode, key: string, value: PrintableValue, behind?: string): TextEdit[] {
  const { json, eol, escape, text } = notationOf(map);
  const entries = [...map.entries.values()].sort((a, b) => a.key.span.start - b.key.span.start);
  const index = entries.findIndex((entry) => entry.key.text === behind);
  const before = entries[index === -1 ? entries.length - 1 : index];
  if (before && isBlock(map)) {
    const column = columnOf(text, before.key.span.start);
    const entry = `${printYamlString(key)}:${printBlock(value, column + 2, eol)}`;
    return insertAt(map, lineEnd(text, lastLineOf(before.value)), eol + ' '.repeat(column) + entry);
  }
  const entry = `${printInline(key, json)}: ${printInline(value, json)}`;
  return insertInBrackets(map, escape(entry), before, undefined);
}

/** Edits that take an item out of its list, with its dash or comma. Undefined for a node that is no item of a list. */
export function removeItem(item: CfnNode): TextEdit[] | undefined {
  const list = item.parent;
  if (list?.kind !== 'list' || !list.items.includes(item)) return undefined;
  const index = list.items.indexOf(item);
  if (list.items.length === 1) return emptied(list, '[]');
  if (!isBlock(list)) return removeInBrackets(list, list.items, index);
  const { text } = notationOf(list);
  const next = list.items[index + 1];
  return removeLines(list, dashBefore(text, item), lastLineOf(item), next && dashBefore(text, next));
}

/** Edits that take a key and its value out of a map. Undefined when the map does not have the key. */
export function removeEntry(map: MapNode, key: string): TextEdit[] | undefined {
  const entry = map.entries.get(key);
  if (!entry) return undefined;
  if (map.entries.size === 1) return emptied(map, '{}');
  const entries = [...map.entries.values()].sort((a, b) => a.key.span.start - b.key.span.start);
  const index = entries.indexOf(entry);
  if (!isBlock(map)) return removeInBrackets(map, entries, index);
  return removeLines(map, entry.key.span.start, lastLineOf(entry.value), entries[index + 1]?.key.span.start);
}

type Element = CfnNode | MapEntry;

function startOf(element: Element): number {
  return 'value' in element ? element.key.span.start : element.span.start;
}

function endOf(element: Element): number {
  return 'value' in element ? element.value.span.end : element.span.end;
}

function insertInBrackets(
  collection: CfnNode,
  notation: string,
  before: Element | undefined,
  after: Element | undefined,
): TextEdit[] {
  const { embedded, text } = notationOf(collection);
  const neighbour = before ?? after;
  if (!neighbour) return insertAt(collection, collection.span.start + 1, notation);
  const separator = embedded ? ' ' : layoutBefore(text, neighbour);
  if (before) return insertAt(collection, endOf(before), `,${separator || ' '}${notation}`);
  return insertAt(collection, startOf(neighbour), `${notation},${separator || ' '}`);
}

/** The line break and indentation in front of an element that starts its line, else nothing. */
function layoutBefore(text: string, element: Element): string {
  return /\r?\n[ \t]*$/.exec(text.slice(Math.max(0, startOf(element) - 1000), startOf(element)))?.[0] ?? '';
}

function removeInBrackets(collection: CfnNode, elements: readonly Element[], index: number): TextEdit[] {
  const before = elements[index - 1];
  const element = elements[index]!;
  const after = elements[index + 1];
  if (after) return removeRange(collection, startOf(element), startOf(after));
  return removeRange(collection, endOf(before!), endOf(element));
}

/** An only element goes with its whole collection, which stays as an empty one. */
function emptied(collection: CfnNode, notation: string): TextEdit[] {
  const { file, start, end } = collection.span;
  if (!isBlock(collection)) return [{ span: { file, start: start + 1, end: end - 1 }, text: '' }];
  const { text } = notationOf(collection);
  const lead = /[ \t\r\n]*$/.exec(text.slice(Math.max(0, start - 1000), start))![0].length;
  // Behind the key or dash when nothing but blanks lies between, so that the indentation does not matter.
  const isBehindSign = /[:-]/.test(text.charAt(start - lead - 1));
  return [{ span: { file, start: isBehindSign ? start - lead : start, end }, text: ` ${notation}` }];
}

/** Takes whole lines when the element starts its line, else what lies up to the next element, which takes its place. */
function removeLines(collection: CfnNode, start: number, end: number, next: number | undefined): TextEdit[] {
  const { text } = notationOf(collection);
  const column = columnOf(text, start);
  const line = start - column;
  if (text.slice(line, start).trim() === '') {
    const stop = lineEnd(text, end);
    return removeRange(collection, line, stop + (/^\r?\n/.exec(text.slice(stop, stop + 2))?.[0].length ?? 0));
  }
  return removeRange(collection, start, next ?? end);
}

function removeRange({ span: { file } }: CfnNode, start: number, end: number): TextEdit[] {
  return [{ span: { file, start, end }, text: '' }];
}

function insertAt({ span: { file } }: CfnNode, at: number, text: string): TextEdit[] {
  return [{ span: { file, start: at, end: at }, text }];
}

/** Offset of the dash that makes a node an item of a block list. */
function dashBefore(text: string, item: CfnNode): number {
  const from = Math.max(0, item.span.start - 1000);
  const dash = text.slice(from, item.span.start).search(/-(?:[ \t]+[!&][^\s]*)*\s*$/);
  return dash === -1 ? item.span.start : from + dash;
}

function lastLineOf(node: CfnNode): number {
  return node.span.end;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** End of the line of an offset, in front of its break. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text.charAt(end - 1) === '\r' ? end - 1 : end;
}

/** Edits that put a key in front of all others of a map; the value must be a scalar. The key must not be in it. */
export function prependEntry(map: MapNode, key: string, value: string | number | boolean): TextEdit[] {
  const { json, eol, escape, text } = notationOf(map);
  const [first] = [...map.entries.values()].sort((a, b) => a.key.span.start - b.key.span.start);
  const entry = `${printInline(key, json)}: ${printInline(value, json)}`;
  if (!first || !isBlock(map)) return insertInBrackets(map, escape(entry), undefined, first);
  const { start } = first.key.span;
  return insertAt(map, start, entry + eol + ' '.repeat(columnOf(text, start)));
}

/**
 * Whether the text of a scalar stands in its file as it is, so that an edit of its span changes this text and nothing else.
 * Not so for nodes that were made from other ones, and for texts with escapes or several lines.
 */
export function isVerbatim(node: CfnNode): node is ScalarNode {
  if (node.kind !== 'scalar' || node.text === '') return false;
  const { file, start, end } = node.span;
  const [from, to] = [offsetIn(node, 0), offsetIn(node, node.text.length)];
  const isQuoted = node.style === 'single' || node.style === 'double';
  const isWhole = isQuoted ? start < from && to < end : start === from && to === end;
  return isWhole && end - start <= node.text.length + 4 && file.text.slice(from, to) === node.text;
}
