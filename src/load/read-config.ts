import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { ConfigError, type ConfigIssue } from '../config/config-error.ts';
import { type Config, DEFAULT_CONFIG } from '../config/config.ts';
import { mergeConfig } from '../config/merge-config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import { pluginsOf, readConfigNode } from '../config/read-config-node.ts';
import { rebaseGlob } from '../config/rebase-glob.ts';
import { type Rule } from '../rule/rule.ts';
import { SourceFile } from '../source/source-file.ts';
import { type CfnNode } from '../template/node.ts';
import { parseNodes } from '../template/parse-nodes.ts';
import { repositoryRoot } from './ignore-rules.ts';
import { importModule, loadPlugins, messageOf } from './load-plugins.ts';
import { withLimits } from './read-limits.ts';
import { displayPath, readSource } from './read-source.ts';

/** In the order in which they are told when there are several. */
export const CONFIG_FILES: readonly string[] = [
  'iam-lint.yaml',
  'iam-lint.yml',
  'iam-lint.json',
  'iam-lint.config.js',
  'iam-lint.config.mjs',
  'iam-lint.config.ts',
];

export interface LoadedConfig {
  /** Globs in it are relative to the working directory. */
  readonly config: Config;
  /** All rules there are, those of plugins last. */
  readonly rules: readonly Rule[];
  /** The file, as reports print paths; undefined when there is none. */
  readonly path: string | undefined;
  /** Whether the configuration excludes an absolute path from the search. */
  readonly excluded: (path: string) => boolean;
}

export interface ReadConfigOptions {
  /** Absolute. */
  readonly cwd: string;
  /** A file that was named; without it the nearest one upwards is taken, up to the root of the repository. */
  readonly path?: string;
  /** Whether code may run: configurations that are modules, and plugins. */
  readonly plugins: boolean;
  /** Whether this Node reads TypeScript. */
  readonly typescript: boolean;
  readonly rules: readonly Rule[];
}

/**
 * Finds and reads the configuration; the defaults when there is none.
 * @throws ConfigError with everything that is wrong in it.
 */
export async function readConfig(options: ReadConfigOptions): Promise<LoadedConfig> {
  const { cwd, rules } = options;
  const path = options.path === undefined ? findConfig(cwd) : resolve(cwd, options.path);
  if (path === undefined) return { config: DEFAULT_CONFIG, rules, path, excluded: () => false };
  const shown = displayPath(cwd, path);
  const isCode = /^\.[cm]?[jt]s$/.test(extname(path));
  const root = isCode ? await runConfig(path, shown, options) : readData(path, shown);
  const plugins = pluginsOf(root);
  const own = options.plugins ? await loadPlugins(plugins, path, shown, rules) : [];
  const all = [...rules, ...own];
  const { settings, issues } = readConfigNode(root, all, !options.plugins && plugins.length > 0);
  if (issues.length > 0) throw new ConfigError(shown, isCode ? issues.map(withoutPlace) : issues);
  // A file that was named may lie anywhere (`config/iam-lint.yaml`); its globs mean what they mean on the command line.
  const base = options.path === undefined ? dirname(path) : cwd;
  const excludes = pathMatcher(settings.exclude ?? []);
  const config = {
    ...rebase(mergeConfig(DEFAULT_CONFIG, settings), relative(base, cwd).split(sep).filter(Boolean)),
    ...(settings.baseline !== undefined && {
      baseline: displayPath(cwd, resolve(dirname(path), settings.baseline)),
    }),
  };
  return {
    config: withLimits(config, settings.limits ?? [], path, cwd),
    rules: all,
    path: shown,
    excluded: (file) => file === path || excludes(relative(base, file).replaceAll('\\', '/')),
  };
}

/**
 * The nearest configuration from a folder up to the root of its repository, or in the folder itself when there is no
 * repository: what lies further up may be anybody's.
 */
function findConfig(cwd: string): string | undefined {
  const root = repositoryRoot(cwd) ?? cwd;
  for (let at = cwd; ; at = dirname(at)) {
    const [first, second] = CONFIG_FILES.filter((name) => existsSync(join(at, name)));
    if (first !== undefined && second !== undefined)
      throw new ConfigError(displayPath(cwd, join(at, first)), [
        { message: `There are two configurations, ${first} and ${second}`, hint: 'Keep one of them.' },
      ]);
    if (first !== undefined) return join(at, first);
    if (at === root) return undefined;
  }
}

function readData(path: string, shown: string): CfnNode | undefined {
  const source = readSource(path, shown);
  if (source.kind !== 'text')
    throw new ConfigError(shown, [
      {
        message:
          source.kind === 'unreadable' ? source.problem.message : `Cannot read ${shown}: it is no text file`,
      },
    ]);
  return parse(source.file);
}

/** A duplicate key is an error here: of two settings that contradict each other nobody knows which one was meant. */
function parse(file: SourceFile): CfnNode | undefined {
  const { root, problems } = parseNodes(file);
  if (problems.length > 0)
    throw new ConfigError(
      file.path,
      problems.map(({ message, span }) => ({ message, ...(span && { span }) })),
    );
  return root;
}

async function runConfig(
  path: string,
  shown: string,
  options: ReadConfigOptions,
): Promise<CfnNode | undefined> {
  const fail = (message: string, hint?: string): never => {
    throw new ConfigError(shown, [{ message, ...(hint !== undefined && { hint }) }]);
  };
  if (!options.plugins)
    return fail(
      `${basename(path)} is code, and --no-plugins runs none`,
      'Write the settings into iam-lint.yaml, or leave --no-plugins out where the repository is trusted.',
    );
  if (/ts$/.test(path) && !options.typescript)
    return fail(
      `This Node cannot read ${basename(path)}: it does not know TypeScript`,
      'Node 22.18 and later do; with this one use iam-lint.config.mjs or iam-lint.yaml.',
    );
  if (!existsSync(path)) return fail(`Cannot read ${shown}: there is no such file or folder`);
  const settings = await importModule(path).catch((error: unknown) =>
    fail(`${shown} failed: ${messageOf(error)}`),
  );
  let text: string | undefined;
  try {
    text = JSON.stringify(settings, undefined, 1) as string | undefined;
  } catch (error) {
    fail(`${shown} exports no settings: ${messageOf(error)}`);
  }
  if (text === undefined || !text.startsWith('{'))
    fail(`${shown} must export an object with the settings by default`);
  return parse(new SourceFile(shown, text!));
}

/** The text that a module's settings were read from is nobody's file. */
function withoutPlace({ message, key, hint }: ConfigIssue): ConfigIssue {
  return { message, ...(key !== undefined && { key }), ...(hint !== undefined && { hint }) };
}

function rebase(config: Config, below: readonly string[]): Config {
  if (below.length === 0) return config;
  const globs = (files: readonly string[]) => files.map((glob) => rebaseGlob(glob, below));
  return {
    ...config,
    ignore: config.ignore.map((one) => (one.files ? { ...one, files: globs(one.files) } : one)),
    overrides: config.overrides.map((one) => ({ ...one, files: globs(one.files) })),
    exclude: globs(config.exclude),
  };
}
