import { PARTITIONS, parseArn } from '../iam/arn.ts';
import { couldMatch, HOLE, hasWildcard } from '../iam/wildcard.ts';

/**
 * What is wrong with a Resource entry that should be an ARN, as the end of a sentence: `is no ARN: …`. Undefined when
 * nothing is, or when it begins with a hole so that nobody knows. Policies of some resources take ARNs without their first
 * parts: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
 * @param isResourcePolicy whether it stands in the policy of a resource.
 */
export function faultOfArn(pattern: string, isResourcePolicy: boolean): string | undefined {
  if (pattern.startsWith(HOLE) || /^[*?]/.test(pattern) || /^arn:\*+$/.test(pattern)) return undefined;
  if (!pattern.startsWith('arn:')) {
    if (isResourcePolicy && /^execute-api:/.test(pattern)) return undefined;
    return 'is no ARN, which begins with `arn:`';
  }
  const arn = parseArn(pattern);
  const parts = pattern.replace(/\$\{[^}]*\}/g, '').split(':');
  // A hole may hold colons, and so parts.
  if (!arn || (parts.length < 6 && !/^\*+$/.test(parts.at(-1)!)))
    return pattern.includes(HOLE)
      ? undefined
      : 'has fewer than the six parts of `arn:partition:service:region:account:resource`';
  if (!PARTITIONS.some((partition) => couldMatch(withVariables(arn.partition), partition)))
    return `names the partition \`${arn.partition}\`, which does not exist`;
  if (arn.resource === '') return 'ends before it names a resource';
  if (isOpen(arn.service) || isOpen(arn.region) || isOpen(arn.account)) return undefined;
  if (!/^[a-z0-9-]+$/.test(arn.service)) return `names the service \`${arn.service}\`, which does not exist`;
  if (arn.region !== '' && !/^[a-z]{2,4}(?:-[a-z]+)+-\d+$/.test(arn.region))
    return `has \`${arn.region}\` where a region belongs`;
  if (arn.account !== '' && !/^(?:\d{12}|aws|cloudfront|aws-managed)$/.test(arn.account))
    return `has \`${arn.account}\` where the twelve digits of an account belong`;
  return undefined;
}

function isOpen(part: string): boolean {
  return hasWildcard(part) || part.includes(HOLE) || part.includes('${');
}

function withVariables(part: string): string {
  return part.replace(/\$\{[^}]*\}/g, '*');
}
