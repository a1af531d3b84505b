import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../config/config-error.ts';
import { type Rule } from '../rule/rule.ts';
import { field, readJson, textField } from './read-json.ts';

/**
 * Loads rules of one's own. A module exports by default a rule, a list of rules, or an object with `rules`. This runs code.
 * @param names paths relative to the configuration file, or package names as installed for it.
 * @param configPath the configuration file, absolute; `shownAs` as reports print it.
 * @throws ConfigError for a module that cannot be loaded or holds no rules, and for an id that is taken.
 */
export async function loadPlugins(
  names: readonly string[],
  configPath: string,
  shownAs: string,
  known: readonly Rule[],
): Promise<readonly Rule[]> {
  const taken = new Set(known.map((rule) => rule.id));
  const rules: Rule[] = [];
  for (const name of names) {
    const wrong = (message: string, hint?: string): never => {
      throw new ConfigError(shownAs, [
        { message: `Plugin \`${name}\` ${message}`, ...(hint !== undefined && { hint }) },
      ]);
    };
    const path = resolvePlugin(name, dirname(configPath));
    if (path === undefined)
      return wrong(
        'was not found',
        'Paths start with `./` and are relative to the configuration; packages must be installed.',
      );
    const loaded = await importModule(path).catch((error: unknown) =>
      wrong(`cannot be loaded: ${messageOf(error)}`),
    );
    const found = rulesIn(loaded);
    if (!found)
      return wrong('exports no rules', 'Export a rule, a list of rules or `{ rules: [...] }` by default.');
    for (const rule of found) {
      if (taken.has(rule.id))
        return wrong(`has a rule \`${rule.id}\`, and there is one of that name already`);
      taken.add(rule.id);
      rules.push(rule);
    }
  }
  return rules;
}

/** The default export of a module, or the module when it has none. */
export async function importModule(path: string): Promise<unknown> {
  const module = (await import(pathToFileURL(path).href)) as unknown;
  return field(module, 'default') ?? module;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function resolvePlugin(name: string, folder: string): string | undefined {
  if (/^\.{1,2}[/\\]/.test(name) || isAbsolute(name)) {
    const path = resolve(folder, name);
    return isFile(path) ? path : undefined;
  }
  if (!/^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name)) return undefined;
  for (let at = folder; ; at = dirname(at)) {
    const installed = join(at, 'node_modules', name);
    if (existsSync(join(installed, 'package.json'))) return entryOf(installed);
    if (dirname(at) === at) return undefined;
  }
}

/** The entry of a package for `import`, as https://nodejs.org/api/packages.html#package-entry-points has it. */
function entryOf(folder: string): string | undefined {
  const manifest = readJson(join(folder, 'package.json'));
  let target = field(manifest, 'exports');
  if (field(target, '.') !== undefined) target = field(target, '.');
  for (let depth = 0; depth < 8 && typeof target === 'object'; depth++)
    target = field(target, 'import') ?? field(target, 'node') ?? field(target, 'default');
  const path = join(
    folder,
    typeof target === 'string' ? target : (textField(manifest, 'main') ?? 'index.js'),
  );
  return isFile(path) ? path : undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function rulesIn(loaded: unknown): readonly Rule[] | undefined {
  const list = field(loaded, 'rules') ?? loaded;
  const rules = Array.isArray(list) ? (list as unknown[]) : [list];
  return rules.length > 0 && rules.every(isRule) ? rules : undefined;
}

function isRule(value: unknown): value is Rule {
  const texts = ['id', 'title', 'category', 'severity', 'confidence', 'preset'];
  return (
    texts.every((name) => typeof field(value, name) === 'string') &&
    /^[a-z][a-z0-9-]*$/.test(String(field(value, 'id'))) &&
    typeof field(value, 'visit') === 'object' &&
    typeof field(value, 'docs') === 'object'
  );
}
