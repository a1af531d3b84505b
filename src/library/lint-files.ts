import { type Report } from '../engine/report.ts';
import { lint } from '../lint.ts';
import { rules } from '../registry.ts';
import { type Rule } from '../rule/rule.ts';
import { type Settings } from './define-config.ts';

export interface LintFilesOptions {
  /** The folder that patterns and the paths of the report are relative to; the working directory of the process. */
  readonly cwd?: string;
  /**
   * The path of a configuration file, or settings, relative to `cwd`. When left out, the nearest file is taken as the
   * command does.
   */
  readonly config?: string | Settings;
  /** Rules besides those of plugins; the built-in ones when left out. */
  readonly rules?: readonly Rule[];
  /** Whether code of the configuration may run: plugins, and configurations that are modules. True when left out. */
  readonly plugins?: boolean;
  /** Report what is suppressed or in the baseline, too. */
  readonly ignoreSuppressions?: boolean;
  /** The day on which suppressions expire or not; today when left out. */
  readonly now?: Date;
}

/**
 * Judges what the command would judge: files, globs, folders and cloud assemblies (`cdk.out`), connected with one another.
 * What cannot be read stands in the report's problems.
 * @param patterns one or several; `cwd` itself when there are none. `-` for stdin is not possible.
 * @throws ConfigError (as a rejection) for a configuration or baseline that is wrong.
 */
export async function lintFiles(
  patterns: string | readonly string[] = [],
  options: LintFilesOptions = {},
): Promise<Report> {
  // Who judges texts only does not pay for the search of files.
  const { loadFiles } = await import('./load-files.ts');
  const named = typeof patterns === 'string' ? [patterns] : patterns;
  const loaded = await loadFiles(named, { ...options, rules: options.rules ?? rules });
  return lint(loaded.input, loaded.rules, loaded.config);
}
