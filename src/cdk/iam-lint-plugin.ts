import { dirname, resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { ConfigError } from '../config/config-error.ts';
import { type Config } from '../config/config.ts';
import { type Report } from '../engine/report.ts';
import { type Settings } from '../library/define-config.ts';
import { readSettings, SETTINGS } from '../library/read-settings.ts';
import { lint, type LintInput } from '../lint.ts';
import { outermostAssembly } from '../load/cloud-assembly.ts';
import { readBaseline } from '../load/read-baseline.ts';
import { readInputs } from '../load/read-inputs.ts';
import { rules as builtIn } from '../registry.ts';
import { type Rule } from '../rule/rule.ts';
import { type ProblemKind } from '../source/problem.ts';
import { type Violation, violationsOf } from './violations.ts';

export interface IamLintPluginOptions {
  /** Settings as in `iam-lint.yaml`, which is not read here. `plugins` is not possible: see `rules`. */
  readonly config?: Settings;
  /** All rules there are; the built-in ones when left out. For rules of your own: `[...rules, ...own]`. */
  readonly rules?: readonly Rule[];
}

/** What CDK hands to a validation plugin; of it only the paths are needed. */
export interface ValidationContext {
  /** Absolute paths of the synthesised templates. */
  readonly templatePaths: string[];
}

/** What CDK takes from a validation plugin. It changes the lists. */
export interface ValidationReport {
  readonly success: boolean;
  readonly pluginVersion: string;
  readonly violations: Violation[];
  readonly metadata: Record<string, string>;
}

/**
 * Judges the stacks of an app when it is synthesised: `Validations.of(app).addPlugins(new IamLintPlugin())`.
 * https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class IamLintPlugin {
  readonly name = 'iam-lint';
  readonly version: string = manifest.version;
  readonly ruleIds: string[];
  readonly #rules: readonly Rule[];
  readonly #config: Config;

  /** @throws ConfigError for settings that are wrong. */
  constructor({ config = {}, rules = builtIn }: IamLintPluginOptions = {}) {
    if (config.plugins !== undefined)
      throw new ConfigError(SETTINGS, [
        {
          message: '`plugins` cannot be loaded while CDK synthesises',
          key: 'plugins',
          hint: 'Give the rules themselves in `rules`.',
        },
      ]);
    this.#config = readSettings(config, rules);
    this.#rules = rules;
    this.ruleIds = rules.map(({ id }) => id);
  }

  /**
   * CDK calls this when everything is written to `cdk.out`. The whole app is judged as one, so that grants of one stack to
   * roles of another are seen; what is reported is about the templates that CDK names and the nested stacks in them.
   * @throws Error when CDK does not say where the templates are; CDK shows it as a failure of the plugin.
   */
  validate(context: ValidationContext): ValidationReport {
    const paths: readonly unknown[] = Array.isArray(context.templatePaths) ? context.templatePaths : [];
    const named = paths.filter((path) => typeof path === 'string').map((path) => resolve(path));
    if (named.length < paths.length || !Array.isArray(context.templatePaths))
      throw new Error('iam-lint/cdk needs aws-cdk-lib 2.257 or later: this one does not name the templates.');
    const cwd = process.cwd();
    const inputs = readAssemblies(named, cwd);
    const report = this.#judge(inputs, cwd);
    const violations = violationsOf(report, inputs, { cwd, named, config: this.#config });
    const isFailed = report.problems.some(({ kind }) => FAILURES.includes(kind));
    return {
      success: !isFailed && violations.every(({ severity }) => severity !== 'error'),
      pluginVersion: this.version,
      violations,
      metadata: metadataOf(report),
    };
  }

  #judge(inputs: LintInput, cwd: string): Report {
    const { baseline } = this.#config;
    return lint(
      {
        ...inputs,
        ...(baseline !== undefined && { baseline: readBaseline(baseline, cwd) }),
      },
      this.#rules,
      this.#config,
    );
  }
}

/** What makes the command's exit code 2 or 3. */
const FAILURES: readonly ProblemKind[] = ['unreadable', 'partly-read', 'rule-crashed'];

function readAssemblies(named: readonly string[], cwd: string): LintInput {
  const assemblies = [...new Set(named.map((path) => outermostAssembly(dirname(path))))];
  const found = { files: [], assemblies, stdin: false, problems: [], roots: [cwd] };
  const { templates, problems, related, acknowledged } = readInputs(found, { cwd });
  return { templates, problems, skipped: 0, related, acknowledged };
}

/** What was read, so that green means something, and what could not be. */
function metadataOf({ summary, problems }: Report): Record<string, string> {
  const [first] = problems.filter(({ kind }) => kind !== 'oddity');
  return {
    templates: String(summary.templates),
    policies: String(summary.policies),
    undecided: String(summary.undecided),
    // CDK prints `error` of a failed plugin without violations and nothing else of this.
    ...(first && {
      error: problems
        .filter(({ kind }) => kind !== 'oddity')
        .map(({ message }) => message)
        .join('; '),
    }),
  };
}
