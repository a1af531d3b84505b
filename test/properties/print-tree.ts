import { type CfnNode, type ScalarNode } from '../../src/template/node.ts';
import { entriesOf } from './tree.ts';

/** How YAML is written: long or short functions, blanks of indentation. */
export interface YamlStyle {
  readonly short: boolean;
  readonly indent: number;
}

const isJsonWord = (node: ScalarNode): boolean =>
  node.style === 'plain' && /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(node.text);

function scalarText(node: ScalarNode): string {
  return isJsonWord(node) ? node.text : JSON.stringify(node.text);
}

/** Block scalars where there are line breaks, plain where it is safe, quotes elsewhere. */
function yamlScalar(node: ScalarNode): string {
  const isWord = /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(node.text);
  const isPlain = /^[A-Za-z_/][\w./@+=*-]*(?::[\w./@+=*-]+)*$/.test(node.text) && !isWord;
  return isPlain ? node.text : scalarText(node);
}

function yamlKey(key: string): string {
  return /^[A-Za-z][\w-]*(?::[\w-]+)*$/.test(key) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key)
    ? key
    : JSON.stringify(key);
}

/** A tag cannot stand before another tag. */
const isShort = (node: CfnNode, style: YamlStyle): boolean =>
  node.kind === 'intrinsic' && style.short && node.argument.kind !== 'intrinsic';

const tagOf = (fn: string): string => `!${fn.replace(/^Fn::/, '')}`;

/** The tree as flow YAML on one line. */
export function printFlow(node: CfnNode, style: YamlStyle): string {
  switch (node.kind) {
    case 'scalar':
      return scalarText(node);
    case 'list':
      return `[${node.items.map((item) => printFlow(item, style)).join(', ')}]`;
    case 'map':
      return `{${entriesOf(node)
        .map(([key, value]) => `${JSON.stringify(key)}: ${printFlow(value, style)}`)
        .join(', ')}}`;
    case 'intrinsic':
      return isShort(node, style)
        ? `${tagOf(node.fn)} ${printFlow(node.argument, style)}`
        : `{${JSON.stringify(node.fn)}: ${printFlow(node.argument, style)}}`;
  }
}

/** The tree as block YAML. */
export function printBlock(node: CfnNode, style: YamlStyle): string {
  return `${block(node, 0, style).replace(/^\n/, '')}\n`;
}

/** What follows `key:`, `-` or a tag: on the same line with a blank in front, or on lines of its own. */
function block(node: CfnNode, depth: number, style: YamlStyle): string {
  const margin = `\n${' '.repeat(depth * style.indent)}`;
  switch (node.kind) {
    case 'scalar':
      return ` ${yamlScalar(node)}`;
    case 'list':
      if (node.items.length === 0) return ' []';
      return node.items.map((item) => `${margin}-${block(item, depth + 1, style)}`).join('');
    case 'map': {
      const entries = entriesOf(node);
      if (entries.length === 0) return ' {}';
      return entries
        .map(([key, value]) => `${margin}${yamlKey(key)}:${block(value, depth + 1, style)}`)
        .join('');
    }
    case 'intrinsic':
      return isShort(node, style)
        ? ` ${tagOf(node.fn)}${block(node.argument, depth + 1, style)}`
        : `${margin}${yamlKey(node.fn)}:${block(node.argument, depth + 1, style)}`;
  }
}
