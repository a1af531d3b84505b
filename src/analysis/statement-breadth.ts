import { findService } from '../catalogue/services.ts';
import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type Located } from '../template/node.ts';
import { literal, type Text } from '../values/value.ts';
import {
  actionGrants,
  canBeLimited,
  resourceLimits,
  takesInEvery,
  unlimitedResources,
  type ActionGrant,
} from './granted-actions.ts';
import { boundingLimits } from './unconstrained-actions.ts';

/** An entry of Action that takes in a whole service, with the entry of Resource that takes in all it has. */
export interface ServiceWideGrant {
  readonly grant: ActionGrant;
  /** Lower-case prefix. */
  readonly service: string;
  readonly resource: Text;
}

/** An entry of Action that takes in everything, and where: everywhere, or everywhere but NotResource. */
export interface AdministratorGrant {
  readonly grant: ActionGrant;
  readonly where: Located;
  readonly allBut: boolean;
}

/** The entries of an Allow statement of an identity policy that make an administrator: `*` on `*`, or on all but some. */
export function administratorGrants(statement: Statement): readonly AdministratorGrant[] {
  if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return [];
  if (resourceLimits(statement).length > 0) return [];
  const [resource] = unlimitedResources(statement);
  const where = resource ?? statement.notResources[0];
  if (!where) return [];
  return actionGrants(statement).flatMap((grant) =>
    grant.breadth === 'everything' ? [{ grant, where, allBut: !resource }] : [],
  );
}

/** Entries such as `s3:*` on `*` or on every bucket, of services that have something to write and to limit. */
export function serviceWideGrants(statement: Statement): readonly ServiceWideGrant[] {
  if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return [];
  if (boundingLimits(statement).length > 0) return [];
  return actionGrants(statement).flatMap((grant) => {
    const service = serviceOf(grant);
    const resource = service && statement.resources.find((text) => takesInEvery(text, service));
    return resource && grant.actions.some(canBeLimited) ? [{ grant, service, resource }] : [];
  });
}

/** Services that hold what others report about themselves; all of one of these is less than all of any other. */
export const OBSERVABILITY: ReadonlySet<string> = new Set(['logs', 'cloudwatch', 'xray']);

/** The prefix of an entry that names a whole service that is known: `s3` of `s3:*`. */
export function serviceOf({ breadth, pattern }: ActionGrant): string | undefined {
  if (breadth !== 'service' || pattern === undefined) return undefined;
  return findService(pattern.slice(0, pattern.indexOf(':')))?.prefix;
}

/**
 * What an Allow statement with NotAction leaves its holder on everything: `administrator` when it may still manage
 * identities, since that gives back whatever is left out, `all-but` otherwise. Undefined for statements that name actions
 * or reach only some resources.
 */
export function notActionBreadth(statement: Statement): 'administrator' | 'all-but' | undefined {
  if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return undefined;
  if (statement.notActions.length === 0 || resourceLimits(statement).length > 0) return undefined;
  if (unlimitedResources(statement).length === 0 && statement.notResources.length === 0) return undefined;
  const excluded = statement.notActions.map((text) => literal(text)?.toLowerCase());
  return excluded.some((text) => text !== undefined && /^(?:iam:\*+|\*+)$/.test(text))
    ? 'all-but'
    : 'administrator';
}

/** What a whole document gives at the most, from most to least. */
export type DocumentBreadth = 'administrator' | 'identities' | 'all-but' | 'service' | 'limited';

export interface DocumentJudgement {
  readonly breadth: DocumentBreadth;
  /** The entry that gives it; undefined for `limited`. */
  readonly because: Located | undefined;
  /** For `service` and `identities` the prefix. */
  readonly service: string | undefined;
}

const ORDER: readonly DocumentBreadth[] = ['limited', 'service', 'all-but', 'identities', 'administrator'];

const judgedDocuments = new WeakMap<PolicyDocument, DocumentJudgement>();

/** Judges a document by its widest statement, AWS's managed policies by their content like any other. */
export function documentBreadth(document: PolicyDocument): DocumentJudgement {
  let judged = judgedDocuments.get(document);
  if (!judged) judgedDocuments.set(document, (judged = judgeDocument(document)));
  return judged;
}

function judgeDocument(document: PolicyDocument): DocumentJudgement {
  let most: DocumentJudgement = { breadth: 'limited', because: undefined, service: undefined };
  for (const statement of document.statements)
    for (const judged of judgements(statement))
      if (ORDER.indexOf(judged.breadth) > ORDER.indexOf(most.breadth)) most = judged;
  return most;
}

function judgements(statement: Statement): readonly DocumentJudgement[] {
  const notAction = notActionBreadth(statement);
  return [
    ...administratorGrants(statement).map(({ grant }) => ({
      breadth: 'administrator' as const,
      because: grant,
      service: undefined,
    })),
    ...serviceWideGrants(statement).map(({ grant, service }) => ({
      breadth: service === 'iam' ? ('identities' as const) : ('service' as const),
      because: grant,
      service,
    })),
    ...(notAction ? [{ breadth: notAction, because: statement.notActions[0], service: undefined }] : []),
  ];
}
