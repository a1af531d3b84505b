import { type AccessPolicy, type AccessText, piecesOf } from './policy.ts';

/** Longer than any ARN, and than any condition value that fits into a policy beside it. */
const MOST_CHARACTERS = 2048;
/** More than all policies of a principal together may have. */
const MOST_TOTAL = 500_000;
/** Patterns such as `*:Get*`, each of which is held against all actions of all services. */
const MOST_OVER_SERVICES = 64;

const known = new WeakMap<AccessPolicy, boolean>();

/**
 * Whether a document is so far above what AWS accepts that comparing it could take long.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function isOversized(policy: AccessPolicy): boolean {
  let oversized = known.get(policy);
  if (oversized === undefined) known.set(policy, (oversized = measure(policy)));
  return oversized;
}

function measure(policy: AccessPolicy): boolean {
  let total = 0;
  let overServices = 0;
  const tooLong = (text: AccessText): boolean => {
    let length = 8;
    for (const piece of piecesOf(text)) length += typeof piece === 'string' ? piece.length : 1;
    total += length;
    return length > MOST_CHARACTERS;
  };
  for (const {
    actions,
    notActions,
    resources,
    notResources,
    principals,
    notPrincipals,
    conditions,
  } of policy.statements) {
    for (const list of [actions, notActions, resources, notResources]) if (list?.some(tooLong)) return true;
    for (const { value } of [...(principals ?? []), ...(notPrincipals ?? [])])
      if (tooLong(value)) return true;
    for (const { key, operator, values } of conditions)
      if (tooLong(key) || tooLong(operator) || values.some(tooLong)) return true;
    for (const text of [...(actions ?? []), ...(notActions ?? [])])
      if (typeof text === 'string' && /^[^:]*[*?][^:]*./.test(text) && !/^\*+$/.test(text)) overServices++;
  }
  return total > MOST_TOTAL || overServices > MOST_OVER_SERVICES;
}
