import { relative, resolve } from 'node:path';
import { pathMatcher } from '../config/path-matcher.ts';
import { type Config } from '../config/config.ts';
import { type LintInput } from '../lint.ts';
import { findInputs } from '../load/find-inputs.ts';
import { loadPlugins } from '../load/load-plugins.ts';
import { readBaseline } from '../load/read-baseline.ts';
import { type LoadedConfig, readConfig } from '../load/read-config.ts';
import { readInputs } from '../load/read-inputs.ts';
import { type Rule } from '../rule/rule.ts';
import { type Settings } from './define-config.ts';
import { type LintFilesOptions } from './lint-files.ts';
import { readSettings, SETTINGS } from './read-settings.ts';

/** What `lint` takes. */
export interface LoadedFiles {
  readonly input: LintInput;
  readonly rules: readonly Rule[];
  readonly config: Config;
}

/**
 * Finds and reads everything that `lintFiles` judges, and its configuration.
 * @throws ConfigError (as a rejection) for a configuration or baseline that is wrong.
 */
export async function loadFiles(
  patterns: readonly string[],
  options: LintFilesOptions & { readonly rules: readonly Rule[] },
): Promise<LoadedFiles> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const { config, rules, excluded } = await load(cwd, options);
  // A file that is really called so; the sign for stdin is the command's.
  const named = patterns.map((one) => (one === '-' ? './-' : one));
  const inputs = readInputs(await findInputs(named, { cwd, excluded }), { cwd });
  const ignoreSuppressions = options.ignoreSuppressions ?? false;
  const baseline =
    config.baseline === undefined || ignoreSuppressions ? undefined : readBaseline(config.baseline, cwd);
  return {
    input: {
      templates: inputs.templates,
      problems: inputs.problems,
      skipped: [...inputs.passedOver.values()].reduce((sum, count) => sum + count, 0),
      related: inputs.related,
      acknowledged: inputs.acknowledged,
      ignoreSuppressions,
      ...(baseline && { baseline }),
      ...(options.now && { now: options.now }),
    },
    rules,
    config,
  };
}

type Loaded = Pick<LoadedConfig, 'config' | 'rules' | 'excluded'>;

function load(
  cwd: string,
  { config, rules, plugins = true }: LintFilesOptions & { readonly rules: readonly Rule[] },
): Promise<Loaded> {
  if (typeof config === 'object') return withSettings(cwd, config, rules, plugins);
  return readConfig({
    cwd,
    ...(config !== undefined && { path: config }),
    plugins,
    typescript: Boolean((process.features as { typescript?: unknown }).typescript),
    rules,
  });
}

async function withSettings(
  cwd: string,
  settings: Settings,
  rules: readonly Rule[],
  plugins: boolean,
): Promise<Loaded> {
  const names = plugins ? (settings.plugins ?? []) : [];
  const own = await loadPlugins(names, resolve(cwd, 'iam-lint.config.js'), SETTINGS, rules);
  const all = [...rules, ...own];
  const excludes = pathMatcher(settings.exclude ?? []);
  return {
    config: readSettings(settings, all, !plugins),
    rules: all,
    excluded: (file) => excludes(relative(cwd, file).replaceAll('\\', '/')),
  };
}
