import { type AccessPolicy, type AccessRequest, type AccessStatement, compareAccess, type Verdict } from '../access/index.ts'; // prettier-ignore
import { displayAccessText } from '../analysis/access-policy.ts';
import { type Statement } from '../graph/policy.ts';
import { managesPermissions, writes } from '../iam/access-level.ts';
import { expandAction } from '../iam/action.ts';
import { accessOf, accessOfStatement, type Layered, type SubjectLayers } from './layers.ts';
import { type SubjectKind } from './subject.ts';

/** Access that one statement of one side gives and the other side does not. */
export interface NewGrant {
  readonly source: Statement;
  readonly in: Layered;
  readonly statement: AccessStatement;
  /** `possible`: it turns on a value that is not known before deployment. `undecided`: nobody could tell, see `reason`. */
  readonly certainty: 'certain' | 'possible' | 'undecided';
  readonly reason: string;
  readonly witness: AccessRequest | undefined;
  /** The patterns of its actions that give something new; empty for a statement with NotAction. */
  readonly actions: readonly string[];
  /** The resource as written, one pattern of several; undefined where the statement names none. */
  readonly resource: string | undefined;
  /** The principal as written; undefined for identity policies and NotPrincipal. */
  readonly principal: string | undefined;
  /** What of the other side kept it out and is not there any more. */
  readonly lifted: 'deny' | 'boundary' | undefined;
}

/** Entries of one element that are asked about one by one; of longer lists the first. */
const MOST_ENTRIES = 12;
/** Statements of one subject that are told apart; one request is enough to know that access is new. */
const MOST_STATEMENTS = 50;
/** Statements of one subject that the search does not decide before it is given up on. */
const MOST_UNDECIDED = 3;
/** Steps of search for a part of a statement of which the whole was decided. */
const BUDGET_OF_PART = 4000;
/** What is asked about when a pattern stands for everything: actions that lead to everything else come first. */
const TELLING = ['iam:PutRolePolicy', 'iam:PassRole', 'sts:AssumeRole', 's3:PutBucketPolicy', 'kms:PutKeyPolicy', 's3:DeleteObject', 'dynamodb:DeleteTable', 's3:GetObject']; // prettier-ignore

/** What `next` grants beyond `existing`, statement by statement; empty when the kernel proves that there is nothing. */
export function newGrants(
  existing: SubjectLayers,
  next: SubjectLayers,
  kind: SubjectKind,
): readonly NewGrant[] {
  return new GrantFinder(existing, next, kind).find();
}

class GrantFinder {
  readonly #existing: SubjectLayers;
  readonly #next: SubjectLayers;
  readonly #options: {
    readonly kind: 'identity' | 'resource';
    readonly resourceModel?: 'arn';
  };

  constructor(existing: SubjectLayers, next: SubjectLayers, kind: SubjectKind) {
    this.#existing = existing;
    this.#next = next;
    const named = [...existing.grants, ...next.grants].some(({ policy }) =>
      policy.statements.some(({ principals, notPrincipals }) => principals ?? notPrincipals),
    );
    // A trust policy stands on its role, which the catalogue's actions on roles do not say.
    this.#options = {
      kind: kind === 'principal' || kind === 'policy' || !named ? 'identity' : 'resource',
      ...(kind === 'trust' && { resourceModel: 'arn' }),
    };
  }

  find(): readonly NewGrant[] {
    const { verdict } = compareAccess(accessOf(this.#existing), accessOf(this.#next), this.#options);
    if (verdict === 'PASS') return [];
    const limits = this.#limits();
    const known = new Set(limits ? this.#existing.grants.flatMap(({ texts }) => texts) : []);
    const found: NewGrant[] = [];
    let undecided = 0;
    for (const layered of this.#next.grants)
      for (const [index, statement] of layered.policy.statements.entries()) {
        if (statement.effect !== 'Allow' || known.has(layered.texts[index]!)) continue;
        const verdictOfOne = this.#ask(statement, layered.policy);
        if (verdictOfOne.verdict === 'PASS') continue;
        if (isUndecided(verdictOfOne)) undecided++;
        found.push(this.#describe(statement, layered.sources[index]!, layered, verdictOfOne));
        if (undecided >= MOST_UNDECIDED) return found;
        if (found.length >= MOST_STATEMENTS) return found;
      }
    return found;
  }

  /** Whether every Deny and boundary of the existing side still limits the next one. */
  #limits(): boolean {
    const denials = ({ grants }: SubjectLayers): Set<string> =>
      new Set(grants.flatMap(({ policy, texts }) => texts.filter((_, at) => policy.statements[at]!.effect === 'Deny'))); // prettier-ignore
    const after = denials(this.#next);
    const bounds = (side: SubjectLayers): string =>
      JSON.stringify([...new Set(side.boundaries.flatMap(({ texts }) => texts))].sort());
    return (
      [...denials(this.#existing)].every((text) => after.has(text)) &&
      (this.#existing.boundaries.length === 0 || bounds(this.#existing) === bounds(this.#next))
    );
  }

  #ask(statement: AccessStatement, policy: AccessPolicy, budget?: number): Verdict {
    return compareAccess(accessOf(this.#existing), accessOfStatement(statement, policy, this.#next), {
      ...this.#options,
      ...(budget !== undefined && { budget }),
    });
  }

  #describe(statement: AccessStatement, source: Statement, layered: Layered, verdict: Verdict): NewGrant {
    const { policy } = layered;
    let narrow = statement;
    let answer = verdict;
    const narrowed = <T>(items: readonly T[] | undefined, to: (item: T) => Partial<AccessStatement>): T[] => {
      if (!items || items.length < 2 || isUndecided(verdict)) return [...(items ?? [])];
      const hits: { item: T; verdict: Verdict }[] = [];
      for (const item of items.slice(0, MOST_ENTRIES)) {
        const one = this.#ask({ ...narrow, ...to(item) }, policy, BUDGET_OF_PART);
        if (one.verdict !== 'PASS') hits.push({ item, verdict: one });
      }
      const first = hits.find(({ verdict: one }) => one.verdict === 'FAIL') ?? hits[0];
      if (!first) return [];
      narrow = { ...narrow, ...to(first.item) };
      answer = first.verdict;
      return hits.map(({ item }) => item);
    };
    const [principal] = narrowed(statement.principals, (item) => ({ principals: [item] }));
    const actions = narrowed(statement.actions, (item) => ({ actions: [item] }));
    const telling = isUndecided(verdict) ? undefined : this.#telling(narrow, policy);
    if (telling) {
      narrow = telling.statement;
      answer = telling.verdict;
    }
    const [resource] = narrowed(statement.resources, (item) => ({ resources: [item] }));
    const witness = 'witness' in answer ? answer.witness : undefined;
    return {
      source,
      in: layered,
      statement,
      certainty:
        answer.verdict === 'FAIL'
          ? 'certain'
          : answer.verdict === 'UNKNOWN' && answer.reason === 'hole'
            ? 'possible'
            : 'undecided',
      reason: answer.verdict === 'UNKNOWN' ? answer.detail : '',
      witness,
      actions: actions.map(displayAccessText),
      resource: resource === undefined ? witness?.resource : displayAccessText(resource),
      principal: principal && displayAccessText(principal.value),
      lifted: isUndecided(verdict) ? undefined : this.#lifted(narrow, policy),
    };
  }

  /** Of a pattern of actions one whose loss would hurt most; what the search finds first is any of them. */
  #telling(
    statement: AccessStatement,
    policy: AccessPolicy,
  ): { statement: AccessStatement; verdict: Verdict } | undefined {
    const { notActions, ...rest } = statement;
    for (const action of this.#candidates(statement.actions, notActions)) {
      const narrow: AccessStatement = { ...rest, actions: [action] };
      const verdict = this.#ask(narrow, policy, BUDGET_OF_PART);
      if (verdict.verdict === 'FAIL') return { statement: narrow, verdict };
    }
    return undefined;
  }

  #candidates(
    actions: AccessStatement['actions'],
    notActions: AccessStatement['notActions'],
  ): readonly string[] {
    if (notActions) {
      const spared = new Set(
        notActions.flatMap((one) => (typeof one === 'string' ? [one.toLowerCase()] : [])),
      );
      const isSpared = (action: string): boolean =>
        [...spared].some((pattern) =>
          expandAction(action).some((one) => expandAction(pattern).includes(one)),
        );
      return TELLING.filter((action) => !isSpared(action));
    }
    const [only] = actions ?? [];
    if (typeof only !== 'string' || !/[*?]/.test(only)) return [];
    if (/^\*+(?::\*+)?$/.test(only)) return TELLING;
    const named = expandAction(only);
    const worst = named.filter(managesPermissions);
    const changing = named.filter((action) => writes(action) && !managesPermissions(action));
    return [...worst.slice(0, 3), ...changing.slice(0, 3)].map(({ service, name }) => `${service}:${name}`);
  }

  #lifted(statement: AccessStatement, policy: AccessPolicy): NewGrant['lifted'] {
    const { grants, boundaries } = this.#existing;
    const wanted = accessOfStatement(statement, policy, this.#next);
    const passes = (side: Pick<SubjectLayers, 'grants' | 'boundaries'>): boolean =>
      compareAccess(accessOf(side), wanted, this.#options).verdict === 'PASS';
    if (boundaries.length > 0 && passes({ grants, boundaries: [] })) return 'boundary';
    const allows = grants.map((layered): Layered => ({
      ...layered,
      policy: { ...layered.policy, statements: layered.policy.statements.filter(({ effect }) => effect === 'Allow') }, // prettier-ignore
    }));
    const denied = grants.some(({ policy: one }) => one.statements.some(({ effect }) => effect === 'Deny'));
    return denied && passes({ grants: allows, boundaries }) ? 'deny' : undefined;
  }
}

/** Whether the search has given up, rather than found that it turns on a value. */
function isUndecided(verdict: Verdict): boolean {
  return verdict.verdict === 'UNKNOWN' && verdict.reason !== 'hole';
}
