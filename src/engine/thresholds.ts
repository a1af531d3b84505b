import { type Config } from '../config/config.ts';
import { CONFIDENCES, type Finding, SEVERITIES } from '../rule/finding.ts';
import { type CompileGlobs } from './active-rules.ts';

/** Whether a finding is confident enough to be shown. */
export function isShown(finding: Finding, minConfidence: Config['minConfidence']): boolean {
  return CONFIDENCES.indexOf(finding.confidence) >= CONFIDENCES.indexOf(minConfidence);
}

/**
 * The findings that make the exit code 1: at or above `failOn`, for a file with an override at or above that one's (the
 * last override that says something wins). What the CDK itself made never blocks, since its author cannot change it.
 */
export function blockingFindings(
  findings: readonly Finding[],
  config: Pick<Config, 'failOn' | 'overrides'>,
  compileGlobs: CompileGlobs,
): readonly Finding[] {
  const overrides = config.overrides
    .filter(({ failOn }) => failOn !== undefined)
    .map(({ failOn, files }) => ({ failOn: failOn!, matches: compileGlobs(files) }));
  return findings.filter((finding) => {
    if (finding.madeBy !== undefined) return false;
    const { path } = finding.primary.span.file;
    const failOn = overrides.findLast(({ matches }) => matches(path))?.failOn ?? config.failOn;
    return failOn !== 'none' && SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf(failOn);
  });
}
