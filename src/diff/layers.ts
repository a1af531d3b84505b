import { type AccessLayers, type AccessPolicy, type AccessStatement } from '../access/index.ts';
import { foldPolicy } from '../analysis/access-policy.ts';
import { type Statement } from '../graph/policy.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { type Identity } from './identity.ts';
import { type Held, type Opaque, type Subject } from './subject.ts';
import { type GuardIn, type World } from './worlds.ts';

/** A folded document of a subject in one case. */
export interface Layered {
  readonly held: Held;
  readonly policy: AccessPolicy;
  readonly sources: readonly Statement[];
  /** As JSON: what two documents that say the same share. Statement ids say nothing. */
  readonly texts: readonly string[];
}

/** What a subject grants in one case. */
export interface SubjectLayers {
  readonly grants: readonly Layered[];
  readonly boundaries: readonly Layered[];
  readonly opaque: readonly Opaque[];
  readonly opaqueBoundaries: readonly Opaque[];
  /** What of the documents has no meaning before deployment, sorted. */
  readonly unread: readonly string[];
}

export const NO_LAYERS: SubjectLayers = {
  grants: [],
  boundaries: [],
  opaque: [],
  opaqueBoundaries: [],
  unread: [],
};

/** All guards that the access of a subject turns on. */
export function guardsOf(subject: Subject): readonly GuardIn[] {
  const guards: GuardIn[] = [];
  for (const { document, when, whenIn } of [...subject.grants, ...subject.boundaries]) {
    const { template } = document.owner;
    guards.push({ guard: when, template: whenIn }, { guard: document.when, template });
    for (const { statements } of [document])
      for (const statement of statements) {
        guards.push({ guard: statement.when, template });
        const texts = [statement.actions, statement.notActions, statement.resources, statement.notResources];
        for (const text of texts.flat()) guards.push({ guard: text.when, template });
        for (const { value, when: own } of [...statement.principals, ...statement.notPrincipals])
          guards.push({ guard: own, template }, { guard: value.when, template });
        for (const { values, when: own } of statement.conditions)
          guards.push({ guard: own, template }, ...values.map((value) => ({ guard: value.when, template })));
      }
  }
  for (const { when, whenIn } of [...subject.opaque, ...subject.opaqueBoundaries])
    guards.push({ guard: when, template: whenIn });
  return guards.filter(({ guard }) => guard.length > 0);
}

/** Folds the documents of a subject for one case. */
export function layersIn(
  subject: Subject,
  world: World,
  graph: ResourceGraph,
  identity: Identity,
): SubjectLayers {
  const unread: string[] = [];
  const fold = (held: Held): Layered[] => {
    const { document } = held;
    const { template } = document.owner;
    if (!world.holds(held.when, held.whenIn)) return [];
    const folded = foldPolicy(document, {
      graph,
      identify: (resource) => identity.of(resource),
      holds: (guard) => world.holds(guard, template),
      parameter: (name) => world.parameter(name, template),
    });
    unread.push(...folded.unread);
    const { policy, sources } = folded;
    if (policy.statements.length === 0) return [];
    return [{ held, policy, sources, texts: policy.statements.map((one) => textOf(one, policy)) }];
  };
  const applies = ({ when, whenIn }: Opaque): boolean => world.holds(when, whenIn);
  return {
    grants: subject.grants.flatMap(fold),
    boundaries: subject.boundaries.flatMap(fold),
    opaque: subject.opaque.filter(applies),
    opaqueBoundaries: subject.opaqueBoundaries.filter(applies),
    unread: unread.sort(),
  };
}

function textOf(statement: AccessStatement, { version }: AccessPolicy): string {
  return JSON.stringify({ ...statement, sid: undefined, version });
}

/** Whether two sides say the same, in whatever order. */
export function sameLayers(a: SubjectLayers, b: SubjectLayers): boolean {
  const text = ({ grants, boundaries, opaque, opaqueBoundaries, unread }: SubjectLayers): string =>
    JSON.stringify([
      [...new Set(grants.flatMap(({ texts }) => texts))].sort(),
      [...new Set(boundaries.flatMap(({ texts }) => texts))].sort(),
      opaque.map(({ name }) => name).sort(),
      opaqueBoundaries.map(({ name }) => name).sort(),
      unread,
    ]);
  return text(a) === text(b);
}

/** As the kernel compares it; every boundary document of a case is one of a single boundary. */
export function accessOf({ grants, boundaries }: Pick<SubjectLayers, 'grants' | 'boundaries'>): AccessLayers {
  const layers = [grants.map(({ policy }) => policy)];
  if (boundaries.length > 0) layers.push(boundaries.map(({ policy }) => policy));
  return { layers };
}

/** The access of one statement, under every Deny and within the boundary of its subject. */
export function accessOfStatement(
  statement: AccessStatement,
  { version }: AccessPolicy,
  of: SubjectLayers,
): AccessLayers {
  const alone: AccessPolicy = { version, statements: [statement], unreadable: [] };
  const denies = of.grants.flatMap(({ policy }) => {
    const statements = policy.statements.filter(({ effect }) => effect === 'Deny');
    return statements.length === 0 ? [] : [{ ...policy, statements }];
  });
  const bounds = of.boundaries.map(({ policy }) => policy);
  return { layers: [[alone], ...(bounds.length > 0 ? [bounds] : [])], ...(denies.length > 0 && { denies }) };
}
