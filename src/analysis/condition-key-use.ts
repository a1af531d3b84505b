import {
  findConditionKey,
  findService,
  globalConditionKey,
  globalConditionKeys,
} from '../catalogue/services.ts';
import { type Action, type ConditionKey } from '../catalogue/types.ts';
import { type Condition, type Statement } from '../graph/policy.ts';
import { expandAction } from '../iam/action.ts';
import { parseConditionOperator, type ConditionOperator } from '../iam/condition.ts';
import { nearest } from '../iam/spelling.ts';
import { literal } from '../values/value.ts';

/** A condition with what is known of its operator and key. */
export interface ConditionUse {
  readonly condition: Condition;
  readonly operator: ConditionOperator;
  readonly key: ConditionKey;
}

/** The conditions of a statement of which operator and key are both known. */
export function conditionUses(statement: Statement): readonly ConditionUse[] {
  return statement.conditions.flatMap((condition) => {
    const operator = parseConditionOperator(condition.operator);
    const key = findConditionKey(condition.key);
    return operator && key ? [{ condition, operator, key }] : [];
  });
}

/** Whether a key that is not known may be one all the same: a claim of an identity provider, whose names are hosts. */
export function mayBeProviderKey(key: string): boolean {
  const prefix = key.slice(0, key.indexOf(':'));
  return /[./$]/.test(prefix) || prefix === '';
}

/** The known key that an unknown one was most likely meant to be. */
export function nearestConditionKey(key: string): string | undefined {
  const service = findService(key.slice(0, Math.max(0, key.indexOf(':'))));
  const candidates = [
    ...Array.from(service?.conditionKeys.values() ?? [], ({ name }) => name),
    ...globalConditionKeys().map(({ name }) => name),
  ];
  const bare = key.includes(':')
    ? []
    : candidates.map((name) => [name.slice(name.indexOf(':') + 1), name] as const);
  const direct = nearest(key, candidates);
  if (direct !== undefined) return direct;
  const name = nearest(
    key,
    bare.map(([short]) => short),
  );
  return bare.find(([short]) => short === name)?.[1];
}

/**
 * Whether a key of a service is in the requests of any action that the statement names. True where nobody knows: for keys
 * of no service, for NotAction, and for actions that are not known.
 */
export function isKeyOfAnyAction(statement: Statement, key: ConditionKey): boolean {
  if (globalConditionKey(key.name) || statement.actions.length === 0) return true;
  const lower = key.name.toLowerCase();
  return statement.actions.some((text) => {
    const pattern = literal(text);
    if (pattern === undefined || /^\*/.test(pattern)) return true;
    const actions = expandAction(pattern);
    return actions.length === 0 || actions.some((action) => hasKey(action, lower));
  });
}

function hasKey(action: Action, key: string): boolean {
  if (action.conditionKeys.includes(key)) return true;
  const types = findService(action.service)?.resourceTypes;
  return action.resources.some(
    ({ type, conditionKeys }) =>
      conditionKeys.includes(key) ||
      types?.get(type)?.conditionKeys.some((name) => name.toLowerCase() === key) === true,
  );
}
