import { type Finding } from '../rule/finding.ts';
import { displayGuard } from '../values/value.ts';

/** What limits or owns a finding, each in a few words: its construct, its guard, that the framework made it. */
export function detailsOf(finding: Finding): readonly string[] {
  const { resource, when, certainty, madeBy } = finding;
  return [
    resource?.constructPath,
    resource?.sourceLocation,
    when.length > 0 ? `when ${when.map(displayGuard).join('; or ')}` : undefined,
    certainty === 'possible' ? 'depends on a value that the template does not settle' : undefined,
    madeBy === undefined ? undefined : `made by ${madeBy}, does not block`,
  ].filter((part) => part !== undefined);
}

/** The message with its details in brackets: `Key of ci (Prod/Ci/Key, when IsProd)`. */
export function detailedMessage(finding: Finding): string {
  const details = detailsOf(finding);
  return details.length === 0 ? finding.message : `${finding.message} (${details.join(', ')})`;
}
