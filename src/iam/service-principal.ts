import { findService, servicePrefixes } from '../catalogue/services.ts';
import { isServicePrincipalName, servicePrincipalNames } from '../catalogue/service-principals.ts';
import { nearest } from './spelling.ts';

export interface ServicePrincipal {
  /** `ecs-tasks`, `dynamodb.application-autoscaling` */
  readonly name: string;
  /** `eu-west-1` when the principal is that of a service in one region. */
  readonly region: string | undefined;
  /** `amazonaws.com`, or that of another partition. */
  readonly suffix: string;
}

/**
 * URL suffixes of the partitions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html and the partition data of
 * the SDKs, https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 */
const SUFFIXES = [
  'amazonaws.com.cn',
  'amazonaws.com',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
];

/** Services outside that form, for skills: https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-an-aws-lambda-function.html */
const OUTSIDE = new Set(['alexa-appkit.amazon.com', 'alexa-connectedhome.amazon.com']);

const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d$/;
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * Takes the name of a service principal apart: `logs.eu-west-1.amazonaws.com`, `ec2.amazonaws.com.cn`. The case does not
 * count here. Undefined when it has none of the partitions' suffixes.
 */
export function parseServicePrincipal(text: string): ServicePrincipal | undefined {
  const lower = text.toLowerCase();
  const suffix = SUFFIXES.find((candidate) => lower.endsWith(`.${candidate}`));
  if (suffix === undefined) return undefined;
  const labels = lower.slice(0, -suffix.length - 1).split('.');
  const region = labels.length > 1 && REGION.test(labels.at(-1)!) ? labels.pop() : undefined;
  const name = labels.join('.');
  return LABELS.test(name) ? { name, region, suffix } : undefined;
}

/** Whether a service principal, regional and partitional forms included, is one that AWS documents or uses itself. */
export function isKnownServicePrincipal(text: string): boolean {
  if (OUTSIDE.has(text.toLowerCase())) return true;
  const principal = parseServicePrincipal(text);
  return principal !== undefined && isServicePrincipalName(principal.name);
}

/**
 * Whether a service principal is known, or may well exist because its first or last label is a known name or the prefix
 * of a service in IAM. There is no complete list, so nothing else may be called wrong, but a near miss of a known name.
 */
export function isPlausibleServicePrincipal(text: string): boolean {
  if (isKnownServicePrincipal(text)) return true;
  const labels = parseServicePrincipal(text)?.name.split('.') ?? [];
  return [labels.at(0), labels.at(-1)].some(
    (label) => label !== undefined && (findService(label) !== undefined || isServicePrincipalName(label)),
  );
}

/**
 * The service principal that was most likely meant by one that is not plausible: a known one that is spelt nearly alike,
 * with the region and suffix as written; of a name without suffix (`lambda`) or with a wrong one (`lambda.aws.com`) that
 * of `amazonaws.com`. Undefined where nothing is near.
 */
export function nearestServicePrincipal(text: string): string | undefined {
  if (isPlausibleServicePrincipal(text)) return undefined;
  const parsed = parseServicePrincipal(text);
  const name = parsed?.name ?? text.toLowerCase().replace(/\.(?:amazonaws|amazon|aws)(?:\.\w+)*$/, '');
  const found = nearest(name, [...servicePrincipalNames(), ...servicePrefixes()]);
  if (found === undefined) return undefined;
  return [found, ...(parsed?.region ? [parsed.region] : []), parsed?.suffix ?? 'amazonaws.com'].join('.');
}
