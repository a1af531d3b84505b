import { SEVERITIES } from '../rule/finding.ts';
import { type AccessChange, compareChanges } from './access-change.ts';
import { describeGrant, type GrantContext } from './describe-grant.ts';
import { exposureChanges } from './exposures.ts';
import { type DiffSide, type Identity, identify } from './identity.ts';
import { guardsOf, layersIn, NO_LAYERS, sameLayers, type SubjectLayers } from './layers.ts';
import { liftedDenials } from './lifted-denials.ts';
import { newGrants } from './new-grants.ts';
import { type StructureDiff, structureDiff } from './structure.ts';
import { type Subject, type Subjects, subjectsOf } from './subject.ts';
import { unknownChanges } from './unknown-changes.ts';
import { type World, Worlds } from './worlds.ts';

/** What lies between two states of some templates. */
export interface AccessDiff {
  /** Added access first, the worst first. */
  readonly changes: readonly AccessChange[];
  readonly structure: StructureDiff;
  readonly identity: Identity;
}

export interface DiffOptions {
  /** Values of template parameters that are given for the deployment. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The access that the head gives and the base does not, and the other way round: by principal all that it is given, by
 * role who may assume it, by resource who may use it. What is said in other words (split, renamed, reordered, moved) is
 * no change. Pure; never throws for bad input.
 */
export function diffAccess(base: DiffSide, head: DiffSide, options: DiffOptions): AccessDiff {
  const identity = identify(base, head);
  const comparison = new Comparison(base, head, identity, options);
  const changes = [...comparison.changes(), ...exposureChanges(base, head, identity)];
  return {
    changes: withoutRepeats(changes).sort(compareChanges),
    structure: structureDiff(base, head, identity),
    identity,
  };
}

class Comparison {
  readonly #base: DiffSide;
  readonly #head: DiffSide;
  readonly #identity: Identity;
  readonly #worlds: Worlds;

  constructor(base: DiffSide, head: DiffSide, identity: Identity, { parameters }: DiffOptions) {
    this.#base = base;
    this.#head = head;
    this.#identity = identity;
    this.#worlds = new Worlds(
      base.graph.templates,
      head.graph.templates,
      (template) => identity.templateKey(template),
      parameters,
    );
  }

  changes(): AccessChange[] {
    const before = subjectsOf(this.#base, this.#identity);
    const after = subjectsOf(this.#head, this.#identity);
    const find = ({ compared, attached }: Subjects, key: string): Subject | undefined =>
      compared.get(key) ?? attached.get(key);
    const keys = new Set([...after.compared.keys(), ...before.compared.keys()]);
    const baseIds = new Set(this.#base.graph.resources.map((resource) => this.#identity.of(resource)));
    const headIds = new Set(this.#head.graph.resources.map((resource) => this.#identity.of(resource)));
    return [...keys].flatMap((key) => {
      const base = find(before, key);
      const head = find(after, key);
      const gone = base && !head && !headIds.has(this.#identity.of(base.resource));
      if (gone) return base.kind === 'trust' ? [] : [goneChange(base)];
      const made = head && !base && !baseIds.has(this.#identity.of(head.resource));
      return this.#compare(base, head, made ?? false);
    });
  }

  #compare(base: Subject | undefined, head: Subject | undefined, made: boolean): AccessChange[] {
    const guards = [...(base ? guardsOf(base) : []), ...(head ? guardsOf(head) : [])];
    const seen = new Set<string>();
    return this.#worlds.over(guards).flatMap((world) => {
      const before = base ? this.#layers(base, world, this.#base) : NO_LAYERS;
      const after = head ? this.#layers(head, world, this.#head) : NO_LAYERS;
      if (sameLayers(before, after)) return [];
      const text = JSON.stringify([before, after].map(({ grants, boundaries }) => [...grants, ...boundaries].map(({ texts }) => texts))); // prettier-ignore
      if (seen.has(text)) return [];
      seen.add(text);
      const added: AccessChange[] = head
        ? changesTo({ effect: 'added', subject: head, layers: after, other: base, otherLayers: before })
        : [];
      const removed: AccessChange[] = base
        ? changesTo({ effect: 'removed', subject: base, layers: before, other: head, otherLayers: after })
        : [];
      const subject = head ?? base!;
      const lifted = made ? [] : liftedDenials(subject, base, head, before, after);
      return [...added, ...removed, ...lifted];
    });
  }

  #layers(subject: Subject, world: World, { graph }: DiffSide): SubjectLayers {
    return layersIn(subject, world, graph, this.#identity);
  }
}

function changesTo(context: GrantContext): AccessChange[] {
  const { layers, otherLayers, subject, other } = context;
  // What both sides have by the same group is told of the group.
  const groups = new Set(other?.grants.flatMap(({ group }) => group ?? []));
  const shared = layers.grants.filter(({ held }) => held.group !== undefined && groups.has(held.group));
  const existing = shared.length === 0 ? otherLayers : { ...otherLayers, grants: [...otherLayers.grants, ...shared] }; // prettier-ignore
  return [
    ...newGrants(existing, layers, subject.kind).map((grant) => describeGrant(grant, context)),
    ...unknownChanges(context),
  ];
}

function goneChange(subject: Subject): AccessChange {
  return {
    effect: 'removed',
    kind: subject.kind,
    subject: subject.label,
    severity: 'low',
    certainty: 'certain',
    message: `${subject.label} is gone, and with it all that it gave`,
    witness: undefined,
    when: '',
    resource: subject.resource,
    base: { node: subject.node, label: 'was here' },
    head: undefined,
    evidence: `gone ${subject.key}`,
  };
}

/** One change for each place and sentence, the worst of several cases. */
function withoutRepeats(changes: readonly AccessChange[]): AccessChange[] {
  const found = new Map<string, AccessChange>();
  for (const change of changes) {
    const { span } = (change.head ?? change.base)!.node;
    const key = JSON.stringify([change.effect, change.subject, change.message, span.file.path, span.start]);
    const known = found.get(key);
    if (!known || SEVERITIES.indexOf(known.severity) < SEVERITIES.indexOf(change.severity))
      found.set(key, change);
  }
  return [...found.values()];
}
