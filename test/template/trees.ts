import { SourceFile } from '../../src/source/source-file.ts';
import { type CfnNode } from '../../src/template/node.ts';

/** A tree as plain data, to compare: scalars are their texts, an intrinsic is a map with its name as the only key. */
export type Plain = string | readonly Plain[] | { readonly [key: string]: Plain };

export function plain(node: CfnNode | undefined): Plain | undefined {
  if (!node) return undefined;
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map((item) => plain(item)!);
  if (node.kind === 'intrinsic') return { [node.fn]: plain(node.argument)! };
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)!]));
}

/** Every node of a tree, keys included, each one once, parents first. */
export function nodesOf(root: CfnNode | undefined): CfnNode[] {
  const found = new Set<CfnNode>();
  const pending = root ? [root] : [];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'map')
      for (const { key, value } of node.entries.values()) pending.push(key, value);
    else if (node.kind === 'intrinsic') pending.push(node.argument);
  }
  return [...found];
}

export function fileOf(text: string, path = 'template.yaml'): SourceFile {
  return new SourceFile(path, text);
}

export function slice(node: CfnNode): string {
  return node.span.file.text.slice(node.span.start, node.span.end);
}
