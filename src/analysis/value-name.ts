import { type CfnNode, getText } from '../template/node.ts';

/** Keys under which a value stands beside the name that it belongs to. */
const NAMES = ['Name', 'Key', 'ParameterKey', 'OptionName', 'ParameterName'] as const;

/**
 * The name by which a reader calls a value: that of the variable, option, tag or parameter that it is the value of, else
 * the key under which it stands. `{Name: DB_PASSWORD, Value: x}` and `DB_PASSWORD: x` both give `DB_PASSWORD`.
 */
export function nameOfValue(value: CfnNode): string | undefined {
  for (let node: CfnNode | undefined = value; node; node = node.parent) {
    const { key, parent } = node;
    if (typeof key !== 'string' || parent?.kind !== 'map') continue;
    if (key === 'Default') return typeof parent.key === 'string' ? parent.key : key;
    if (key !== 'Value') return key;
    for (const name of NAMES) {
      const written = getText(parent, name);
      if (written !== undefined) return written;
    }
    return typeof parent.key === 'string' ? parent.key : key;
  }
  return undefined;
}
