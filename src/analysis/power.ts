import { type Action } from '../catalogue/types.ts';
import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type Grant, type PrincipalNode } from '../graph/resource-graph.ts';
import { type Located } from '../template/node.ts';
import { actionGrants, canBeLimited, resourceLimits, unlimitedResources } from './granted-actions.ts';

/** What a principal can do with its joined policies, from most to least. */
export type Power =
  /** Everything, or enough to give itself everything: it manages IAM without limits. */
  | 'administrator'
  /** Changes every resource of some service. */
  | 'broad-writer'
  | 'writer'
  | 'reader'
  | 'none'
  /** Something that it is given could not be read. */
  | 'undecided';

export interface PowerJudgement {
  readonly power: Power;
  /** The statement or the attachment that gives it, for a related place. */
  readonly because: Located | undefined;
  /** The grant in which it stands. */
  readonly grant: Grant | undefined;
}

const ORDER: readonly Power[] = ['none', 'reader', 'undecided', 'writer', 'broad-writer', 'administrator'];

/**
 * The most that any of a principal's policies gives. A permissions boundary caps it when its document is known; a Deny is
 * not subtracted here, so the judgement is an upper bound.
 */
export function powerOf(principal: PrincipalNode): PowerJudgement {
  let most: PowerJudgement = { power: 'none', because: undefined, grant: undefined };
  for (const grant of principal.grants) {
    const judged = grant.document
      ? powerOfDocument(grant.document)
      : { power: 'undecided' as const, because: grant };
    // The text of one of AWS's own policies is no place in the user's files.
    const because = grant.managed?.awsName === undefined ? judged.because : grant;
    if (ORDER.indexOf(judged.power) > ORDER.indexOf(most.power))
      most = { power: judged.power, because, grant };
  }
  const caps = principal.boundaries.map(({ document }) =>
    document ? powerOfDocument(document).power : undefined,
  );
  for (const cap of caps)
    if (cap !== undefined && ORDER.indexOf(cap) < ORDER.indexOf(most.power)) most = { ...most, power: cap };
  return most;
}

interface DocumentPower {
  readonly power: Power;
  readonly because: Located | undefined;
}

const powers = new WeakMap<PolicyDocument, DocumentPower>();

/** The most that any statement of the document allows. */
export function powerOfDocument(document: PolicyDocument): DocumentPower {
  let power = powers.get(document);
  if (!power) powers.set(document, (power = readPower(document)));
  return power;
}

function readPower(document: PolicyDocument): DocumentPower {
  let most: { power: Power; because: Located | undefined } = { power: 'none', because: undefined };
  for (const statement of document.statements) {
    const power = powerOfStatement(statement);
    if (ORDER.indexOf(power) > ORDER.indexOf(most.power)) most = { power, because: statement };
  }
  return most;
}

/** IAM actions that, without limits, let their holder give itself any permission. */
const SELF_GRANTING = new Set([
  'attachgrouppolicy', 'attachrolepolicy', 'attachuserpolicy', 'createaccesskey', 'createloginprofile', 'createpolicyversion',
  'putgrouppolicy', 'putrolepolicy', 'putuserpolicy', 'setdefaultpolicyversion', 'updateassumerolepolicy', 'updateloginprofile',
]); // prettier-ignore

/** Whether an action on the wrong identity gives its holder permissions: a policy attached, a key or a password made. */
export function isSelfGranting({ service, name }: Action): boolean {
  return service === 'iam' && SELF_GRANTING.has(name.toLowerCase());
}

/** What one Allow statement gives at the most. */
export function powerOfStatement(statement: Statement): Power {
  if (statement.effect !== 'Allow') return 'none';
  const unlimited =
    (unlimitedResources(statement).length > 0 || statement.notResources.length > 0) &&
    resourceLimits(statement).length === 0;
  if (statement.notActions.length > 0) return unlimited ? notActionPower(statement) : 'writer';
  let power: Power = 'none';
  const raise = (to: Power) => {
    if (ORDER.indexOf(to) > ORDER.indexOf(power)) power = to;
  };
  for (const { breadth, actions } of actionGrants(statement)) {
    if (breadth === 'undecided') raise('undecided');
    else if (breadth === 'everything') raise(unlimited ? 'administrator' : 'writer');
    else
      for (const action of actions) {
        if (action.level === 'Read' || action.level === 'List') raise('reader');
        else if (unlimited && isSelfGranting(action)) raise('administrator');
        else raise(unlimited && canBeLimited(action) && breadth !== 'single' ? 'broad-writer' : 'writer');
      }
  }
  return power;
}

/** Everything but a list: an administrator unless the list holds IAM itself, as PowerUserAccess does. */
function notActionPower(statement: Statement): Power {
  const excluded = statement.notActions.map(({ segments }) =>
    typeof segments[0] === 'string' ? segments[0].toLowerCase() : '',
  );
  return excluded.includes('iam:*') || excluded.includes('*') ? 'broad-writer' : 'administrator';
}
