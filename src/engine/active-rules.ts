import { type Config, type RuleSetting } from '../config/config.ts';
import { type Severity } from '../rule/finding.ts';
import { type Preset, type Rule, type RuleOptions } from '../rule/rule.ts';

const PRESET_RANK: Readonly<Record<Preset, number>> = { recommended: 0, strict: 1, all: 2 };

/** A rule that is on for at least one file, with what the configuration says about it. */
export interface ActiveRule {
  readonly rule: Rule;
  /** For graph-wide visits, and for files without an override. */
  readonly settings: RuleSettings;
  settingsAt(path: string): RuleSettings;
}

export interface RuleSettings {
  readonly enabled: boolean;
  /** Undefined leaves the finding its own. */
  readonly severity: Severity | undefined;
  readonly options: RuleOptions;
}

/** Compiles globs into a test of paths, as `pathMatcher` of the configuration does. */
export type CompileGlobs = (globs: readonly string[]) => (path: string) => boolean;

/**
 * The rules that a configuration switches on, in the given order. Of several overrides for a file the last one wins,
 * rule by rule.
 */
export function activeRules(
  rules: readonly Rule[],
  config: Pick<Config, 'preset' | 'rules' | 'overrides'>,
  compileGlobs: CompileGlobs,
): readonly ActiveRule[] {
  const matchers = config.overrides.map((override) => compileGlobs(override.files));
  const overridesAt = memoised((path: string) =>
    config.overrides.filter((_, index) => matchers[index]!(path)),
  );
  return rules.flatMap((rule) => {
    const overrides = config.overrides.filter((override) => Object.hasOwn(override.rules, rule.id));
    const base = settle(rule, config.preset, [own(config.rules, rule.id)]);
    const bySettings = new Map<string, RuleSettings>();
    const settingsAt = (path: string): RuleSettings => {
      if (overrides.length === 0) return base;
      const applying = overridesAt(path).filter((override) => overrides.includes(override));
      if (applying.length === 0) return base;
      const key = applying.map((override) => overrides.indexOf(override)).join();
      const known = bySettings.get(key);
      if (known) return known;
      const settled = settle(rule, config.preset, [
        own(config.rules, rule.id),
        ...applying.map((override) => own(override.rules, rule.id)),
      ]);
      bySettings.set(key, settled);
      return settled;
    };
    const isOnSomewhere =
      base.enabled || overrides.some((override) => own(override.rules, rule.id)?.level !== 'off');
    return isOnSomewhere ? [{ rule, settings: base, settingsAt }] : [];
  });
}

function settle(rule: Rule, preset: Preset, settings: readonly (RuleSetting | undefined)[]): RuleSettings {
  let enabled = PRESET_RANK[rule.preset] <= PRESET_RANK[preset];
  let severity: Severity | undefined;
  let options: RuleOptions = { ...rule.options?.defaults };
  for (const setting of settings) {
    if (!setting) continue;
    enabled = setting.level !== 'off';
    severity = setting.level === 'off' || setting.level === 'on' ? severity : setting.level;
    options = { ...options, ...setting.options };
  }
  return { enabled, severity, options };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function memoised<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.has(key) ? known.get(key)! : compute(key);
    known.set(key, value);
    return value;
  };
}
