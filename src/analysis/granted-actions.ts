import { findService } from '../catalogue/services.ts';
import { type Action, type Service } from '../catalogue/types.ts';
import { type Condition, type Statement } from '../graph/policy.ts';
import { expandAction, matchesAction } from '../iam/action.ts';
import { isWildcardOnly, writes } from '../iam/access-level.ts';
import { parseArn } from '../iam/arn.ts';
import { hasWildcard, matchesWildcard } from '../iam/wildcard.ts';
import { type Located } from '../template/node.ts';
import { literal, type Guard, type Text } from '../values/value.ts';
import { isRestrictiveOperator } from './bounding-conditions.ts';

/** How much one entry of Action takes in by its spelling. */
export type ActionBreadth = 'everything' | 'service' | 'pattern' | 'single' | 'undecided';

/** One entry of Action with the actions of the catalogue that it means. */
export interface ActionGrant extends Located {
  readonly text: Text;
  readonly when: Guard;
  /** The pattern, `s3:Get*`; undefined when it is not known before deployment. */
  readonly pattern: string | undefined;
  readonly breadth: ActionBreadth;
  /** Looked up at the first question, since those of `*` are the whole catalogue. */
  readonly actions: readonly Action[];
}

class WrittenGrant implements ActionGrant {
  readonly text: Text;
  readonly pattern: string | undefined;
  readonly breadth: ActionBreadth;

  constructor(text: Text) {
    this.text = text;
    this.pattern = literal(text);
    this.breadth = breadthOfAction(this.pattern);
  }

  get node(): Text['node'] {
    return this.text.node;
  }

  get when(): Guard {
    return this.text.when;
  }

  get actions(): readonly Action[] {
    return this.pattern === undefined ? [] : expandAction(this.pattern);
  }
}

/** By the list of Action, which the statements of one AWS managed policy share wherever it is attached. */
const grants = new WeakMap<readonly Text[], readonly ActionGrant[]>();

/** The entries of a statement's Action; nothing for NotAction. */
export function actionGrants({ actions }: Pick<Statement, 'actions'>): readonly ActionGrant[] {
  let found = grants.get(actions);
  if (!found) grants.set(actions, (found = actions.map((text) => new WrittenGrant(text))));
  return found;
}

/** `*` and `*:*` mean the same; `s3:*` and `s3:**` too. */
export function breadthOfAction(pattern: string | undefined): ActionBreadth {
  if (pattern === undefined) return 'undecided';
  if (!hasWildcard(pattern)) return 'single';
  if (/^[*]+$/.test(pattern) || /^[*]+:[*]+$/.test(pattern)) return 'everything';
  if (/^[^:*?]+:[*]+$/.test(pattern)) return 'service';
  return 'pattern';
}

/** How much one entry of Resource takes in by its spelling. */
export type ResourceBreadth =
  /** `*`, `arn:aws:*:*:*:*` */
  | 'everything'
  /** Everything of a service or type in some account: `arn:aws:s3:::*`, `arn:aws:dynamodb:…:table/*` */
  | 'type'
  | 'named'
  | 'undecided';

const breadths = new WeakMap<Text, ResourceBreadth>();

/** What is unknown in a name narrows it: `arn:aws:s3:::${Bucket}/*` is a bucket's. */
export function breadthOfResource(text: Text): ResourceBreadth {
  let breadth = breadths.get(text);
  if (!breadth) breadths.set(text, (breadth = readBreadth(text)));
  return breadth;
}

function readBreadth(text: Text): ResourceBreadth {
  const pattern = patternOf(text);
  if (pattern === '\u0000') return text.segments.length === 1 && isReference(text) ? 'named' : 'undecided';
  if (/^\*+$/.test(pattern) || /^arn:(?:aws[a-z-]*|\*)?(?::\*+)*$/.test(pattern) || /^arn:\*+$/.test(pattern))
    return 'everything';
  const fields = pattern.split(':');
  if (fields[0] !== 'arn' || fields.length < 6) return 'named';
  const name = fields.slice(5).join(':');
  if (fields[2] === '*' && /^[*:/]+$/.test(name)) return 'everything';
  return /[*?]/.test(name) && takesInType(fields[2]!, name) ? 'type' : 'named';
}

/**
 * Whether an entry of Resource takes in every resource of some type of a service: everything does, and `table/*` of its own
 * ARNs. With the name of a type it must be that one: every `role` of `iam`.
 */
export function takesInEvery(text: Text, service: string, type?: string): boolean {
  const breadth = breadthOfResource(text);
  if (breadth !== 'type') return breadth === 'everything';
  const pattern = parseArn(patternOf(text));
  if (!pattern) return false;
  const types = findService(service)?.resourceTypes;
  const candidates = type === undefined ? Array.from(types?.values() ?? []) : [types?.get(type)];
  return candidates.some((candidate) =>
    candidate?.arns.some((template) => {
      const arn = parseArn(template.replace(/\$\{[^}]*\}/g, '\u0001'));
      return (
        arn !== undefined &&
        matchesWildcard(pattern.service, arn.service) &&
        matchesWildcard(pattern.resource, arn.resource)
      );
    }),
  );
}

/** The text with a star for what the deployment fills in and a character that matches nothing for what is unknown. */
function patternOf(text: Text): string {
  return text.segments
    .map((segment) =>
      typeof segment === 'string' ? segment : segment.kind === 'pseudo-parameter' ? '*' : '\u0000',
    )
    .join('');
}

/** Whether the last part of an ARN pattern matches every resource of some type: `table/*`, but not `my-bucket/*`. */
function takesInType(service: string, name: string): boolean {
  return typeNames(service).some((any) => matchesWildcard(name, any));
}

const namesOfTypes = new Map<Service, readonly string[]>();

/** The last parts of the ARNs of a service's resource types, with a character that no pattern names for their variables. */
function typeNames(prefix: string): readonly string[] {
  const service = findService(prefix);
  if (!service) return [];
  let names = namesOfTypes.get(service);
  if (!names) {
    names = Array.from(service.resourceTypes.values()).flatMap(({ arns }) =>
      arns.flatMap((arn) => parseArn(arn)?.resource.replace(/\$\{[^}]*\}/g, '\u0001') ?? []),
    );
    namesOfTypes.set(service, names);
  }
  return names;
}

function isReference(text: Text): boolean {
  const [hole] = text.segments;
  return (
    typeof hole === 'object' &&
    (hole.kind === 'resource' || hole.kind === 'attribute' || hole.kind === 'import')
  );
}

/** Entries of Resource that take in everything. */
export function unlimitedResources(statement: Statement): readonly Text[] {
  return statement.resources.filter((text) => breadthOfResource(text) === 'everything');
}

/** Whether limiting the resource of an action is possible and worth asking for: it writes and some ARN would do. */
export function canBeLimited(action: Action): boolean {
  return writes(action) && !isWildcardOnly(action);
}

/**
 * Keys that say when, from where, by whom or in what manner something is done, or that it is in an account at all, not to
 * what: a statement with one of these alone still
 * reaches every resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KEYS_THAT_LIMIT_NO_RESOURCE =
  /^(?:aws:(?:securetransport|requestedregion|resourceaccount|resourceorgid|resourceorgpaths|currenttime|epochtime|tokenissuetime|multifactorauth.*|useragent|referer|principal.*|userid|username|sourceip|vpcsourceip|sourcevpc.*|viaawsservice|calledvia.*|assumedroot|federatedprovider|sourceidentity|ec2instance.*)|sts:(?:externalid|rolesessionname|sourceidentity)|s3:(?:x-amz-.*|authtype|signatureage|signatureversion|tlsversion)|rds:(?:databaseclass|databaseengine|multiaz|piops|storageencrypted|storagesize|vpc))$/;

/** Conditions that limit what a statement reaches, such as a resource tag, a namespace, the service of a key or of a passed role. */
export function resourceLimits(statement: Statement): readonly Condition[] {
  return statement.conditions.filter(
    ({ operator, key, values, when }) =>
      when.length <= statement.when.length &&
      isRestrictiveOperator(operator) &&
      !KEYS_THAT_LIMIT_NO_RESOURCE.test(key.toLowerCase()) &&
      values.some((value) => literal(value) === undefined || !/^\*+$/.test(literal(value)!)),
  );
}

/**
 * The entries of an Allow statement of an identity policy that take in iam:PassRole, but for `*` and `iam:*`, unless a condition
 * names the service that the role goes to or the resource that it is for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function passRoleGrants(statement: Statement): readonly ActionGrant[] {
  if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return [];
  const isGuarded = statement.conditions.some(
    ({ operator, key, values, when }) =>
      when.length <= statement.when.length &&
      /^iam:(?:passedtoservice|associatedresourcearn|resourcetag\/.*)$/i.test(key) &&
      // A request to pass a role always has the key, so that IfExists changes nothing.
      isRestrictiveOperator(operator.replace(/IfExists$/i, '')) &&
      !values.some((value) => /^\*+$/.test(literal(value) ?? '')),
  );
  if (isGuarded || resourceLimits(statement).length > 0) return [];
  return actionGrants(statement).filter(
    ({ breadth, pattern }) =>
      (breadth === 'single' || breadth === 'pattern') &&
      pattern !== undefined &&
      matchesAction(pattern, 'iam:PassRole'),
  );
}
