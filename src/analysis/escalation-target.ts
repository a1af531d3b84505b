import {
  type EscalationObject,
  escalationPrimitives,
  type EscalationPrimitive,
} from '../catalogue/escalations.ts';
import { type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { parseServicePrincipal } from '../iam/service-principal.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import { type Resource } from '../template/template.ts';
import { display, type Text } from '../values/value.ts';
import { type Actor, actorOf, EffectiveActions, type Permission } from './effective-actions.ts';
import { coversText, markHoles, means, reaches } from './reach.ts';
import { permitsAssuming } from './trusted-by.ts';

/** Whom or what a step reaches. */
export type EscalationTarget =
  /** Everything of its kind in the account. */
  | { readonly kind: 'any' }
  | { readonly kind: 'self' }
  /** Objects that a policy names; nobody knows what they are until the step has made them stronger. */
  | { readonly kind: 'named'; readonly text: Text }
  /** A resource of the templates, with the role or user whose permissions are gained. */
  | { readonly kind: 'resource'; readonly resource: Resource; readonly gained: PrincipalNode };

/** Actions that give their object permissions, so that it does not matter what the object is allowed before. */
const STRENGTHENING =
  /^iam:(?:(?:attach|put)(?:role|user|group)policy|createpolicyversion|setdefaultpolicyversion)$/i;

/**
 * What a step can be aimed at so that its holder gains something, by what its bound actions reach. Actions that are bound to
 * one object must reach the same one. Empty when they reach nothing that is worth it.
 */
export function targetsOf(
  primitive: EscalationPrimitive,
  permissions: readonly Permission[],
  actor: Actor,
  graph: ResourceGraph,
): readonly EscalationTarget[] {
  const bound = permissions.filter(({ action }) => primitive.bind.has(action));
  if (
    bound.length === 0 &&
    primitive.category !== 'new-passrole' &&
    permissions.some(({ reach }) => reach.kind === 'some')
  )
    return [];
  if (bound.every(({ reach }) => reach.kind === 'all')) return openTargets(primitive, bound, actor, graph);
  const objects = new Set(bound.map(({ action }) => primitive.bind.get(action)!));
  if ([...objects].every((object) => OWN.has(object))) return ownTargets(bound, objects, actor, graph);
  if (permissions.some(({ action }) => STRENGTHENING.test(action))) return strengthened(primitive, bound);
  return declaredTargets(primitive, bound, actor, graph);
}

const OWN: ReadonlySet<EscalationObject> = new Set(['self', 'groupOfSelf', 'policyAttachedToSelf']);

function openTargets(
  primitive: EscalationPrimitive,
  bound: readonly Permission[],
  actor: Actor,
  graph: ResourceGraph,
): readonly EscalationTarget[] {
  if ([...primitive.bind.values()].includes('codeObject'))
    return declaredTargets(primitive, bound, actor, graph);
  const own = bound.some(({ action }) => primitive.bind.get(action) === 'self');
  const spared = ({ reach }: Permission): boolean => !reaches(reach, actor.resource, graph);
  return own && bound.some(spared) ? [] : [{ kind: 'any' }];
}

/** The actor itself, a group that it is in, or a policy that it holds. */
function ownTargets(
  bound: readonly Permission[],
  objects: ReadonlySet<EscalationObject>,
  actor: Actor,
  graph: ResourceGraph,
): readonly EscalationTarget[] {
  const candidates = [...objects].flatMap((object) => ownResources(object, actor));
  const isSelf = ({ reach }: Permission): boolean =>
    candidates.some((resource) => reaches(reach, resource, graph)) ||
    (objects.has('self') &&
      reach.kind === 'some' &&
      reach.resources.some((text) => display(text).endsWith(':user/${aws:username}')));
  return bound.every(isSelf) ? [{ kind: 'self' }] : [];
}

function ownResources(
  object: EscalationObject,
  { principal, resource, documents }: Actor,
): readonly Resource[] {
  if (object === 'self') return [resource];
  if (object === 'groupOfSelf')
    return principal?.type === 'group'
      ? [resource]
      : (principal?.groups ?? []).map((group) => group.resource);
  return documents.flatMap(({ document }) =>
    document.owner.type === 'AWS::IAM::ManagedPolicy' ? [document.owner] : [],
  );
}

/** Names of one statement that are tried out as the object of all actions. */
const MOST_CANDIDATES = 16;

/** Objects that all bound actions name, whatever they are. */
function strengthened(
  { bind }: EscalationPrimitive,
  bound: readonly Permission[],
): readonly EscalationTarget[] {
  // Which policy a role holds is not told by its name.
  if (
    bound.some(({ action, reach }) => bind.get(action) === 'policyAttachedToTarget' && reach.kind === 'some')
  )
    return [];
  const narrow = bound.flatMap(({ reach }) =>
    reach.kind === 'some' ? reach.resources.slice(0, MOST_CANDIDATES) : [],
  );
  const text = narrow.find((candidate) =>
    bound.every(
      ({ reach }) =>
        reach.kind === 'all' ||
        reach.resources.some((other) => coversText(other, candidate) || coversText(candidate, other)) ||
        !sameKind(reach.resources, candidate),
    ),
  );
  return text ? [{ kind: 'named', text }] : [];
}

/** Policies and the roles that hold them have different ARNs, so that nothing can be said of them from their names. */
function sameKind(texts: readonly Text[], candidate: Text): boolean {
  const kind = (text: Text): string | undefined =>
    /:iam:[^:]*:[^:]*:([a-z]+)\//.exec(markHoles(display(text)))?.[1];
  const own = kind(candidate);
  return own === undefined || texts.some((text) => kind(text) === undefined || kind(text) === own);
}

/** Resources of the templates that all bound actions reach, and that have more permissions than the actor. */
function declaredTargets(
  primitive: EscalationPrimitive,
  bound: readonly Permission[],
  actor: Actor,
  graph: ResourceGraph,
): readonly EscalationTarget[] {
  const [first, ...others] = bound;
  if (!first) return [];
  const object = primitive.bind.get(first.action)!;
  const found = reachedBy(first, object, primitive, actor, graph).find(
    ({ resource, gained }) =>
      (object !== 'targetRole' ||
        primitive.service === undefined ||
        servicesTrustedBy(gained).has(serviceName(primitive.service))) &&
      others.every((other) => reachesCandidate(other, resource, object, graph)),
  );
  return found ? [{ kind: 'resource', ...found }] : [];
}

interface Candidate {
  readonly resource: Resource;
  readonly gained: PrincipalNode;
}

const reached = new WeakMap<Permission, Map<string, readonly Candidate[]>>();

/** Candidates that one permission reaches; the same for all primitives that ask for the same kind of object. */
function reachedBy(
  permission: Permission,
  object: EscalationObject,
  { types }: EscalationPrimitive,
  actor: Actor,
  graph: ResourceGraph,
): readonly Candidate[] {
  let byKind = reached.get(permission);
  if (!byKind) reached.set(permission, (byKind = new Map<string, readonly Candidate[]>()));
  const key = [object, ...types].join(' ');
  let found = byKind.get(key);
  if (!found) {
    found = candidatesFor(object, types, graph).filter(
      ({ resource, gained }) =>
        gained !== actor.principal &&
        (object === 'codeObject' || isStronger(gained, actor)) &&
        reachesCandidate(permission, resource, object, graph),
    );
    byKind.set(key, found);
  }
  return found;
}

function candidatesFor(
  object: EscalationObject,
  types: readonly string[],
  graph: ResourceGraph,
): readonly Candidate[] {
  const principals = (type: PrincipalNode['type']): readonly Candidate[] =>
    graph.principals
      .filter((principal) => principal.type === type)
      .map((gained) => ({ resource: gained.resource, gained }));
  if (object === 'targetRole') return principals('role');
  if (object === 'targetUser') return principals('user');
  if (object === 'targetGroup') return principals('group');
  const resources = types.flatMap((type) => graph.resourcesOfType(type));
  if (object === 'provider')
    return resources.flatMap((resource) => trusting(resource, graph).map((gained) => ({ resource, gained })));
  return resources.flatMap((resource) =>
    graph.runsAs(resource).flatMap(({ role }) => (role ? [{ resource, gained: role }] : [])),
  );
}

/** Roles whose trust policy names the provider. */
function trusting(provider: Resource, graph: ResourceGraph): readonly PrincipalNode[] {
  return graph.principals.filter(({ trust }) =>
    trust.some(({ statements }) =>
      statements.some(({ principals }) => principals.some(({ value }) => means(value, provider, graph))),
    ),
  );
}

function reachesCandidate(
  { reach, action }: Permission,
  resource: Resource,
  object: EscalationObject,
  graph: ResourceGraph,
): boolean {
  return object === 'codeObject'
    ? codeOf(resource, action, graph).some((place) => isWritten(place, reach, graph))
    : reaches(reach, resource, graph);
}

/**
 * Properties that tell where the code of a workload lies, by the service that keeps it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-glue-job-jobcommand.html,
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html,
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html
 */
const CODE_PATHS: Readonly<Record<string, readonly string[]>> = {
  s3: ['Command.ScriptLocation', 'Stages[].Actions[].Configuration.S3Bucket'],
  codecommit: ['Stages[].Actions[].Configuration.RepositoryName'],
  ecr: [
    'ContainerDefinitions[].Image',
    'Code.ImageUri',
    'SourceConfiguration.ImageRepository.ImageIdentifier',
  ],
};

/** The values that say where a workload takes its code from, of those that the action writes to. */
function codeOf(resource: Resource, action: string, graph: ResourceGraph): readonly Text[] {
  const paths = CODE_PATHS[action.slice(0, action.indexOf(':'))] ?? [];
  return paths.flatMap((path) => graph.property(resource, path).flatMap(({ text }) => (text ? [text] : [])));
}

function isWritten(place: Text, reach: Permission['reach'], graph: ResourceGraph): boolean {
  const repository = place.segments.flatMap((segment) =>
    typeof segment === 'object' && segment.target && REPOSITORIES.has(segment.target.type)
      ? [segment.target]
      : [],
  )[0];
  if (repository) return reaches(reach, repository, graph) && !isImmutable(repository, graph);
  return reach.kind === 'all' || reach.resources.some((text) => takesInPlace(text, place));
}

const REPOSITORIES = new Set(['AWS::ECR::Repository', 'AWS::CodeCommit::Repository']);

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
function isImmutable(repository: Resource, graph: ResourceGraph): boolean {
  return graph
    .property(repository, 'ImageTagMutability')
    .some(({ text }) => text !== undefined && display(text).startsWith('IMMUTABLE'));
}

/**
 * Whether an entry of Resource, `arn:aws:s3:::bucket/*`, takes in what a property names: `s3://bucket/key`, the name of a
 * bucket or repository, `111122223333.dkr.ecr.eu-west-1.amazonaws.com/repository:tag`.
 */
function takesInPlace(entry: Text, place: Text): boolean {
  const path = display(place)
    .replace(/^s3:\/\//, '')
    .replace(/^[^/]*\.dkr\.ecr\.[^/]*\/([^:@]*).*$/, '$1/');
  const pattern = markHoles(display(entry))
    .replace(/^arn:(?:[^:]*:){4}(?:repository\/)?/, '')
    .replaceAll('\u0001', ':');
  if (path.endsWith('/')) return matchesWildcard(pattern, path.slice(0, -1));
  return path.includes('/') ? matchesWildcard(pattern, path) : matchesWildcard(pattern.split('/')[0]!, path);
}

const trusted = new WeakMap<PrincipalNode, ReadonlySet<string | undefined>>();

/** Names of the services that a role lets in, in whatever partition or region they are named. */
export function servicesTrustedBy(role: PrincipalNode): ReadonlySet<string | undefined> {
  let names = trusted.get(role);
  if (!names) {
    const principals = role.trust
      .flatMap(({ statements }) => statements.filter(permitsAssuming))
      .flatMap((statement) => statement.principals.filter(({ type }) => type === 'Service'));
    names = new Set(
      principals.map(({ value }) =>
        serviceName(display(value).replace(/\$\{AWS::URLSuffix\}$/, 'amazonaws.com')),
      ),
    );
    trusted.set(role, names);
  }
  return names;
}

/** `ecs-tasks` of `ecs-tasks.amazonaws.com` */
export function serviceName(service: string): string | undefined {
  return parseServicePrincipal(service)?.name;
}

/** Whether somebody is an administrator, which the actor is not. */
function isStronger(gained: PrincipalNode, { principal }: Actor): boolean {
  return isAdministrator(gained) && (principal === undefined || !isAdministrator(principal));
}

const administrators = new WeakMap<PrincipalNode, boolean>();

/** Whether somebody may do what alone gives any permission: write policies, take over users. */
function isAdministrator(principal: PrincipalNode): boolean {
  let known = administrators.get(principal);
  if (known === undefined) {
    const actions = new EffectiveActions(actorOf(principal));
    known = decisiveActions().some((action) =>
      actions.permissions(action).some(({ reach, limits }) => reach.kind === 'all' && limits.length === 0),
    );
    administrators.set(principal, known);
  }
  return known;
}

let decisive: readonly string[] | undefined;

function decisiveActions(): readonly string[] {
  return (decisive ??= escalationPrimitives().flatMap(({ all, any, category, confidence }) =>
    all.length === 1 &&
    any.length === 0 &&
    confidence === 'documented' &&
    (category === 'self-escalation' || category === 'principal-access') &&
    all[0] !== 'sts:AssumeRole'
      ? all
      : [],
  ));
}
