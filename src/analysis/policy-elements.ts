import { type Statement } from '../graph/policy.ts';
import { type Located } from '../template/node.ts';
import { PLAIN_POLICY_TYPE } from '../template/template.ts';

/** Resource policies in which every statement must name a resource. */
const NEEDS_RESOURCE =
  /^AWS::(?:S3::BucketPolicy|SQS::QueuePolicy|SNS::TopicPolicy|KMS::Key|SecretsManager::ResourcePolicy)$/;

/**
 * Elements without which AWS rejects the statement, beside those that the reader of policies misses already: a resource in
 * the policies of identities, a principal in those of roles and resources.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function missingElements({ policy, elements }: Statement): readonly string[] {
  if (policy.site.property === '') return [];
  const has = (name: string): boolean => elements.has(name) || elements.has(`Not${name}`);
  const missing: string[] = [];
  if (/^(?:trust|resource)$/.test(policy.kind) && !has('Principal')) missing.push('Principal');
  if (
    !has('Resource') &&
    (/^(?:identity|boundary|organization|iot)$/.test(policy.kind)
      ? !has('Principal')
      : policy.kind === 'resource' && NEEDS_RESOURCE.test(policy.site.type))
  )
    missing.push('Resource');
  return missing;
}

/** An element that AWS does not accept in a policy of its kind. */
export interface StrayElement extends Located {
  readonly element: string;
  readonly reason: string;
}

/**
 * Principals in the policies of identities, whose holder is who they are attached to, and resources in trust policies,
 * which are about the role. A policy document that stands alone may be that of a resource.
 */
export function strayElements({ policy, elements }: Statement): readonly StrayElement[] {
  if (policy.owner.type === PLAIN_POLICY_TYPE) return [];
  const stray = (names: readonly string[], reason: string): StrayElement[] =>
    names.flatMap((element) => {
      const node = elements.get(element);
      return node ? [{ element, node, reason }] : [];
    });
  if (/^(?:identity|boundary|iot)$/.test(policy.kind))
    return stray(['Principal', 'NotPrincipal'], 'who gets the permissions is whoever it is attached to');
  if (policy.kind === 'trust') return stray(['Resource', 'NotResource'], 'it is about the role itself');
  return [];
}
