import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Ignore } from 'ignore';

/** The rules of one .gitignore, for paths under its folder. */
interface IgnoreLayer {
  readonly folder: string;
  readonly rules: Ignore;
}

/** What .gitignore files, from the repository's root down to one folder, say about the paths under it. */
export interface IgnoreRules {
  /** Whether the path is ignored; the deepest .gitignore that says anything about it decides. */
  ignores(path: string, isFolder: boolean): boolean;
  /** With the .gitignore of a folder below on top, if it has one. */
  within(folder: string): IgnoreRules;
}

/** Ignores nothing, and looks for no .gitignore below either. */
export const IGNORE_NOTHING: IgnoreRules = { ignores: () => false, within: () => IGNORE_NOTHING };

/**
 * The rules that hold in a folder. When the folder itself is ignored, the rules from above do not hold in it: whoever
 * names an ignored folder wants what is in it.
 */
export async function ignoreRulesFor(folder: string): Promise<IgnoreRules> {
  const { default: ignore } = await import('ignore');
  const make = (layers: readonly IgnoreLayer[]): IgnoreRules => ({
    ignores: (path, isFolder) => isIgnored(layers, path, isFolder),
    within: (below) => {
      const text = readIfThere(join(below, '.gitignore'));
      return text === undefined
        ? make(layers)
        : make([...layers, { folder: below, rules: ignore().add(text) }]);
    },
  });
  const root = repositoryRoot(folder);
  if (root === undefined) return make([]).within(folder);
  const exclude = readIfThere(join(root, '.git', 'info', 'exclude'));
  let rules = make(exclude === undefined ? [] : [{ folder: root, rules: ignore().add(exclude) }]);
  let at = root;
  rules = rules.within(at);
  for (const name of relative(root, folder).split(sep).filter(Boolean)) {
    at = join(at, name);
    if (rules.ignores(at, true)) return make([]).within(folder);
    rules = rules.within(at);
  }
  return rules;
}

/** The nearest folder upwards that holds `.git`, the folder itself included. */
export function repositoryRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function isIgnored(layers: readonly IgnoreLayer[], path: string, isFolder: boolean): boolean {
  for (let index = layers.length - 1; index >= 0; index--) {
    const { folder, rules } = layers[index]!;
    const within = relative(folder, path).split(sep).join('/');
    if (within === '') continue;
    const result = rules.test(isFolder ? `${within}/` : within);
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
