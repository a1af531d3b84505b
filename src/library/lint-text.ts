import { ConfigError } from '../config/config-error.ts';
import { type Report } from '../engine/report.ts';
import { lint } from '../lint.ts';
import { rules as builtIn } from '../registry.ts';
import { type Rule } from '../rule/rule.ts';
import { SourceFile } from '../source/source-file.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Settings } from './define-config.ts';
import { readSettings, SETTINGS } from './read-settings.ts';

export interface LintTextOptions {
  /** The name that the report gives the text and that globs of the settings are held against; `template.yaml`. */
  readonly path?: string;
  /** Nothing is read from the disk: `plugins` and `baseline` are not possible here, `exclude` says nothing. */
  readonly config?: Settings;
  /** All rules there are; the built-in ones when left out. For those of a plugin: `[...rules, ...own]`. */
  readonly rules?: readonly Rule[];
  /** Report what is suppressed, too. */
  readonly ignoreSuppressions?: boolean;
  /** The day on which suppressions expire or not; today when left out. */
  readonly now?: Date;
}

/**
 * Judges one template or policy document that is held as text: YAML or JSON. Pure and synchronous; never throws for what is
 * in the text. A text that is no template gives a report with `summary.skipped` 1.
 * @throws ConfigError for settings that are wrong.
 */
export function lintText(text: string, options: LintTextOptions = {}): Report {
  const { path = 'template.yaml', config: settings = {}, rules = builtIn } = options;
  for (const key of ['plugins', 'baseline'] as const)
    if (settings[key] !== undefined)
      throw new ConfigError(SETTINGS, [
        {
          message: `\`${key}\` names files, and lintText reads none`,
          key,
          hint: key === 'plugins' ? 'Give the rules themselves in `rules`.' : 'lintFiles reads baselines.',
        },
      ]);
  const config = readSettings(settings, rules);
  const reading = readTemplate(new SourceFile(path, text.replace(/^\uFEFF/, '')));
  return lint(
    {
      templates: reading.kind === 'template' ? [reading.template] : [],
      problems: [],
      skipped: reading.kind === 'template' ? 0 : 1,
      ignoreSuppressions: options.ignoreSuppressions ?? false,
      ...(options.now && { now: options.now }),
    },
    rules,
    config,
  );
}
