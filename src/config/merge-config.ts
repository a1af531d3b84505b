import { type Facts } from '../rule/facts.ts';
import { type Config, type RuleSetting } from './config.ts';

/** What one source (a file, the command line) sets; whatever it leaves out stays as it is. */
export type ConfigSettings = Partial<Omit<Config, 'facts'>> & { readonly facts?: Partial<Facts> };

/**
 * The configuration with the settings on top. Lists of `ignore`, `overrides`, `plugins`, `exclude` and `limits` are joined, rules
 * are merged by id (a level that is not given stays), everything else is replaced.
 */
export function mergeConfig(config: Config, settings: ConfigSettings): Config {
  const baseline = settings.baseline ?? config.baseline;
  const limits = [...(config.limits ?? []), ...(settings.limits ?? [])];
  const honorForeignSuppressions = settings.honorForeignSuppressions ?? config.honorForeignSuppressions;
  return {
    preset: settings.preset ?? config.preset,
    facts: { ...config.facts, ...settings.facts },
    rules: mergeRules(config.rules, settings.rules ?? {}),
    ignore: [...config.ignore, ...(settings.ignore ?? [])],
    overrides: [...config.overrides, ...(settings.overrides ?? [])],
    failOn: settings.failOn ?? config.failOn,
    minConfidence: settings.minConfidence ?? config.minConfidence,
    plugins: [...config.plugins, ...(settings.plugins ?? [])],
    exclude: [...config.exclude, ...(settings.exclude ?? [])],
    parameters: record(config.parameters, settings.parameters ?? {}),
    ...(baseline === undefined ? {} : { baseline }),
    ...(limits.length > 0 && { limits }),
    ...(honorForeignSuppressions === undefined ? {} : { honorForeignSuppressions }),
  };
}

function mergeRules(
  base: Readonly<Record<string, RuleSetting>>,
  over: Readonly<Record<string, RuleSetting>>,
): Readonly<Record<string, RuleSetting>> {
  const merged = record(base);
  for (const [id, setting] of Object.entries(over)) {
    const options = setting.options ?? merged[id]?.options;
    merged[id] = { level: setting.level, ...(options && { options }) };
  }
  return merged;
}

/** Without a prototype, so that a name such as `constructor` finds nothing that nobody wrote. */
export function record<T>(...sources: Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.assign(Object.create(null), ...sources) as Record<string, T>;
}
