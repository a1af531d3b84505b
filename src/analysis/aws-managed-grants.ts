import { findManagedPolicy } from '../catalogue/managed-policies.ts';
import { type PolicyDocument } from '../graph/policy.ts';
import { type Grant, type PrincipalNode } from '../graph/resource-graph.ts';

/** An AWS managed policy that is attached to a principal itself, not by one of its groups. */
export interface AwsManagedGrant {
  readonly grant: Grant;
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The AWS managed policies of a principal of which the content is known; a boundary is none of them. */
export function awsManagedGrants(principal: PrincipalNode): readonly AwsManagedGrant[] {
  return principal.grants.flatMap((grant) => {
    const name = grant.managed?.awsName;
    if (grant.how !== 'managed' || name === undefined || !grant.document) return [];
    return [{ grant, name, document: grant.document }];
  });
}

/**
 * Whether AWS made the policy for the role of a service, as the path in its ARN says.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies
 */
export function isServiceRolePolicy(name: string): boolean {
  return /:policy\/(?:aws-)?service-role\//.test(findManagedPolicy(name)?.arn ?? '');
}
