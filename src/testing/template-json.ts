import { type CfnNode } from '../template/node.ts';

/**
 * The same template in JSON notation, two blanks deep: `!Sub x` becomes `{"Fn::Sub": "x"}`. A plain scalar that JSON
 * writes without quotes stays without; everything else becomes a string, `2012-10-17` and `012` among it.
 */
export function templateAsJson(root: CfnNode): string {
  return `${print(root, '')}\n`;
}

function print(node: CfnNode, indent: string): string {
  const inner = `${indent}  `;
  switch (node.kind) {
    case 'scalar':
      return printScalar(node.text, node.style === 'plain');
    case 'list': {
      if (node.items.length === 0) return '[]';
      return `[\n${node.items.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`;
    }
    case 'map': {
      const entries = [...node.entries].map(
        ([key, { value }]) => `${inner}${JSON.stringify(key)}: ${print(value, inner)}`,
      );
      return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`;
    }
    case 'intrinsic':
      return `{\n${inner}${JSON.stringify(node.fn)}: ${print(node.argument, inner)}\n${indent}}`;
  }
}

function printScalar(text: string, isPlain: boolean): string {
  if (isPlain && /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(text)) return text;
  return isPlain && (text === '' || text === '~') ? 'null' : JSON.stringify(text);
}
