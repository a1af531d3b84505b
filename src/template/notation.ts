import { type CfnNode, type ListNode, type MapNode, type ScalarNode } from './node.ts';

/** How the text around a node is written. */
export interface Notation {
  /** The whole text of the file. */
  readonly text: string;
  readonly eol: string;
  /** JSON: strings are always quoted. */
  readonly json: boolean;
  /** The node stands in JSON that is the text of a string of the template. */
  readonly embedded: boolean;
  /** What has to be written so that the reader of the node sees a notation: escapes of the strings around it. */
  readonly escape: (notation: string) => string;
}

/** The notation that a node is written in, and that a text put into its place must keep. */
export function notationOf(node: CfnNode): Notation {
  const { text } = node.span.file;
  const outer = outerScalar(node);
  const surroundings = outer && notationOf(outer);
  return {
    text,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    json: outer !== undefined || isJson(node),
    embedded: outer !== undefined,
    escape: (notation) =>
      outer && surroundings ? surroundings.escape(escapedFor(outer, notation)) : notation,
  };
}

/** Whether a map or list is written in block YAML. */
export function isBlock(node: MapNode | ListNode | CfnNode): boolean {
  return outerScalar(node) === undefined && !/[[{]/.test(node.span.file.text.charAt(node.span.start));
}

/** The scalar whose text holds the JSON that a node was read from. */
function outerScalar(node: CfnNode): ScalarNode | undefined {
  for (let at: CfnNode = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (parent.kind === 'scalar') return parent;
    if (parent.kind === 'intrinsic' && parent.argument !== at) {
      const { argument } = parent;
      const text = argument.kind === 'list' ? argument.items[0] : argument;
      return text?.kind === 'scalar' ? text : undefined;
    }
  }
  return undefined;
}

/** A node of a file that starts with a bracket, all of whose keys and texts on the way up are quoted as in JSON. */
function isJson(node: CfnNode): boolean {
  if (!/^\ufeff?\s*[[{]/.test(node.span.file.text)) return false;
  for (let at: CfnNode | undefined = node; at; at = at.parent) {
    const isQuoted = at.kind !== 'scalar' || at.style === 'double' || /^[\w.+-]+$/.test(at.text);
    const keys = at.kind === 'map' ? [...at.entries.values()].map(({ key }) => key) : [];
    if (!isQuoted || keys.some(({ style }) => style !== 'double')) return false;
  }
  return true;
}

function escapedFor({ style }: ScalarNode, notation: string): string {
  if (style === 'double') return JSON.stringify(notation).slice(1, -1);
  return style === 'single' ? notation.replaceAll("'", "''") : notation;
}
