import { findService } from '../catalogue/services.ts';
import { type Action } from '../catalogue/types.ts';
import { CLASS } from './character-class.ts';
import { type Glob, globOf, many, one } from './glob.ts';
import { ASTERISK } from './box-search.ts';

/** What an action can be asked about: patterns with likely names first, then all that are possible. */
export interface Realm {
  readonly likely: readonly Glob[];
  readonly possible: readonly Glob[];
  /** As `possible`, with parts of any length: for resources of which parts are not known. */
  readonly loose: readonly Glob[];
}

const realms = new WeakMap<Action, Realm>();

/**
 * The resources of an action by the ARN templates of the catalogue. An action that requires no resource type can be asked
 * about `*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function realmOf(action: Action): Realm {
  let realm = realms.get(action);
  if (!realm) {
    const service = findService(action.service);
    const templates = new Set<string>();
    for (const { type } of action.resources)
      for (const arn of service?.resourceTypes.get(type)?.arns ?? []) templates.add(arn);
    const alone =
      templates.size === 0 || !action.resources.some(({ required }) => required) ? [ASTERISK] : [];
    realm = {
      likely: [...[...templates].map((arn) => templateGlob(arn, 'likely')), ...alone],
      possible: [...[...templates].map((arn) => templateGlob(arn, 'possible')), ...alone],
      loose: [...[...templates].map((arn) => templateGlob(arn, 'loose')), ...alone],
    };
    realms.set(action, realm);
  }
  return realm;
}

const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['partition', 'aws'],
  ['region', 'us-east-1'],
  ['account', '111122223333'],
]);

/** The template as a pattern: a region, twelve digits for an account, and at least one character for every other part. */
function templateGlob(template: string, form: keyof Realm): Glob {
  const tokens: number[] = [];
  let colons = 0;
  const text = (value: string): void => {
    for (let at = 0; at < value.length; at++) {
      if (value[at] === ':') colons++;
      // A star that the reference itself writes stands for any text.
      tokens.push(value[at] === '*' ? many(colons < 5 ? CLASS.segment : CLASS.any) : value.charCodeAt(at));
    }
  };
  let last = 0;
  for (const match of template.matchAll(/\$\{([^}]*)\}/g)) {
    text(template.slice(last, match.index));
    last = match.index + match[0].length;
    const name = match[1]!.toLowerCase();
    const example = form === 'likely' ? EXAMPLES.get(name) : undefined;
    if (example !== undefined) text(example);
    else if (name === 'account' && form !== 'loose')
      for (let digit = 0; digit < 12; digit++) tokens.push(one(CLASS.digit));
    else {
      const of =
        name === 'account'
          ? CLASS.digit
          : name === 'region'
            ? CLASS.lower
            : colons < 5
              ? CLASS.segment
              : CLASS.any;
      if (form !== 'loose') tokens.push(one(of));
      tokens.push(many(of));
    }
  }
  text(template.slice(last));
  return globOf(tokens);
}

/** Whether a request for the action can carry the key: a key of a service that knows it, but not for this action, cannot. */
export function actionKnowsKey(action: Action, key: string): boolean {
  const colon = key.indexOf(':');
  if (key.slice(0, colon) !== action.service) return true;
  const service = findService(action.service);
  if (!service?.conditionKeys.has(key)) return true;
  return (
    action.conditionKeys.includes(key) ||
    action.resources.some(
      ({ type, conditionKeys }) =>
        conditionKeys.includes(key) || service.resourceTypes.get(type)?.conditionKeys.includes(key),
    )
  );
}
