import { type SourceFile, type SourceSpan } from '../source/source-file.ts';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

interface NodeBase {
  /** From the first to behind the last character of the node's own text; for an intrinsic, its tag included. */
  readonly span: SourceSpan;
  /** The map, list or intrinsic that holds the node; set once by the parent's factory. */
  parent?: CfnNode | undefined;
  /** Key or index of the node in its parent. Both fields exist from the start: nodes that grow later are larger and slower. */
  key?: string | number | undefined;
}

/**
 * A scalar keeps the text that was written, unescaped but never converted: `2012-10-17` is no date and `012345678901`
 * no number. JSON strings have style `double`; JSON numbers, booleans and null have style `plain`.
 */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: ScalarStyle;
}
export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly CfnNode[];
}
export interface MapEntry {
  readonly key: ScalarNode;
  readonly value: CfnNode;
}
/** Entries in the order of the text; of two equal keys the last one counts, as for CloudFormation. */
export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
}
/** `!Sub x` and `{"Fn::Sub": x}` give the same node; `fn` is the long name: `Ref`, `Condition`, `Fn::Sub`, `Fn::GetAtt`, … */
export interface IntrinsicNode extends NodeBase {
  readonly kind: 'intrinsic';
  readonly fn: string;
  readonly argument: CfnNode;
}
export type CfnNode = ScalarNode | ListNode | MapNode | IntrinsicNode;

/** Anything that a finding can point at. */
export interface Located {
  readonly node: CfnNode;
}

export type TemplatePath = readonly (string | number)[];

/** The keys and indices from the root of the document to the node. */
export function pathOf(node: CfnNode): TemplatePath {
  const path: (string | number)[] = [];
  for (let at: CfnNode | undefined = node; at?.parent; at = at.parent)
    if (at.key !== undefined) path.push(at.key);
  return path.reverse();
}

export function scalarNode(span: SourceSpan, text: string, style: ScalarStyle = 'plain'): ScalarNode {
  return { kind: 'scalar', span, text, style, parent: undefined, key: undefined };
}

export function listNode(span: SourceSpan, items: readonly CfnNode[]): ListNode {
  const node: ListNode = { kind: 'list', span, items, parent: undefined, key: undefined };
  items.forEach((item, index) => adopt(node, item, index));
  return node;
}

export function mapNode(span: SourceSpan, entries: ReadonlyMap<string, MapEntry>): MapNode {
  const node: MapNode = { kind: 'map', span, entries, parent: undefined, key: undefined };
  for (const [key, entry] of entries) {
    adopt(node, entry.key, key);
    adopt(node, entry.value, key);
  }
  return node;
}

export function intrinsicNode(span: SourceSpan, fn: string, argument: CfnNode): IntrinsicNode {
  const node: IntrinsicNode = { kind: 'intrinsic', span, fn, argument, parent: undefined, key: undefined };
  adopt(node, argument, fn);
  return node;
}

/** The first parent stays: a YAML alias shares its node, and the anchor's place is the one that the author wrote. */
function adopt(parent: CfnNode, child: CfnNode, key: string | number): void {
  if (child.parent) return;
  child.parent = parent;
  child.key = key;
}

/** The value under a key of a map; undefined for other nodes. */
export function get(node: CfnNode | undefined, key: string): CfnNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** The map under a key, or undefined. */
export function getMap(node: CfnNode | undefined, key: string): MapNode | undefined {
  const value = get(node, key);
  return value?.kind === 'map' ? value : undefined;
}

/** The text of a scalar under a key, or undefined. */
export function getText(node: CfnNode | undefined, key: string): string | undefined {
  const value = get(node, key);
  return value?.kind === 'scalar' ? value.text : undefined;
}

/** The items of a list, a lone node as a list of itself, nothing for nothing: CloudFormation takes either in most places. */
export function asList(node: CfnNode | undefined): readonly CfnNode[] {
  if (!node) return [];
  return node.kind === 'list' ? node.items : [node];
}

/** Whether a scalar stands for null: an empty plain scalar, `~` or `null`. */
export function isNull(node: CfnNode): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && /^(?:~|null|Null|NULL|)$/.test(node.text);
}

/** The boolean that CloudFormation reads in a scalar, quoted or not (`"true"` counts), or undefined. */
export function asBoolean(node: CfnNode | undefined): boolean | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const text = node.text.toLowerCase();
  if (text === 'true' || (node.style === 'plain' && (text === 'yes' || text === 'on'))) return true;
  if (text === 'false' || (node.style === 'plain' && (text === 'no' || text === 'off'))) return false;
  return undefined;
}

/** The number that a scalar holds, quoted or not, or undefined. */
export function asNumber(node: CfnNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(node.text))
    return undefined;
  return Number(node.text);
}

/** The file that a node's text stands in. */
export function fileOf(node: CfnNode): SourceFile {
  return node.span.file;
}
