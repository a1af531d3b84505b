import { type SourceSpan } from '../source/source-file.ts';

/** What is wrong with a configuration, with the place and the remedy when there are any. */
export interface ConfigIssue {
  readonly message: string;
  /** Where it is written; absent for a configuration that is code. */
  readonly span?: SourceSpan;
  /** The keys that lead to it: `rules.no-star-action`. */
  readonly key?: string;
  readonly hint?: string;
}

/** A configuration, parameter or plugin file that cannot be used. All that is wrong with it is told at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly ConfigIssue[];
  /** The file as reports print paths. */
  readonly path: string;

  constructor(path: string, issues: readonly ConfigIssue[]) {
    super(`${path}: ${issues.map((issue) => issue.message).join('; ')}`);
    this.path = path;
    this.issues = issues;
  }
}
