import { type AccessRequest, publicAccess } from '../access/index.ts';
import { managesPermissions, writes } from '../iam/access-level.ts';
import { expandAction } from '../iam/action.ts';
import { SEVERITIES, type Severity } from '../rule/finding.ts';
import { displayGuard } from '../values/value.ts';
import { type AccessChange, type Place } from './access-change.ts';
import { accessOf, accessOfStatement, type SubjectLayers } from './layers.ts';
import { type NewGrant } from './new-grants.ts';
import { placeIn, type Subject } from './subject.ts';

/** The two sides of one subject in the case in which a grant was found. */
export interface GrantContext {
  readonly effect: AccessChange['effect'];
  /** The side that has the grant. */
  readonly subject: Subject;
  readonly layers: SubjectLayers;
  /** The other side. */
  readonly other: Subject | undefined;
  readonly otherLayers: SubjectLayers;
}

/** A grant that only one side has, as a change in words. */
export function describeGrant(grant: NewGrant, context: GrantContext): AccessChange {
  const { effect, subject, other } = context;
  const added = effect === 'added';
  const what = whatIsGranted(grant, subject, added);
  const own: Place = { node: placeIn(grant.in.held, grant.source), label: added ? 'gives it' : 'gave it' };
  const opposite = oppositePlace(grant, context);
  return {
    effect,
    kind: subject.kind,
    subject: subject.label,
    severity: added ? severityOf(grant, context) : 'low',
    certainty: grant.certainty,
    message: `${sentence(subject, grant, what, added)}${cause(grant, added)}${doubt(grant)}`,
    witness: grant.witness,
    when: displayGuard(grant.source.when),
    resource: subject.resource,
    head: added ? own : opposite,
    base: added ? opposite : own,
    evidence: `${subject.kind}${other ? '' : ' new'} ${grant.principal ?? ''} ${what}`,
  };
}

function sentence({ kind, label }: Subject, grant: NewGrant, what: string, added: boolean): string {
  const who = callerText(grant);
  const doing = /^(?:all of|everything but)/.test(what) ? `do ${what}` : what;
  switch (kind) {
    case 'principal':
      return `${label} can ${added ? 'now' : 'no longer'} ${doing}`;
    case 'policy':
      return `${label} ${added ? 'now allows' : 'no longer allows'} ${what}`;
    case 'trust':
      return `${who} can ${added ? 'now' : 'no longer'} ${doing} as ${label}`;
    case 'resource':
      return `${who} can ${added ? 'now' : 'no longer'} ${doing} by the policy of ${label}`;
    case 'ceiling':
      return `${label} ${added ? 'now lets' : 'no longer lets'} ${what} through`;
  }
}

/** `` `s3:DeleteObject` and `s3:PutObject` on `arn:…` ``, patterns with an example. */
function whatIsGranted(grant: NewGrant, { kind }: Subject, added: boolean): string {
  const { witness, statement, actions, resource } = grant;
  const example = witness?.action;
  const names =
    statement.notActions !== undefined
      ? [
          `everything but ${list((statement.notActions as readonly string[]).map((one) => code(String(one))))}`,
        ]
      : actions.map(code);
  const such = example !== undefined && !actions.some((one) => one.toLowerCase() === example.toLowerCase());
  const verbs = `${such && !added ? 'all of ' : ''}${list(names.length > 0 ? names : [code(example ?? '*')])}${such ? ` (such as ${code(example)})` : ''}`;
  const where = kind === 'trust' || kind === 'resource' || resource === undefined ? '' : ` on ${code(resource)}`; // prettier-ignore
  return `${verbs}${where}${contextText(witness)}`;
}

function contextText(witness: AccessRequest | undefined): string {
  const entries = Object.entries(witness?.context ?? {}).filter(([, value]) => value.length > 0);
  if (entries.length === 0) return '';
  const shown = entries.slice(0, 3).map(([key, value]) => code(`${key}=${[value].flat().join(',')}`));
  return ` with ${list(shown)}`;
}

function callerText({ principal, witness }: NewGrant): string {
  if (principal === '*') return 'everyone';
  const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(principal ?? '')?.[1];
  if (account !== undefined) return `account ${code(account)}`;
  if (principal !== undefined) return code(principal);
  const caller = witness?.caller;
  if (!caller) return 'somebody';
  return caller.type === 'anonymous' ? 'everyone' : code(caller.arn ?? caller.name ?? caller.account ?? caller.type); // prettier-ignore
}

function cause({ lifted }: NewGrant, added: boolean): string {
  if (lifted === undefined) return '';
  const what = lifted === 'deny' ? 'the Deny that kept it out' : 'the permissions boundary that kept it out';
  const now = lifted === 'deny' ? 'a Deny keeps it out' : 'the permissions boundary keeps it out';
  return added ? `, because ${what} is gone or lets it through` : `, because ${now}`;
}

function doubt({ certainty, reason }: NewGrant): string {
  if (certainty === 'certain') return '';
  return certainty === 'possible' ? ', for some values that are not known before deployment' : `, unless the search missed why not: ${reason}`; // prettier-ignore
}

/** Where the other side said something about it: what kept it out, else the statement that has become another. */
function oppositePlace(
  grant: NewGrant,
  { effect, other, otherLayers, layers }: GrantContext,
): Place | undefined {
  if (!other) return undefined;
  const own = new Set([...layers.grants, ...layers.boundaries].flatMap(({ texts }) => texts));
  const keeps = effect === 'added' ? 'kept it out' : 'keeps it out';
  if (grant.lifted === 'boundary') {
    const [bound] = otherLayers.boundaries;
    if (bound) return { node: placeIn(bound.held, bound.sources[0] ?? bound.held.document), label: keeps };
  }
  const all = otherLayers.grants.flatMap(({ policy, sources, texts, held }) =>
    policy.statements.map((statement, at) => ({
      statement,
      node: placeIn(held, sources[at]!),
      text: texts[at]!,
    })),
  );
  if (grant.lifted === 'deny') {
    const denial = all.find(({ statement, text }) => statement.effect === 'Deny' && !own.has(text));
    if (denial) return { node: denial.node, label: keeps };
  }
  const { sid } = grant.statement;
  const text = (value: unknown): string => JSON.stringify(value ?? null);
  const twin =
    all.find(({ statement }) => sid !== undefined && statement.sid === sid) ??
    all.find(({ statement }) => text(statement.actions) === text(grant.statement.actions)) ??
    all.find(({ statement }) => text(statement.resources) === text(grant.statement.resources));
  return twin
    ? { node: twin.node, label: effect === 'added' ? 'was' : 'is now' }
    : { node: other.node, label: effect === 'added' ? 'did not have it' : 'does not have it' };
}

function severityOf(grant: NewGrant, { subject, other, layers, otherLayers }: GrantContext): Severity {
  const { statement, witness } = grant;
  const lower = (severity: Severity): Severity =>
    grant.certainty === 'certain' ? severity : (SEVERITIES[Math.max(0, SEVERITIES.indexOf(severity) - 1)] ?? 'low'); // prettier-ignore
  if (subject.kind === 'trust' || subject.kind === 'resource') {
    const type = subject.kind === 'trust' ? 'AWS::IAM::AssumeRolePolicyDocument' : subject.resource.type;
    const alone = accessOfStatement(statement, grant.in.policy, layers);
    if (
      publicAccess(alone, type).verdict === 'FAIL' &&
      publicAccess(accessOf(otherLayers), type).verdict !== 'FAIL'
    )
      return 'critical';
    if (witness?.caller?.type === 'service') return other ? 'medium' : 'low';
    return lower(isOwn(grant) ? 'medium' : 'high');
  }
  const [action] = witness ? expandAction(witness.action) : [];
  const everywhere = statement.notResources !== undefined || grant.resource === '*' || (statement.resources ?? []).includes('*'); // prettier-ignore
  const all = grant.actions.some((one) => /^\*+(?::\*+)?$/.test(one)) || statement.notActions !== undefined;
  if (all && everywhere) return lower('critical');
  if (action && (managesPermissions(action) || /^(?:iam:PassRole|sts:AssumeRole)$/.test(`${action.service}:${action.name}`))) return lower('high'); // prettier-ignore
  return lower(action && writes(action) && everywhere ? 'high' : 'medium');
}

/** Whether the caller is of the account that is deployed to. */
function isOwn({ principal, in: { held } }: NewGrant): boolean {
  const { account } = held.document.owner.template.stack ?? {};
  return principal !== undefined && (principal.includes('${') || (account !== undefined && principal.includes(account))); // prettier-ignore
}

const code = (text: string): string => `\`${text}\``;

function list(items: readonly string[]): string {
  const shown = items.length > 5 ? [...items.slice(0, 4), `${items.length - 4} more`] : items;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
