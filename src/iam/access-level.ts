import { type Action } from '../catalogue/types.ts';

/**
 * Whether an action changes something: Write, Tagging and Permissions management do, List and Read do not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 */
export function writes(action: Action): boolean {
  return action.level !== 'List' && action.level !== 'Read';
}

/** Whether an action changes who has access to what. */
export function managesPermissions(action: Action): boolean {
  return action.level === 'Permissions management';
}

/** Whether an action may be limited to some resources, all of them optional ones included. */
export function supportsResourceLevel(action: Action): boolean {
  return action.resources.length > 0;
}

/**
 * Whether an action takes no other resource than `*`, so that nobody can be asked to name one.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table
 */
export function isWildcardOnly(action: Action): boolean {
  return action.resources.length === 0;
}
