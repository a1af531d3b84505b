import { type AccessPrincipal, displayText } from './policy.ts';
import { type Caller } from './request.ts';

/**
 * How a principal element names the caller. `direct`: user, session, service, provider or everyone; `role`: the role of
 * the session; `account`: only the account, which delegates to its own identity policies.
 */
export type Naming = 'direct' | 'role' | 'account';

const STRENGTH: Readonly<Record<Naming, number>> = { direct: 3, role: 2, account: 1 };

/**
 * The strongest way in which the list names the caller; undefined when it does not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function namingOf(principals: readonly AccessPrincipal[], caller: Caller): Naming | undefined {
  let best: Naming | undefined;
  for (const principal of principals) {
    const naming = namedBy(principal.type, displayText(principal.value), caller);
    if (naming && (!best || STRENGTH[naming] > STRENGTH[best])) best = naming;
  }
  return best;
}

function namedBy(type: AccessPrincipal['type'], value: string, caller: Caller): Naming | undefined {
  if (type === '*' || (type === 'AWS' && value === '*')) return 'direct';
  if (type === 'Service') return caller.type === 'service' && caller.name === value ? 'direct' : undefined;
  if (type === 'Federated')
    return caller.type === 'federated' && caller.name === value ? 'direct' : undefined;
  if (type === 'CanonicalUser')
    return caller.type === 'canonical' && caller.name === value ? 'direct' : undefined;
  if (caller.account === undefined) return undefined;
  const account = /^(?:\d{12}$|arn:[^:]*:iam::(\d{12}):root$)/.exec(value);
  if (account) {
    if ((account[1] ?? value) !== caller.account) return undefined;
    return caller.type === 'root' ? 'direct' : 'account';
  }
  if (caller.sessionArn === value) return 'direct';
  if (caller.arn !== value) return undefined;
  return caller.type === 'role' ? 'role' : 'direct';
}

/**
 * Whether a Deny with NotPrincipal spares the caller: itself and its account must both be listed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isSpared(listed: readonly AccessPrincipal[], caller: Caller): boolean {
  const naming = namingOf(listed, caller);
  if (naming === undefined) return false;
  if (caller.account === undefined || caller.type === 'root') return true;
  if (listed.some(({ type, value }) => type === '*' || (type === 'AWS' && displayText(value) === '*')))
    return true;
  const accountListed = listed.some(
    (principal) => namingOf([principal], { type: 'root', account: caller.account! }) !== undefined,
  );
  if (!accountListed || naming === 'account') return false;
  if (caller.type !== 'role' || caller.sessionArn === undefined) return true;
  const values = new Set(listed.map(({ value }) => displayText(value)));
  return values.has(caller.sessionArn) && (caller.arn === undefined || values.has(caller.arn));
}
