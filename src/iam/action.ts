import { allServices, findAction, findService, servicePrefixes } from '../catalogue/services.ts';
import { type Action, type Service } from '../catalogue/types.ts';
import { hasWildcard, isEverything, matchesWildcard } from './wildcard.ts';

export interface ActionName {
  /** As written; of `*` it is `*`. */
  readonly service: string;
  readonly name: string;
}

/** Patterns whose expansion is remembered; templates repeat theirs, hostile ones make up new ones without end. */
const MAX_REMEMBERED = 2000;
/** Longer patterns name nothing, or could have been written shorter. */
const MAX_REMEMBERED_LENGTH = 256;
const expansions = new Map<string, readonly Action[]>();
const recognised = new Map<string, boolean>();

/** The two parts of `s3:GetObject` or `s3:Get*`; `*` means `*:*`. Undefined when there is no colon or a part is empty. */
export function parseAction(text: string): ActionName | undefined {
  if (isEverything(text)) return { service: '*', name: '*' };
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1) return undefined;
  return { service: text.slice(0, colon), name: text.slice(colon + 1) };
}

/**
 * Whether the action `service:Name` is one that the pattern of a policy names. Neither side's case counts:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matchesAction(pattern: string, action: string): boolean {
  const wanted = parseAction(pattern.toLowerCase());
  const given = parseAction(action.toLowerCase());
  if (!wanted || !given) return false;
  return matchesWildcard(wanted.service, given.service) && matchesWildcard(wanted.name, given.name);
}

/**
 * All known actions that a pattern names, `s3:Get*`, `*:Tag*`, `*`, or a single one; none when it is no action or
 * nothing is known of it. The list is sorted by service and name and shared: it must not be changed.
 */
export function expandAction(pattern: string): readonly Action[] {
  const key = pattern.toLowerCase();
  const known = expansions.get(key);
  if (known) return known;
  const found = expand(key);
  if (key.length > MAX_REMEMBERED_LENGTH) return found;
  if (expansions.size === MAX_REMEMBERED) expansions.clear();
  expansions.set(key, found);
  return found;
}

/**
 * Whether an action that the pattern names passes a test. Stops at the first, so that the question about `*` does not
 * read the whole catalogue.
 */
export function someAction(pattern: string, test: (action: Action) => boolean): boolean {
  if (!hasWildcard(pattern)) {
    const action = findAction(pattern);
    return action !== undefined && test(action);
  }
  const known = expansions.get(pattern.toLowerCase());
  if (known) return known.some(test);
  for (const action of matching(pattern.toLowerCase())) if (test(action)) return true;
  return false;
}

/** Whether an action or a pattern of actions names anything that is known. */
export function isKnownAction(pattern: string): boolean {
  if (!hasWildcard(pattern) || pattern.length > MAX_REMEMBERED_LENGTH) return someAction(pattern, isAction);
  let answer = recognised.get(pattern);
  if (answer === undefined) {
    if (recognised.size === MAX_REMEMBERED) recognised.clear();
    recognised.set(pattern, (answer = someAction(pattern, isAction)));
  }
  return answer;
}

function isAction(): boolean {
  return true;
}

function expand(lower: string): readonly Action[] {
  const parsed = parseAction(lower);
  if (!parsed || !isEverything(parsed.service)) return Array.from(matching(lower));
  // One read for all services instead of one for each.
  const services = allServices();
  if (isEverything(parsed.name)) return services.flatMap((service) => Array.from(service.actions.values()));
  return Array.from(matching(lower));
}

function* matching(lower: string): Generator<Action> {
  const parsed = parseAction(lower);
  if (!parsed) return;
  if (!hasWildcard(lower)) {
    const action = findAction(lower);
    if (action) yield action;
    return;
  }
  for (const service of servicesOf(parsed.service))
    for (const [name, action] of service.actions) if (matchesWildcard(parsed.name, name)) yield action;
}

function* servicesOf(pattern: string): Generator<Service> {
  if (hasWildcard(pattern)) {
    for (const prefix of servicePrefixes()) if (matchesWildcard(pattern, prefix)) yield findService(prefix)!;
    return;
  }
  const service = findService(pattern);
  if (service) yield service;
}
