import { type Fix } from '../rule/finding.ts';
import { insertEntry, isVerbatim, prependEntry, removeItem, replaceScalar } from '../template/edit-node.ts';
import { type CfnNode, type MapNode } from '../template/node.ts';
import { type PrintableValue } from '../template/print-value.ts';

/** What a fix says and how sure it is; its edits come from the node. */
export type FixTerms = Pick<Fix, 'title' | 'safety'>;

/** Gives a scalar another text; nothing where it is not the author's own, as what SAM or a function made of it. */
export function replacementFix(node: CfnNode, text: string, terms: FixTerms): readonly Fix[] {
  return isVerbatim(node) ? [{ ...terms, edits: replaceScalar(node, text) }] : [];
}

/**
 * Gives a number, boolean or date another value, without quotes where it has none.
 * @param value of a text that needs no quotes.
 */
export function valueFix(node: CfnNode, value: number | boolean | string, terms: FixTerms): readonly Fix[] {
  if (!isVerbatim(node)) return [];
  if (node.style !== 'plain') return replacementFix(node, String(value), terms);
  return [{ ...terms, edits: [{ span: node.span, text: String(value) }] }];
}

/** Takes an item out of a list that is written as such, and is not the list of a function's arguments. */
export function removalFix(item: CfnNode, terms: FixTerms): readonly Fix[] {
  const isItem = isVerbatim(item) && item.parent?.kind === 'list' && item.parent.parent?.kind === 'map';
  const edits = isItem ? removeItem(item) : undefined;
  return edits ? [{ ...terms, edits }] : [];
}

/** Adds an entry at the end of a map. */
export function entryFix(map: MapNode, key: string, value: PrintableValue, terms: FixTerms): readonly Fix[] {
  return isWritten(map) && !map.entries.has(key) ? [{ ...terms, edits: insertEntry(map, key, value) }] : [];
}

/** Adds an entry at the start of a map. */
export function firstEntryFix(map: MapNode, key: string, value: string, terms: FixTerms): readonly Fix[] {
  return isWritten(map) && !map.entries.has(key) ? [{ ...terms, edits: prependEntry(map, key, value) }] : [];
}

/** Whether a map has a key in its own text, so that it is the author's and not made from something shorter. */
function isWritten(map: MapNode): boolean {
  const [first] = map.entries.values();
  return first !== undefined && isVerbatim(first.key) && first.key.span.start >= map.span.start;
}
