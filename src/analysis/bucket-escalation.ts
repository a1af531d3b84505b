import { type PolicyDocument } from '../graph/policy.ts';
import { type PrincipalNode } from '../graph/resource-graph.ts';
import { coversArn } from '../iam/arn.ts';
import { display, type Guard, type Text } from '../values/value.ts';
import { actorOf, EffectiveActions, type Permission } from './effective-actions.ts';
import { markHoles, type Reach } from './reach.ts';

/** Somebody may decide who has access to a bucket, and has not all of that access. */
export interface BucketEscalation {
  /** The permission to write the policy or the list of the bucket. */
  readonly by: Permission;
  /** The entry that names the bucket; undefined for every bucket. */
  readonly bucket: Text | undefined;
  /** Actions that can be gained, `s3:DeleteObject`. */
  readonly gained: readonly string[];
}

/**
 * What can be given by the policy of a bucket and by its access control list, of what matters most.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions
 */
const GIVEN_BY: Readonly<Record<string, readonly string[]>> = {
  's3:PutBucketPolicy': ['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  's3:PutBucketAcl': ['s3:ListBucket', 's3:PutObject', 's3:DeleteObject'],
};

/** What a principal can give itself on buckets whose access it decides; what it is denied cannot be gained. */
export function bucketEscalationsOf(holder: PrincipalNode | PolicyDocument): readonly BucketEscalation[] {
  const actions = new EffectiveActions(actorOf(holder));
  for (const [giving, given] of Object.entries(GIVEN_BY)) {
    const found = actions
      .permissions(giving)
      .filter(({ limits }) => limits.length === 0)
      .flatMap((by) => {
        const buckets = by.reach.kind === 'all' ? [undefined] : by.reach.resources;
        return buckets.flatMap((bucket): BucketEscalation[] => {
          const gained = given.filter((action) => isGained(action, bucket, actions, by.when));
          return gained.length > 0 ? [{ by, bucket, gained }] : [];
        });
      });
    if (found.length > 0) return found;
  }
  return [];
}

function isGained(action: string, bucket: Text | undefined, actions: EffectiveActions, when: Guard): boolean {
  if (actions.permissions(action).some(({ reach }) => isWhole(reach, action, bucket))) return false;
  return !actions
    .denials(action, when)
    .some(({ resources, notResources }) =>
      notResources.length > 0
        ? !bucket || !notResources.some((text) => takesInBucket(text, action, bucket))
        : resources.some((text) => takesInBucket(text, action, bucket)),
    );
}

/** Whether a reach takes in the whole bucket, or every bucket. */
function isWhole(reach: Reach, action: string, bucket: Text | undefined): boolean {
  if (reach.kind === 'all') return true;
  return bucket !== undefined && reach.resources.some((text) => takesInBucket(text, action, bucket));
}

function takesInBucket(entry: Text, action: string, bucket: Text | undefined): boolean {
  const name = bucket ? markHoles(display(bucket)) : 'arn:aws:s3:::*';
  return coversArn(markHoles(display(entry)), action === 's3:ListBucket' ? name : `${name}/*`);
}
