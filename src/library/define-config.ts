import { type Config, type ConfiguredSuppression, type RuleSetting } from '../config/config.ts';
import { type Facts } from '../rule/facts.ts';
import { type RuleOptions } from '../rule/rule.ts';

/** A level, or the options of the rule with a `level` among them; without a level the rule is on. */
export type RuleLevel =
  RuleSetting['level'] | (RuleOptions & { readonly level?: RuleSetting['level'] | undefined });

/** What a configuration sets, as it is written in `iam-lint.yaml`; what is left out keeps its default. */
export interface Settings {
  readonly preset?: Config['preset'];
  readonly facts?: Partial<Facts>;
  /** By rule id. */
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly ignore?: readonly ConfiguredSuppression[];
  readonly overrides?: readonly SettingsOverride[];
  readonly failOn?: Config['failOn'];
  readonly minConfidence?: Config['minConfidence'];
  /** Modules with rules of one's own: paths relative to the configuration, or package names. */
  readonly plugins?: readonly string[];
  /** Globs of files that are not searched. */
  readonly exclude?: readonly string[];
  /** Values of template parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Path of a baseline, relative to the configuration. */
  readonly baseline?: string;
}

/** Settings for the files of some globs. */
export interface SettingsOverride {
  readonly files: readonly string[];
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly failOn?: Config['failOn'];
}

/** Gives the settings in `iam-lint.config.js` their types. Returns them as they are; they are checked when they are used. */
export function defineConfig(settings: Settings): Settings {
  return settings;
}
