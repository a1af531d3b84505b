import { type CfnNode, get } from '../template/node.ts';

/** Keys under which a value stands beside the name that it belongs to. */
const NAMES = ['Name', 'Key', 'ParameterKey', 'OptionName', 'ParameterName'] as const;

/**
 * The name by which a reader calls a value: that of the variable, option, tag or parameter that it is the value of, else
 * the key under which it stands. `{Name: DB_PASSWORD, Value: x}` and `DB_PASSWORD: x` both give `DB_PASSWORD`.
 * @param textOf what a node says, whatever functions it is written with.
 */
export function nameOfValue(
  value: CfnNode,
  textOf: (node: CfnNode) => string | undefined = plainText,
): string | undefined {
  for (let node: CfnNode | undefined = value; node; node = node.parent) {
    const { key, parent } = node;
    if (typeof key !== 'string' || parent?.kind !== 'map') continue;
    if (key === 'Default') return typeof parent.key === 'string' ? parent.key : key;
    if (key !== 'Value') return key;
    const written = textBeside(value, NAMES, textOf);
    return written ?? (typeof parent.key === 'string' ? parent.key : key);
  }
  return undefined;
}

/** What stands under the first of some keys beside the `Value` that a node is, or is in a branch of. */
export function textBeside(
  value: CfnNode,
  keys: readonly string[],
  textOf: (node: CfnNode) => string | undefined = plainText,
): string | undefined {
  for (let node: CfnNode | undefined = value; node; node = node.parent) {
    if (node.key !== 'Value' || node.parent?.kind !== 'map') continue;
    for (const key of keys) {
      const beside = get(node.parent, key);
      const text = beside && textOf(beside);
      if (text !== undefined) return text;
    }
    return undefined;
  }
  return undefined;
}

function plainText(node: CfnNode): string | undefined {
  return node.kind === 'scalar' ? node.text : undefined;
}
