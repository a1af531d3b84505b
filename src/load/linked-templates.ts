import { basename } from 'node:path';
import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';

/** Longest and deepest that is searched for names; templates are hostile input. */
const MAX_NODES = 200_000;
const MIN_LENGTH = 3;

/**
 * Texts by which other templates may exchange values with these: names of exports and imports, and the file names of
 * templates that may be somebody's nested stack. Templates of a cloud assembly name each other by the hash of their
 * contents, so that a parent changes with its child.
 */
export function linkTokens(templates: readonly Template[]): ReadonlySet<string> {
  const tokens = new Set<string>();
  const take = (node: CfnNode | undefined): void => {
    for (const text of literalsOf(node)) if (text.length >= MIN_LENGTH) tokens.add(text);
  };
  for (const template of templates) {
    for (const { exportName } of template.outputs.values()) take(exportName);
    const name = basename(template.file.path);
    if (!name.endsWith('.template.json') && template.parameters.size + template.outputs.size > 0)
      tokens.add(name);
    if (template.file.text.includes('ImportValue')) importsIn(template.root, take);
  }
  return tokens;
}

/** Whether a text exchanges values by one of the names. */
export function linkedTexts(text: string, tokens: ReadonlySet<string>): boolean {
  if (!/ImportValue|Export|TemplateURL|Location/.test(text)) return false;
  for (const token of tokens) if (text.includes(token)) return true;
  return false;
}

function importsIn(root: CfnNode, take: (node: CfnNode) => void): void {
  const pending: CfnNode[] = [root];
  for (let seen = 0; pending.length > 0 && seen < MAX_NODES; seen++) {
    const node = pending.pop()!;
    if (node.kind === 'intrinsic') {
      if (node.fn === 'Fn::ImportValue') take(node.argument);
      pending.push(node.argument);
    } else if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'map') for (const { value } of node.entries.values()) pending.push(value);
  }
}

/** The fixed parts of a name; `${Stack}-Role` gives `-Role`. */
function literalsOf(node: CfnNode | undefined, depth = 0): string[] {
  if (!node || depth > 8) return [];
  if (node.kind === 'scalar') return node.text.split(/\$\{[^}]*\}/).filter((part) => part !== '');
  if (node.kind === 'intrinsic') return node.fn === 'Ref' || node.fn === 'Fn::GetAtt' ? [] : literalsOf(node.argument, depth + 1); // prettier-ignore
  const children = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  return children.flatMap((child) => literalsOf(child, depth + 1));
}
