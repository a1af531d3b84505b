import { createHash } from 'node:crypto';
import { type CfnNode } from '../template/node.ts';

/**
 * A logical id with the part that must not stand in one as it is: letters and digits follow the prefix, anything else is
 * replaced by the first ten digits of its SHA-1, as the SAM transform does.
 */
export function suffixedId(prefix: string, suffix: string): string {
  return suffix === '' || /^[A-Za-z0-9]+$/.test(suffix) ? prefix + suffix : hashedId(prefix, suffix);
}

/** A logical id that ends in the hash of a text. */
export function hashedId(prefix: string, text: string): string {
  return prefix + createHash('sha1').update(text).digest('hex').slice(0, 10);
}

/** What the SAM transform hashes of a value: a string as it is, anything else as compact JSON with sorted keys. */
export function hashedText(node: CfnNode): string {
  return node.kind === 'scalar' ? node.text : json(node, 0);
}

function json(node: CfnNode, depth: number): string {
  if (depth > 32) return 'null';
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.text);
    case 'list':
      return `[${node.items.map((item) => json(item, depth + 1)).join(',')}]`;
    case 'intrinsic':
      return `{${JSON.stringify(node.fn)}:${json(node.argument, depth + 1)}}`;
    case 'map': {
      const entries = [...node.entries].map(
        ([key, { value }]) => `${JSON.stringify(key)}:${json(value, depth + 1)}`,
      );
      return `{${entries.sort().join(',')}}`;
    }
  }
}
