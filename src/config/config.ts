import { type Facts, NO_FACTS } from '../rule/facts.ts';
import { type Confidence, type Severity } from '../rule/finding.ts';
import { type Preset, type RuleOptions } from '../rule/rule.ts';

/** What a run is to do, with every default filled in. */
export interface Config {
  readonly preset: Preset;
  readonly facts: Facts;
  /** Rule id to what differs from the preset. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly ignore: readonly ConfiguredSuppression[];
  readonly overrides: readonly PathOverride[];
  /** Findings at or above it make the exit code 1; `none` never does. */
  readonly failOn: Severity | 'none';
  readonly minConfidence: Confidence;
  /** Modules with rules of one's own: paths relative to the configuration file, or package names. */
  readonly plugins: readonly string[];
  /** Globs of files that are not searched, beside what .gitignore says. */
  readonly exclude: readonly string[];
  /** Values of template parameters, by file glob order of `--parameters`; later ones win. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The file with the findings that are accepted because they were there before; relative to the working directory. */
  readonly baseline?: string;
  /** As they are written; what they hold becomes options of the rule `grants-within-reference`. */
  readonly limits?: readonly Limit[];
  /** Whether suppressions that were written for other tools count; they do not when left out. */
  readonly honorForeignSuppressions?: boolean;
}

/** A policy document that principals may be given at most. */
export interface Limit {
  /** Path of the document, relative to the file that names it. */
  readonly reference: string;
  /** Logical ids or construct paths with `*`; all principals when left out. */
  readonly principals?: string;
}

export interface RuleSetting {
  /** `off`, `on` (with the rule's own severity) or another severity. */
  readonly level: Severity | 'off' | 'on';
  readonly options?: RuleOptions;
}

export interface PathOverride {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly failOn?: Severity | 'none';
}

export interface ConfiguredSuppression {
  readonly rule: string;
  readonly reason: string;
  /** Globs; each one that is given must match. */
  readonly resource?: string;
  readonly evidence?: string;
  readonly files?: readonly string[];
  /** Last day on which it holds, `2027-01-31`. */
  readonly until?: string;
}

export const DEFAULT_CONFIG: Config = {
  preset: 'recommended',
  facts: NO_FACTS,
  rules: {},
  ignore: [],
  overrides: [],
  failOn: 'medium',
  minConfidence: 'medium',
  plugins: [],
  exclude: [],
  parameters: {},
};
