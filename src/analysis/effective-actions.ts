import { type Condition, type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type Boundary, type Grant, type PrincipalNode } from '../graph/resource-graph.ts';
import { type Located } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { guardsCover } from '../values/guards.ts';
import { ALWAYS, display, type Guard, type Literal, type Text } from '../values/value.ts';
import { entriesFor, mentionsService } from './action-index.ts';
import { deniesAll, intersection, type Reach, reachOf, subtract } from './reach.ts';
import { boundingLimits } from './unconstrained-actions.ts';

/** One document that somebody holds, with the attachment through which it is held. */
export interface HeldDocument {
  readonly document: PolicyDocument;
  readonly grant: Grant | undefined;
}

/** Whoever acts: a principal with all that it is granted, or the unknown holder of a policy that nobody is seen to hold. */
export interface Actor {
  readonly principal: PrincipalNode | undefined;
  readonly resource: Resource;
  readonly documents: readonly HeldDocument[];
  /** Boundaries that hold in every branch. */
  readonly boundaries: readonly Boundary[];
}

/** One way in which an actor is allowed an action. */
export interface Permission {
  /** `iam:PassRole` */
  readonly action: string;
  readonly statement: Statement;
  /** The entry of Action, or of NotAction. */
  readonly at: Located;
  readonly held: HeldDocument;
  readonly when: Guard;
  readonly reach: Reach;
  /** Conditions of the statement, or of the boundary, that limit what is reached. */
  readonly limits: readonly Condition[];
}

/** The actor that a principal is, or whoever a policy will be attached to. */
export function actorOf(holder: PrincipalNode | PolicyDocument): Actor {
  if ('statements' in holder)
    return {
      principal: undefined,
      resource: holder.owner,
      documents: [{ document: holder, grant: undefined }],
      boundaries: [],
    };
  return {
    principal: holder,
    resource: holder.resource,
    documents: holder.grants.flatMap((grant) =>
      grant.document ? [{ document: grant.document, grant }] : [],
    ),
    boundaries: boundariesThroughout(holder.boundaries),
  };
}

/** One of each policy that is the boundary in every branch. */
export function boundariesThroughout(boundaries: readonly Boundary[]): readonly Boundary[] {
  const byPolicy = new Map<Resource | string, Boundary[]>();
  for (const boundary of boundaries) {
    const key = boundary.policy.resource ?? display(boundary.policy.arn);
    byPolicy.set(key, [...(byPolicy.get(key) ?? []), boundary]);
  }
  return [...byPolicy.values()].flatMap((same) => {
    const whens = same.map(({ when }) => when);
    return guardsCover(whens, ALWAYS) ? [same[0]!] : [];
  });
}

/**
 * What an actor may do with all its policies together. Allow counts with NotAction and NotResource; a Deny without a
 * condition is taken away where it holds whenever the Allow does; a boundary whose document is known is a ceiling, an
 * unknown one is none. Organisation policies are not known here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class EffectiveActions {
  readonly #actor: Actor;
  readonly #budget = { comparisons: MOST_COMPARISONS };
  readonly #known = new Map<string, readonly Permission[]>();
  /** Whether anything is allowed of a service. */
  readonly #services = new Map<string, boolean>();

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  /** The ways in which an action, `iam:PassRole`, is allowed; those that reach everything and always hold come first. */
  permissions(action: string): readonly Permission[] {
    if (!this.#hasService(action.slice(0, action.indexOf(':')).toLowerCase())) return [];
    let found = this.#known.get(action);
    if (!found) {
      found = this.#find(action);
      this.#known.set(action, found);
    }
    return found;
  }

  /** The Deny statements without a condition that take in an action wherever the guard holds. */
  denials(action: string, within: Guard): readonly Statement[] {
    const branches = new Map<string, Denial[]>();
    for (const denial of this.#denials(action)) {
      const shown = shownResources(denial.statement);
      branches.set(shown, [...(branches.get(shown) ?? []), denial]);
    }
    // What has branches is several statements; those that deny the same may together do so throughout.
    return [...branches.values()].flatMap((denials) => {
      const whens = denials.map(({ when }) => when);
      return guardsCover(whens, within) ? [denials[0]!.statement] : [];
    });
  }

  #hasService(service: string): boolean {
    let known = this.#services.get(service);
    if (known === undefined) {
      known = this.#actor.documents.some(({ document }) => mentionsService(document, 'Allow', service));
      this.#services.set(service, known);
    }
    return known;
  }

  #find(action: string): readonly Permission[] {
    const ways = this.#actor.documents.flatMap((held) => allowedBy(held, action));
    const denials = ways.length === 0 ? [] : this.#denials(action);
    return ways
      .flatMap((permission) => {
        let left: Reach | undefined = permission.reach;
        for (const { statement, when, all } of denials)
          if (left && implies(permission.when, when))
            left = all ? undefined : subtract(left, statement, this.#budget);
        return left ? this.#underCeiling({ ...permission, reach: left }) : [];
      })
      .sort((a, b) => rank(a) - rank(b));
  }

  #denials(action: string): readonly Denial[] {
    const documents = [
      ...this.#actor.documents,
      ...this.#actor.boundaries.flatMap(({ document }) => (document ? [{ document, grant: undefined }] : [])),
    ];
    return documents.flatMap(({ document, grant }) =>
      deniedBy(document, action).map((denial) =>
        grant === undefined || grant.when.length === 0
          ? denial
          : { ...denial, when: [...denial.when, ...grant.when] },
      ),
    );
  }

  #underCeiling(permission: Permission): readonly Permission[] {
    let ways: readonly Permission[] = [permission];
    for (const { document } of this.#actor.boundaries) {
      if (!document) continue;
      const ceilings = allowedBy({ document, grant: undefined }, permission.action);
      ways = ways.flatMap((way) =>
        ceilings.flatMap((ceiling) => {
          const reach = intersection(way.reach, ceiling.reach);
          const when = joinGuards(way.when, ceiling.when);
          return reach && when ? [{ ...way, reach, when, limits: [...way.limits, ...ceiling.limits] }] : [];
        }),
      );
      const [best] = [...ways].sort((a, b) => rank(a) - rank(b));
      ways = best ? [best] : [];
    }
    return ways;
  }
}

/** Ways to allow one action that are looked at in one document; no more than that make a difference. */
const MOST_WAYS = 32;
/** Comparisons of entries of Resource that one actor is worth; beyond them a Deny of named resources is passed over. */
const MOST_COMPARISONS = 5_000;

type OwnPermission = Omit<Permission, 'held'>;

const allowed = new WeakMap<PolicyDocument, Map<string, readonly OwnPermission[]>>();

function allowedBy(held: HeldDocument, action: string): readonly Permission[] {
  let byAction = allowed.get(held.document);
  if (!byAction) allowed.set(held.document, (byAction = new Map<string, readonly OwnPermission[]>()));
  let own = byAction.get(action);
  if (!own) byAction.set(action, (own = allowedIn(held.document, action)));
  return own.flatMap((permission) => {
    const when = joinGuards(permission.when, held.grant?.when ?? ALWAYS);
    return when ? [{ ...permission, when, held }] : [];
  });
}

function allowedIn(document: PolicyDocument, action: string): readonly OwnPermission[] {
  return entriesFor(document, 'Allow', action)
    .flatMap(({ statement, at, when: own }) => {
      const reach = reachOf(statement, action);
      const when = joinGuards(statement.when, own);
      return reach && when ? [{ action, statement, at, when, reach, limits: boundingLimits(statement) }] : [];
    })
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_WAYS);
}

function shownResources({ resources, notResources }: Statement): string {
  const shown = (texts: readonly Text[]): string[] => [...new Set(texts.map(display))].sort();
  return JSON.stringify([shown(resources), shown(notResources)]);
}

interface Denial {
  readonly statement: Statement;
  readonly when: Guard;
  /** Whether it takes in all that the action can be done to. */
  readonly all: boolean;
}

const denied = new WeakMap<PolicyDocument, Map<string, readonly Denial[]>>();

/** The Deny statements without a condition that take in an action, the widest first. */
function deniedBy(document: PolicyDocument, action: string): readonly Denial[] {
  let byAction = denied.get(document);
  if (!byAction) denied.set(document, (byAction = new Map<string, readonly Denial[]>()));
  let found = byAction.get(action);
  if (!found) {
    found = entriesFor(document, 'Deny', action)
      .filter(({ statement }) => statement.conditions.length === 0)
      .map(({ statement, when }) => ({
        statement,
        when: [...statement.when, ...when],
        all: deniesAll(statement, action),
      }))
      .sort((a, b) => Number(b.all) - Number(a.all))
      .slice(0, MOST_WAYS);
    byAction.set(action, found);
  }
  return found;
}

function rank({ reach, when, limits }: OwnPermission): number {
  return Number(reach.kind === 'some') * 4 + Number(limits.length > 0) * 2 + Number(when.length > 0);
}

/** Both guards together; undefined when no deployment meets both. */
export function joinGuards(a: Guard, b: Guard): Guard | undefined {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const joined = [...a];
  for (const item of b) {
    if (joined.some((other) => excludes(item, other))) return undefined;
    if (!joined.some((other) => sameLiteral(item, other))) joined.push(item);
  }
  return joined;
}

/** Whether the second guard holds whenever the first does. */
function implies(guard: Guard, other: Guard): boolean {
  return other.every((item) => guard.some((own) => sameLiteral(own, item)));
}

function sameLiteral(a: Literal, b: Literal): boolean {
  return a.holds === b.holds && a.kind === b.kind && a.name === b.name && valueOf(a) === valueOf(b);
}

function excludes(a: Literal, b: Literal): boolean {
  if (a.kind !== b.kind || a.name !== b.name) return false;
  if (valueOf(a) === valueOf(b)) return a.holds !== b.holds;
  return a.holds && b.holds;
}

function valueOf(literal: Literal): string | undefined {
  return literal.kind === 'parameter' ? literal.value : undefined;
}
