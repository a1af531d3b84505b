import { conditionHolds } from './evaluate-condition.ts';
import { isSpared, type Naming, namingOf } from './evaluate-principal.ts';
import { expandText, nameFits, resourceFits, type ValueOf } from './evaluate-text.ts';
import { type AccessPolicy, type AccessStatement, type AccessText, displayText } from './policy.ts';
import { type AccessRequest, type Caller } from './request.ts';

export type Decision = 'ALLOW' | 'EXPLICIT_DENY' | 'IMPLICIT_DENY';

export interface EvaluationOptions {
  /** Whether the statements name principals; an identity policy names none. */
  readonly kind: 'identity' | 'resource';
  /** Compares resource patterns as flat strings instead of field by field. */
  readonly flatResources?: boolean;
  /** The caller has a permissions boundary: a Deny with NotPrincipal always applies to it. */
  readonly bounded?: boolean;
}

export interface Evaluation {
  readonly decision: Decision;
  /** Index of the statement that decided; undefined for an implicit deny. */
  readonly statement: number | undefined;
  /** Of a resource policy that allows: the strongest way in which the caller is named. */
  readonly naming: Naming | undefined;
}

/**
 * Decides one concrete request by one policy, without search and independent of it: the text of every element is read
 * anew. Holes in the policy are compared as their names, so fill them in before.
 */
export function evaluatePolicy(
  policy: AccessPolicy,
  request: AccessRequest,
  options: EvaluationOptions,
): Evaluation {
  const context = contextOf(request);
  const variables = policy.version === '2012-10-17';
  let statement: number | undefined;
  let naming: Naming | undefined;
  const order: readonly Naming[] = ['account', 'role', 'direct'];
  for (const [index, item] of policy.statements.entries()) {
    const named = principalsMatch(item, request.caller, options);
    if (!named || !statementMatches(item, variables, request, context, options)) continue;
    if (item.effect === 'Deny') return { decision: 'EXPLICIT_DENY', statement: index, naming: undefined };
    if (statement === undefined || order.indexOf(named) > order.indexOf(naming!)) {
      statement = index;
      naming = named;
    }
  }
  return { decision: statement === undefined ? 'IMPLICIT_DENY' : 'ALLOW', statement, naming };
}

/** The values of condition keys, those that follow from the caller included. */
function contextOf(request: AccessRequest): ReadonlyMap<string, readonly string[]> {
  const context = new Map<string, readonly string[]>(callerContext(request.caller));
  for (const [key, value] of Object.entries(request.context))
    context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  return context;
}

function callerContext(caller: Caller | undefined): [string, readonly string[]][] {
  if (!caller) return [];
  const known: [string, readonly string[]][] = [];
  if (caller.arn !== undefined) known.push(['aws:principalarn', [caller.arn]]);
  if (caller.account !== undefined) known.push(['aws:principalaccount', [caller.account]]);
  else if (caller.type === 'anonymous') known.push(['aws:principalaccount', ['anonymous']]);
  if (caller.type === 'user' && caller.arn !== undefined)
    known.push(['aws:username', [caller.arn.slice(caller.arn.lastIndexOf('/') + 1)]]);
  if (caller.type === 'service' && caller.name !== undefined)
    known.push(['aws:principalservicename', [caller.name]]);
  known.push(['aws:principalisawsservice', [String(caller.type === 'service')]]);
  const type = {
    user: 'User',
    role: 'AssumedRole',
    'federated-user': 'FederatedUser',
    root: 'Account',
    anonymous: 'Anonymous',
  }[caller.type as string];
  if (type !== undefined) known.push(['aws:principaltype', [type]]);
  return known;
}

function principalsMatch(
  item: AccessStatement,
  caller: Caller | undefined,
  options: EvaluationOptions,
): Naming | undefined {
  if (options.kind === 'identity') return 'direct';
  if (!caller) return undefined;
  if (item.principals) return namingOf(item.principals, caller);
  if (!item.notPrincipals) return undefined;
  if (item.effect === 'Allow') return namingOf(item.notPrincipals, caller) ? undefined : 'direct';
  return options.bounded || !isSpared(item.notPrincipals, caller) ? 'direct' : undefined;
}

function statementMatches(
  item: AccessStatement,
  variables: boolean,
  request: AccessRequest,
  context: ReadonlyMap<string, readonly string[]>,
  options: EvaluationOptions,
): boolean {
  const valueOf: ValueOf = (key) => (context.get(key)?.length === 1 ? context.get(key)![0] : undefined);
  const asked = request.action.toLowerCase();
  const actionFits = (text: AccessText): boolean => nameFits(displayText(text).toLowerCase(), asked);
  const fitsResource = (text: AccessText): boolean => {
    const pattern = expandText(text, variables, true, valueOf);
    return pattern !== undefined && resourceFits(pattern, request.resource, options.flatResources ?? false);
  };
  const action = item.actions ? item.actions.some(actionFits) : !(item.notActions ?? []).some(actionFits);
  if (!action) return false;
  if (item.resources && !item.resources.some(fitsResource)) return false;
  if (item.notResources?.some(fitsResource)) return false;
  return item.conditions.every((condition) => conditionHolds(condition, variables, context));
}
