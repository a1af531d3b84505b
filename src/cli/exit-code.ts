import { type Config } from '../config/config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import { type Report } from '../engine/report.ts';
import { blockingFindings } from '../engine/thresholds.ts';

/**
 * 0: everything was read and nothing blocks. 1: a finding at or above `failOn`. 2: something was not read, or there was
 * nothing to read. 3: a rule crashed. The highest that applies; the format never changes it.
 */
export type ExitCode = 0 | 1 | 2 | 3;

export interface ExitOptions {
  /** Findings make no 1. Problems are not excused. */
  readonly exitZero: boolean;
  /** Whether it is well that there was no template at all. */
  readonly nothingIsFine: boolean;
}

export function exitCode(
  report: Report,
  config: Pick<Config, 'failOn' | 'overrides'>,
  options: ExitOptions,
): ExitCode {
  const kinds = new Set(report.problems.map(({ kind }) => kind));
  if (kinds.has('rule-crashed')) return 3;
  if (kinds.has('unreadable') || kinds.has('partly-read')) return 2;
  if (report.summary.templates === 0 && !options.nothingIsFine) return 2;
  return !options.exitZero && blockingFindings(report.findings, config, pathMatcher).length > 0 ? 1 : 0;
}
