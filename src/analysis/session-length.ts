import { type Severity } from '../rule/finding.ts';
import { type Power } from './power.ts';
import { type WayIn } from './trusted-by.ts';

const ISO_8601 =
  /^P(?=\d|T\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?)?$/;
const SECONDS = [31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1] as const;

/** Seconds of an ISO 8601 duration, `PT1H30M`; a month has 30 days and a year 365. Undefined for other texts. */
export function secondsOfDuration(duration: string): number | undefined {
  const parts = ISO_8601.exec(duration);
  if (!parts) return undefined;
  return SECONDS.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
}

/** For messages: `an hour`, `1.5 hours`, `90 seconds`. */
export function describeSeconds(seconds: number): string {
  if (seconds < 3600) return `${seconds} seconds`;
  const hours = Math.round((seconds / 3600) * 10) / 10;
  return hours === 1 ? 'an hour' : `${hours} hours`;
}

/** Whether somebody whom the templates do not show, and so perhaps no machine of one's own, comes in this way. */
export function isFromOutside({ scope }: WayIn): boolean {
  switch (scope.kind) {
    case 'everyone':
    case 'external-account':
    case 'external-principal':
    case 'undecided-account':
    case 'federated':
      return true;
    default:
      return false;
  }
}

/**
 * Whether only another role comes in this way. Sessions of a role that a role assumes end after an hour, whatever is set.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function isRoleChaining({ scope, principal }: WayIn): boolean {
  if (scope.kind !== 'own-principal' && scope.kind !== 'external-principal') return false;
  return principal.value.segments.some((segment) =>
    typeof segment === 'string' ? segment.includes(':role/') : segment.target?.type === 'AWS::IAM::Role',
  );
}

/** How bad a long session is, by what it may do and by who may have it. */
export function severityOfLongSession(power: Power, ways: readonly WayIn[]): Severity {
  if (ways.length > 0 && ways.every((way) => isRoleChaining(way) || way.scope.kind === 'service'))
    return 'low';
  if (power === 'administrator') return 'high';
  if (power === 'reader' || power === 'none') return ways.some(isFromOutside) ? 'medium' : 'low';
  return 'medium';
}
