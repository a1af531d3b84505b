import { type Resource } from '../template/template.ts';
import { type Text } from '../values/value.ts';
import { PRINCIPAL_TYPES, type Attachment } from './attachments.ts';
import { awsManagedDocument, managedPolicyRef } from './managed-policies.ts';
import { type PolicyDocument } from './policy.ts';
import { type Boundary, type Grant, type PrincipalNode } from './resource-graph.ts';

export interface PrincipalSource {
  texts(resource: Resource, path: string): readonly Text[];
  resolve(text: Text, type?: string): Resource | undefined;
  policiesOf(resource: Resource): readonly PolicyDocument[];
  attachmentsOf(principal: Resource): readonly Attachment[];
  groupsOf(user: Resource): readonly {
    readonly group: Resource;
    readonly node: Attachment['node'];
    readonly when: Attachment['when'];
  }[];
  principalOf(resource: Resource): PrincipalNode | undefined;
}

/** The principal that a resource declares, or undefined. Its grants are gathered when they are first asked for. */
export function readPrincipal(resource: Resource, source: PrincipalSource): PrincipalNode | undefined {
  if (!(resource.type in PRINCIPAL_TYPES)) return undefined;
  return new DeclaredPrincipal(
    resource,
    source,
    PRINCIPAL_TYPES[resource.type as keyof typeof PRINCIPAL_TYPES],
  );
}

class DeclaredPrincipal implements PrincipalNode {
  readonly type: PrincipalNode['type'];
  readonly resource: Resource;
  readonly node: PrincipalNode['node'];
  readonly #source: PrincipalSource;
  readonly #shape: (typeof PRINCIPAL_TYPES)[keyof typeof PRINCIPAL_TYPES];
  #grants: readonly Grant[] | undefined;
  #boundaries: readonly Boundary[] | undefined;
  #trust: readonly PolicyDocument[] | undefined;

  constructor(
    resource: Resource,
    source: PrincipalSource,
    shape: (typeof PRINCIPAL_TYPES)[keyof typeof PRINCIPAL_TYPES],
  ) {
    this.type = shape.type;
    this.resource = resource;
    this.node = resource.id;
    this.#source = source;
    this.#shape = shape;
  }

  get name(): Text | undefined {
    return this.#source.texts(this.resource, this.#shape.name)[0];
  }

  get grants(): readonly Grant[] {
    return (this.#grants ??= [...this.#ownGrants(), ...this.#groupGrants()]);
  }

  get boundaries(): readonly Boundary[] {
    return (this.#boundaries ??= this.#shape.boundary.flatMap((path) =>
      this.#source.texts(this.resource, path).map((text) => {
        const read = this.#managedPolicy(text);
        return {
          node: text.node,
          policy: read.managed,
          get document() {
            return read.document;
          },
          when: text.when,
        };
      }),
    ));
  }

  get trust(): readonly PolicyDocument[] {
    return (this.#trust ??= this.#source.policiesOf(this.resource).filter(({ kind }) => kind === 'trust'));
  }

  get groups(): readonly PrincipalNode[] {
    return this.#source.groupsOf(this.resource).flatMap(({ group }) => this.#source.principalOf(group) ?? []);
  }

  #ownGrants(): Grant[] {
    const inline = this.#source.policiesOf(this.resource).filter(({ kind }) => kind === 'identity');
    const grants: Grant[] = inline.map((document) => ({
      how: 'inline',
      document,
      managed: undefined,
      node: document.node,
      when: document.when,
    }));
    for (const { policy, node, when } of this.#source.attachmentsOf(this.resource))
      for (const document of this.#source.policiesOf(policy))
        grants.push({
          how: policy.type === 'AWS::IAM::ManagedPolicy' ? 'managed' : 'inline',
          document,
          managed: undefined,
          node,
          when,
        });
    for (const path of this.#shape.managed)
      for (const text of this.#source.texts(this.resource, path)) grants.push(...this.#managedGrants(text));
    return grants;
  }

  #groupGrants(): Grant[] {
    return this.#source.groupsOf(this.resource).flatMap(({ group, node, when }) =>
      (this.#source.principalOf(group)?.grants ?? []).map((grant): Grant => ({
        how: 'group',
        get document() {
          return grant.document;
        },
        managed: grant.managed,
        node,
        when,
      })),
    );
  }

  /** One grant, or one for each branch of the document of a declared policy. */
  #managedGrants(text: Text): readonly Grant[] {
    const read = this.#managedPolicy(text);
    const shared = { how: 'managed', managed: read.managed, node: text.node, when: text.when } as const;
    if (read.declared.length > 0) return read.declared.map((document) => ({ ...shared, document }));
    return [
      {
        ...shared,
        get document() {
          return read.document;
        },
      },
    ];
  }

  /** The document of one of AWS's is parsed only when somebody looks at it: some are very long. */
  #managedPolicy(text: Text): {
    readonly managed: Grant['managed'] & object;
    readonly document: PolicyDocument | undefined;
    /** The documents of a policy of the scanned templates. */
    readonly declared: readonly PolicyDocument[];
  } {
    const declared = this.#source.resolve(text, 'AWS::IAM::ManagedPolicy');
    const managed = managedPolicyRef(text, declared);
    const { resource } = this;
    const documents = declared ? this.#source.policiesOf(declared) : [];
    let aws: PolicyDocument | undefined;
    return {
      managed,
      declared: documents,
      get document() {
        if (declared) return documents[0];
        return managed.awsName === undefined
          ? undefined
          : (aws ??= awsManagedDocument(managed.awsName, resource, text.when, text));
      },
    };
  }
}
