import { nameTarget, targetOf } from '../analysis/policy-target.ts';
import { nameResource } from '../analysis/recipient.ts';
import { type PolicyDocument } from '../graph/policy.ts';
import { type Grant, type ManagedPolicyRef, type PrincipalNode } from '../graph/resource-graph.ts';
import { type CfnNode, type Located } from '../template/node.ts';
import { PLAIN_POLICY_TYPE, type Resource, type Template } from '../template/template.ts';
import { display, type Guard } from '../values/value.ts';
import { type DiffSide, type Identity } from './identity.ts';

/**
 * `principal`: what a user, group, role or permission set may do. `trust`: who may become a role. `resource`: who may
 * use a resource. `policy`: a document that no principal of the templates is given. `ceiling`: a boundary, SCP, endpoint
 * or session policy, which only limits.
 */
export type SubjectKind = 'principal' | 'trust' | 'resource' | 'policy' | 'ceiling';

/** A document that has a say, and when. */
export interface Held {
  readonly document: PolicyDocument;
  /** Beside the document's own guard: where it is attached, and in which template that is written. */
  readonly when: Guard;
  readonly whenIn: Template;
  /** Where it is attached; the documents of AWS's policies stand in no file of the templates. */
  readonly at: CfnNode;
  /** Comes with a group and counts as a change only where the membership is one; the key of the group. */
  readonly group?: string;
}

/** Where a statement of the document is to be looked at. */
export function placeIn({ document, at }: Held, statement: Located): CfnNode {
  return document.site.type === 'AWS managed policy' ? at : statement.node;
}

/** A managed policy that stands in no template and is none of AWS's. */
export interface Opaque extends Located {
  readonly name: string;
  readonly when: Guard;
  readonly whenIn: Template;
}

/** One thing of one side whose access is compared. */
export interface Subject extends Located {
  readonly key: string;
  readonly kind: SubjectKind;
  /** For sentences: `` role `Deploy` ``. */
  readonly label: string;
  readonly resource: Resource;
  readonly grants: readonly Held[];
  readonly boundaries: readonly Held[];
  readonly opaque: readonly Opaque[];
  readonly opaqueBoundaries: readonly Opaque[];
}

/** Everything of a side that gives or limits access, by key. */
export interface Subjects {
  readonly compared: ReadonlyMap<string, Subject>;
  /** Policies that principals are given and whose access is compared there: what they were when they are so no more. */
  readonly attached: ReadonlyMap<string, Subject>;
}

export function subjectsOf(side: DiffSide, identity: Identity): Subjects {
  return new SubjectReader(side, identity).read();
}

class SubjectReader {
  readonly #side: DiffSide;
  readonly #identity: Identity;
  readonly #subjects = new Map<string, Subject>();
  readonly #attached = new Map<string, Subject>();

  constructor(side: DiffSide, identity: Identity) {
    this.#side = side;
    this.#identity = identity;
  }

  read(): Subjects {
    const { graph } = this.#side;
    const given = new Set<PolicyDocument>();
    const bounding = new Set<PolicyDocument>();
    for (const principal of graph.principals) {
      const subject = this.#principal(principal);
      this.#subjects.set(subject.key, subject);
      for (const { document } of subject.grants) given.add(document);
      for (const { document } of subject.boundaries) bounding.add(document);
      const key = `trust ${this.#identity.of(principal.resource)}`;
      for (const document of principal.trust)
        this.#add(key, 'trust', nameResource(principal.resource), principal.resource, document);
    }
    for (const document of graph.policies) {
      const { kind, owner } = document;
      if (kind === 'trust' && graph.principalOf(owner)) continue;
      const known = given.has(document) || bounding.has(document);
      this.#document(document, known ? this.#attached : this.#subjects);
    }
    return { compared: this.#subjects, attached: this.#attached };
  }

  #principal(principal: PrincipalNode): Subject {
    const { resource } = principal;
    const own = this.#grants(
      principal.grants.filter(({ how }) => how !== 'group'),
      resource,
    );
    const groups = principal.groups.map((group) => ({
      ...this.#grants(group.grants, group.resource),
      group: this.#identity.of(group.resource),
    }));
    const inherited = groups.flatMap(({ held, group }) => held.map((one) => ({ ...one, group })));
    const bounds = this.#split(
      principal.boundaries.map(({ document, policy, when, node }) => ({ document, managed: policy, when, node })), // prettier-ignore
      resource,
    );
    return {
      key: `principal ${this.#identity.of(resource)}`,
      kind: 'principal',
      label: nameResource(resource),
      resource,
      node: principal.node,
      grants: [...own.held, ...inherited],
      boundaries: bounds.held,
      opaque: [...own.opaque, ...groups.flatMap(({ opaque }) => opaque)],
      opaqueBoundaries: bounds.opaque,
    };
  }

  #grants(grants: readonly Grant[], owner: Resource): { held: Held[]; opaque: Opaque[] } {
    return this.#split(grants, owner);
  }

  #split(
    grants: readonly (Pick<Grant, 'document' | 'managed' | 'when' | 'node'>)[], // prettier-ignore
    owner: Resource,
  ): { held: Held[]; opaque: Opaque[] } {
    const held: Held[] = [];
    const opaque: Opaque[] = [];
    for (const { document, managed, when, node } of grants) {
      const whenIn = managed || !document ? owner.template : document.owner.template;
      if (!document) opaque.push({ name: this.#nameOf(managed), node, when, whenIn });
      else
        for (const one of this.#branches(document))
          if (!held.some((other) => other.document === one))
            held.push({ document: one, when, whenIn, at: node });
    }
    return { held, opaque };
  }

  /** A managed policy has one document for each branch; the graph attaches the first. */
  #branches(document: PolicyDocument): readonly PolicyDocument[] {
    const all = this.#side.graph.policiesOf(document.owner);
    const same = all.filter(({ site }) => site === document.site || site.property === document.site.property);
    return document.owner.type === 'AWS::IAM::ManagedPolicy' && same.includes(document) ? same : [document];
  }

  #nameOf(managed: ManagedPolicyRef | undefined): string {
    return managed ? display(managed.arn) : 'a managed policy';
  }

  #document(document: PolicyDocument, into: Map<string, Subject>): void {
    const { owner, kind } = document;
    const id = this.#identity.of(owner);
    const plain = owner.type === PLAIN_POLICY_TYPE;
    const name = plain ? `policy ${owner.template.file.path}` : nameResource(owner);
    switch (kind) {
      case 'resource': {
        const target = targetOf(document, this.#side.graph);
        const key = `resource ${target ? this.#identity.of(target) : id}`;
        const label = plain ? name : nameTarget(document, this.#side.graph);
        this.#add(key, 'resource', label, target ?? owner, document, into);
        return;
      }
      case 'trust':
        this.#add(`trust ${id}`, 'trust', name, owner, document, into);
        return;
      case 'identity':
      case 'iot':
        this.#add(`policy ${id}`, 'policy', name, owner, document, into);
        return;
      case 'boundary':
      case 'endpoint':
      case 'session':
      case 'organization':
        this.#add(`policy ${id}`, 'ceiling', name, owner, document, into);
    }
  }

  #add(
    key: string,
    kind: SubjectKind,
    label: string,
    resource: Resource,
    document: PolicyDocument,
    into = this.#subjects,
  ): void {
    const known = into.get(key);
    const held: Held = { document, when: document.when, whenIn: document.owner.template, at: document.node };
    const grants = [...(known?.grants ?? []), held];
    const node = known?.node ?? (resource.node ? resource.id : document.node);
    into.set(key, { key, kind, label, resource, node, grants, boundaries: [], opaque: [], opaqueBoundaries: [] }); // prettier-ignore
  }
}
