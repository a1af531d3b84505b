import {
  escalationPrimitives,
  type EscalationCategory,
  type EscalationPrimitive,
} from '../catalogue/escalations.ts';
import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { ALWAYS, display, literal, type Guard, type Text } from '../values/value.ts';
import { type Actor, actorOf, EffectiveActions, joinGuards, type Permission } from './effective-actions.ts';
import { type EscalationTarget, serviceName, servicesTrustedBy, targetsOf } from './escalation-target.ts';
import { breadthOfResource } from './granted-actions.ts';
import { administratorGrants } from './statement-breadth.ts';
import { matchesWildcard } from '../iam/wildcard.ts';

/**
 * How plain an escalation is.
 * `plain`: tried out by others or well known, on everything, without a condition. `indirect`: takes over something that
 * already runs, or something that is named or guarded. `derived`: follows from what the API does, or depends on what the
 * template does not tell.
 */
export type EscalationTier = 'plain' | 'indirect' | 'derived';

/** One step by which an actor gains permissions. Steps from the gained principal on make a path. */
export interface EscalationStep {
  readonly primitive: EscalationPrimitive;
  readonly actor: Actor;
  /** One for each action that is needed, in the order of the primitive. */
  readonly permissions: readonly Permission[];
  readonly target: EscalationTarget;
  readonly when: Guard;
  readonly tier: EscalationTier;
  /** Whether it depends on what the template does not tell: a boundary elsewhere, the value of a parameter. */
  readonly possible: boolean;
}

const TIERS: readonly EscalationTier[] = ['plain', 'indirect', 'derived'];
const CATEGORIES: readonly EscalationCategory[] = [
  'self-escalation',
  'guardrail-removal',
  'principal-access',
  'new-passrole',
  'existing-passrole',
  'code-store-write',
  'resource-policy-write',
  'credential-access',
  'auxiliary',
];
const CONFIDENCES = ['documented', 'well-known', 'derived'];

const known = new WeakMap<PrincipalNode | PolicyDocument, readonly EscalationStep[]>();

/**
 * The steps by which a principal can gain permissions with all its policies together, the plainest and shortest first.
 * Empty for an administrator, who has nothing to gain. A policy that nobody is seen to hold is judged as if somebody, of
 * whatever kind, held it alone.
 */
export function escalationsOf(
  holder: PrincipalNode | PolicyDocument,
  graph: ResourceGraph,
): readonly EscalationStep[] {
  let steps = known.get(holder);
  if (!steps) known.set(holder, (steps = stepsOf(actorOf(holder), graph)));
  return steps;
}

function stepsOf(whole: Actor, graph: ResourceGraph): readonly EscalationStep[] {
  const actor = withoutAdministration(whole);
  if (!actor) return [];
  const actions = new EffectiveActions(actor);
  const steps = escalationPrimitives().flatMap((primitive) => {
    const step = stepBy(primitive, actor, actions, graph);
    return step ? [step] : [];
  });
  return steps.sort((a, b) => compare(a, b));
}

/**
 * The actor without the documents that plainly allow everything: in the branches where one of them holds there is nothing
 * to gain. Undefined when one always does. A boundary takes the administration back, so then all documents count.
 */
function withoutAdministration(actor: Actor): Actor | undefined {
  if (actor.boundaries.length > 0) return actor;
  const all = actor.documents.flatMap(({ document, grant }) =>
    administering(document).map((statement) => ({
      document,
      when: [...statement.when, ...(grant?.when ?? ALWAYS)],
    })),
  );
  if (all.some(({ when }) => when.length === 0)) return undefined;
  const left = new Set(all.map(({ document }) => document));
  return { ...actor, documents: actor.documents.filter(({ document }) => !left.has(document)) };
}

const administrations = new WeakMap<PolicyDocument, readonly Statement[]>();

function administering(document: PolicyDocument): readonly Statement[] {
  let found = administrations.get(document);
  if (!found) {
    found = document.statements.filter((statement) => administratorGrants(statement).length > 0);
    administrations.set(document, found);
  }
  return found;
}

function stepBy(
  primitive: EscalationPrimitive,
  actor: Actor,
  actions: EffectiveActions,
  graph: ResourceGraph,
): EscalationStep | undefined {
  if (primitive.all.some((action) => actions.permissions(action).length === 0)) return undefined;
  if (!isPresent(primitive, actor, graph)) return undefined;
  const groups = [...primitive.all.map((action) => [action]), ...primitive.any];
  const ways: (readonly Permission[])[] = [];
  for (const group of groups) {
    const way = group
      .flatMap((action) => actions.permissions(action))
      .filter((permission) => isOpen(permission, primitive));
    if (way.length === 0) return undefined;
    ways.push(way);
  }
  for (const permissions of combinations(ways)) {
    const when = joinAll(permissions);
    const [target] = when ? targetsOf(primitive, permissions, actor, graph) : [];
    if (!when || !target) continue;
    const tier = tierOf(primitive, permissions, target, actor);
    const possible = hasUnknownBoundary(actor) || (target.kind === 'named' && isUndecided(target.text));
    return { primitive, actor, permissions, target, when, tier, possible };
  }
  return undefined;
}

function hasUnknownBoundary({ boundaries }: Actor): boolean {
  return boundaries.some(({ document }) => !document);
}

function isUndecided(text: Text): boolean {
  return breadthOfResource(text) === 'undecided';
}

/** How many ways to allow the same actions are looked at; each is as good as the first in nearly all policies. */
const MOST_COMBINATIONS = 8;

/** Combinations with one of each list, those of the first entries first. */
function combinations(ways: readonly (readonly Permission[])[]): readonly (readonly Permission[])[] {
  let combined: (readonly Permission[])[] = [[]];
  for (const way of ways)
    combined = combined
      .flatMap((begun) => way.slice(0, MOST_COMBINATIONS).map((permission) => [...begun, permission]))
      .slice(0, MOST_COMBINATIONS);
  return combined;
}

function joinAll(permissions: readonly Permission[]): Guard | undefined {
  let joined: Guard | undefined = ALWAYS;
  for (const { when } of permissions) joined = joined && joinGuards(joined, when);
  return joined;
}

/** Whether what a primitive needs beside permissions is there. */
function isPresent({ id, category }: EscalationPrimitive, actor: Actor, graph: ResourceGraph): boolean {
  if (id.startsWith('x-iam-boundary-remove')) return actor.boundaries.length > 0;
  if (id.startsWith('x-iam-remove-deny'))
    return actor.documents.some(({ document }) =>
      document.statements.some(({ effect }) => effect === 'Deny'),
    );
  if (id === 'x-iam-tag-self-abac')
    return asksForTags(graph) || actor.documents.some(({ document }) => asksForTag(document));
  return category !== 'guardrail-removal' || id === 'x-org-scp-removal';
}

const tagged = new WeakMap<ResourceGraph, boolean>();

/** Whether some policy lets in whoever has a tag. */
function asksForTags(graph: ResourceGraph): boolean {
  let found = tagged.get(graph);
  if (found === undefined) {
    found = graph.policies.some(asksForTag);
    tagged.set(graph, found);
  }
  return found;
}

function asksForTag({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ effect, conditions }) =>
      effect === 'Allow' &&
      conditions.some(
        ({ key, values }) =>
          /^aws:principaltag\//i.test(key) ||
          values.some((value) => /\$\{aws:PrincipalTag\//i.test(display(value))),
      ),
  );
}

/**
 * Whether a permission serves the step in spite of its conditions: a role that may be passed to the service in question
 * does, and so does the creation of something that gets a tag; a limit on the object itself does not.
 */
function isOpen({ action, statement, limits }: Permission, { bind, service }: EscalationPrimitive): boolean {
  if (action === 'iam:PassRole') {
    const services = statement.conditions.filter(({ key }) => /^iam:passedtoservice$/i.test(key));
    return (
      limits.every(({ key }) => /^iam:passedtoservice$/i.test(key)) &&
      services.every(
        ({ operator, values }) =>
          !/^(?:foranyvalue:)?string(?:equals|like)/i.test(operator) ||
          values.some((value) => admits(literal(value), service)),
      )
    );
  }
  return limits.length === 0 || !bind.has(action);
}

function admits(pattern: string | undefined, service: string | undefined): boolean {
  if (pattern === undefined || service === undefined) return true;
  return matchesWildcard(pattern.toLowerCase().replace(/\.cn$/, ''), service);
}

function tierOf(
  { id, category, confidence, bind }: EscalationPrimitive,
  permissions: readonly Permission[],
  target: EscalationTarget,
  actor: Actor,
): EscalationTier {
  const weak = ['code-store-write', 'resource-policy-write', 'credential-access', 'auxiliary'];
  if (confidence === 'derived' || weak.includes(category) || isOutOfHand(actor)) return 'derived';
  const plain = ['self-escalation', 'principal-access', 'new-passrole', 'guardrail-removal'].includes(
    category,
  );
  if (!plain || hasUnknownBoundary(actor) || INDIRECT.has(id) || !fits(permissions, actor)) return 'indirect';
  if (permissions.some(({ limits, statement }) => limits.length > 0 || passesToService(statement)))
    return 'indirect';
  const bounded = permissions.filter(({ action }) => target.kind !== 'self' || !bind.has(action));
  return bounded.every(({ reach }) => reach.kind === 'all') ? 'plain' : 'indirect';
}

/** What needs more than the permissions: a role that lets one in, an older version, a Deny, the management account. */
const INDIRECT = new Set([
  'pf-sts-001',
  'x-iam-set-default-version',
  'x-iam-remove-deny-role',
  'x-iam-remove-deny-user',
  'x-iam-tag-self-abac',
  'x-org-scp-removal',
  'x-sso-permission-set',
  'x-sso-assignment',
  'x-identitystore-group',
]);

function passesToService({ conditions }: Permission['statement']): boolean {
  return conditions.some(({ key }) => /^iam:passedtoservice$/i.test(key));
}

/**
 * Whether nothing but services acts as the actor, and none of them runs code or commands of its customers: what the role of
 * AWS Backup or of a load balancer may do, nobody can ask for.
 */
function isOutOfHand({ principal }: Actor): boolean {
  if (principal?.type !== 'role' || principal.trust.length === 0) return false;
  const services = servicesTrustedBy(principal);
  const others = principal.trust.some(({ statements }) =>
    statements.some(
      ({ principals, notPrincipals }) =>
        notPrincipals.length > 0 || principals.some(({ type }) => type !== 'Service'),
    ),
  );
  if (others || services.size === 0) return false;
  obedient ??= new Set(escalationPrimitives().map(({ service }) => service && serviceName(service)));
  return ![...services].some((name) => name === undefined || obedient!.has(name));
}

/** Services that do under a role what their callers say. */
let obedient: ReadonlySet<string | undefined> | undefined;

/** Whether the actor is one whom the action strengthens: a role cannot put a policy on itself as a user can. */
function fits(permissions: readonly Permission[], { principal }: Actor): boolean {
  if (!principal || permissions.length > 1) return true;
  const action = permissions[0]!.action;
  if (/^iam:(?:put|attach)role/i.test(action)) return principal.type === 'role';
  if (/^iam:(?:put|attach)user/i.test(action)) return principal.type === 'user' || principal.type === 'group';
  if (/^iam:(?:put|attach)group/i.test(action))
    return principal.type === 'group' || principal.groups.length > 0;
  if (/^iam:addusertogroup$/i.test(action)) return principal.type === 'user' || principal.type === 'group';
  return true;
}

function compare(a: EscalationStep, b: EscalationStep): number {
  const order = ({
    tier,
    when,
    permissions,
    primitive,
    target,
    actor,
  }: EscalationStep): readonly number[] => [
    TIERS.indexOf(tier),
    when.length,
    Number(target.kind !== 'resource'),
    permissions.length,
    CONFIDENCES.indexOf(primitive.confidence),
    CATEGORIES.indexOf(primitive.category),
    Number(primitive.bind.get(primitive.all[0] ?? '') === 'policyAttachedToSelf' && !holdsPolicy(actor)),
    new Set(permissions.map(({ statement }) => statement)).size,
  ];
  const [x, y] = [order(a), order(b)];
  for (const [index, value] of x.entries()) if (value !== y[index]) return value - y[index]!;
  return a.primitive.id < b.primitive.id ? -1 : 1;
}

/** Whether one of the actor's policies is a managed one that can be rewritten. */
function holdsPolicy({ documents }: Actor): boolean {
  return documents.some(({ document }) => document.owner.type === 'AWS::IAM::ManagedPolicy');
}
