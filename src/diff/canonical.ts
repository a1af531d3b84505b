import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';

const MAX_DEPTH = 128;

/**
 * A text that two nodes share when they are the same up to notation and the order of keys.
 * @param rename what a reference to a resource reads as.
 */
export function canonical(
  node: CfnNode | undefined,
  rename: (logicalId: string) => string = (logicalId) => logicalId,
): string {
  const write = (at: CfnNode, depth: number): string => {
    if (depth > MAX_DEPTH) return '…';
    if (at.kind === 'scalar') return JSON.stringify(at.text);
    if (at.kind === 'list') return `[${at.items.map((item) => write(item, depth + 1)).join(',')}]`;
    if (at.kind === 'intrinsic') return `!${at.fn} ${argument(at.fn, at.argument, depth + 1)}`;
    const keys = [...at.entries.keys()].sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${write(at.entries.get(key)!.value, depth + 1)}`).join(',')}}`;
  };
  const argument = (fn: string, at: CfnNode, depth: number): string => {
    if (fn === 'Ref' && at.kind === 'scalar') return rename(at.text);
    if (fn === 'Fn::GetAtt') {
      if (at.kind === 'scalar') return named(at.text);
      const [first] = at.kind === 'list' ? at.items : [];
      if (at.kind === 'list' && first?.kind === 'scalar')
        return [rename(first.text), ...at.items.slice(1).map((item) => write(item, depth))].join('.');
    }
    if (fn === 'Fn::Sub' && at.kind === 'scalar')
      return JSON.stringify(
        at.text.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => `\${${named(name)}}`),
      );
    return write(at, depth);
  };
  const named = (text: string): string => {
    const dot = text.indexOf('.');
    return dot < 0 ? rename(text) : `${rename(text.slice(0, dot))}${text.slice(dot)}`;
  };
  return node ? write(node, 0) : '';
}

/** What a condition of a template says, together with the conditions that it names; empty when there is none. */
export function conditionText(template: Template, name: string): string {
  const seen = new Set<string>();
  const pending = [name];
  const texts: string[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const node = template.conditions.get(next);
    if (!node || seen.has(next)) continue;
    seen.add(next);
    const text = canonical(node);
    texts.push(`${next}=${text}`);
    for (const [, other] of text.matchAll(/!Condition "([^"]*)"/g)) pending.push(other!);
  }
  return texts.sort().join('\n');
}
