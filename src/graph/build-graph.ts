import { type CfnNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { createScope } from '../values/create-scope.ts';
import { type Scope } from '../values/scope.ts';
import { display, type Text } from '../values/value.ts';
import {
  attachmentsByPrincipal,
  boundaryOnlyPolicies,
  groupsByUser,
  type Attachment,
} from './attachments.ts';
import { NameIndex } from './names.ts';
import { policyPlaces } from './policy-sites.ts';
import { type PolicyDocument, type PolicyKind } from './policy.ts';
import { readPrincipal } from './principals.ts';
import { absenceGuards, guardOf, nodesAt, propertyValues } from './property-path.ts';
import { readPolicy } from './read-policy.ts';
import { referencesOf } from './references.ts';
import {
  type InstanceProfileNode,
  type ManagedPolicyRef,
  type PrincipalNode,
  type Reference,
  type ResourceGraph,
  type RoleUse,
  type Undecided,
  type WrittenText,
} from './resource-graph.ts';
import { roleUsesOf } from './role-uses.ts';
import { StackLinks, type FindRelated } from './stacks.ts';
import { readTypedGrant } from './typed-grants.ts';
import { writtenTexts } from './written-texts.ts';

export interface GraphOptions {
  /** Values of template parameters given for the deployment. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Finds the file that a template names; its template must be among those of the graph to be linked. */
  readonly related?: FindRelated;
}

/**
 * Connects templates, whose SAM and language extensions are expanded, to one graph. Policies and principals are read at
 * once, so that the graph can say what it did not decide; the documents of AWS managed policies and references when asked for.
 */
export function buildGraph(templates: readonly Template[], options: GraphOptions): ResourceGraph {
  return new BuiltGraph(templates, options);
}

/** Written texts that are kept for the next rule that asks; beyond, each rule goes through the template itself. */
const MAX_REMEMBERED_TEXTS = 500_000;

class BuiltGraph implements ResourceGraph {
  readonly templates: readonly Template[];
  readonly resources: readonly Resource[];
  readonly policies: readonly PolicyDocument[];
  readonly principals: readonly PrincipalNode[];
  readonly instanceProfiles: readonly InstanceProfileNode[];
  readonly undecided: Undecided[] = [];
  readonly #options: GraphOptions;
  readonly #links: StackLinks;
  readonly #byPath: ReadonlyMap<string, Template>;
  readonly #scopes = new Map<string, Scope>();
  readonly #byType = new Map<string, Resource[]>();
  readonly #names = new NameIndex();
  readonly #policiesOf = new Map<Resource, readonly PolicyDocument[]>();
  readonly #principalOf = new Map<Resource, PrincipalNode>();
  readonly #profileOf = new Map<Resource, InstanceProfileNode>();
  readonly #attachments: ReadonlyMap<Resource, readonly Attachment[]>;
  readonly #groups: ReturnType<typeof groupsByUser>;
  readonly #references = new Map<Resource, readonly Reference[]>();
  #referrers: Map<Resource, Reference[]> | undefined;
  readonly #roleUses = new Map<Resource, readonly RoleUse[]>();
  #usersOfRole: Map<Resource, RoleUse[]> | undefined;
  readonly #written = new Map<Template, readonly WrittenText[]>();
  #writtenCount = 0;

  constructor(templates: readonly Template[], options: GraphOptions) {
    this.templates = templates;
    this.#byPath = new Map(templates.map((template) => [template.file.path, template]));
    this.#options = options;
    this.resources = templates.flatMap((template) => [...template.resources.values()]);
    this.#links = new StackLinks(templates, (template) => this.#scope(template), options.related);
    for (const resource of this.resources) {
      const sameType = this.#byType.get(resource.type);
      if (sameType) sameType.push(resource);
      else this.#byType.set(resource.type, [resource]);
      this.#names.add(resource, this.#scopeOf(resource));
    }
    const source = {
      resources: this.resources.filter(
        ({ type }) => type.startsWith('AWS::IAM::') || type === 'AWS::SSO::PermissionSet',
      ),
      texts: (resource: Resource, path: string) => this.#textsAt(resource, path),
      resolve: (text: Text, type?: string) => this.#names.resolve(text, type),
    };
    const boundaries = boundaryOnlyPolicies(source);
    this.policies = this.resources.flatMap((resource) => this.#readPolicies(resource, boundaries));
    this.#attachments = attachmentsByPrincipal(source);
    this.#groups = groupsByUser(source);
    this.principals = this.resources.flatMap((resource) => {
      const principal = readPrincipal(resource, {
        ...source,
        policiesOf: (owner) => this.policiesOf(owner),
        attachmentsOf: (owner) => this.#attachments.get(owner) ?? [],
        groupsOf: (user) => this.#groups.get(user) ?? [],
        principalOf: (owner) => this.#principalOf.get(owner),
      });
      if (principal) this.#principalOf.set(resource, principal);
      return principal ?? [];
    });
    this.instanceProfiles = this.resourcesOfType('AWS::IAM::InstanceProfile').map((resource) =>
      this.#readProfile(resource),
    );
    this.undecided.push(...this.principals.flatMap(unknownPolicies));
  }

  resourcesOfType(type: string): readonly Resource[] {
    return this.#byType.get(type) ?? [];
  }

  policiesOf(resource: Resource): readonly PolicyDocument[] {
    return this.#policiesOf.get(resource) ?? [];
  }

  principalOf(resource: Resource): PrincipalNode | undefined {
    return this.#principalOf.get(resource);
  }

  resolve(text: Text): Resource | undefined {
    return this.#names.resolve(text);
  }

  references(resource: Resource): readonly Reference[] {
    let references = this.#references.get(resource);
    if (!references) {
      const { resources } = this.#scopeOf(resource).template;
      references = referencesOf(resource, (logicalId) => resources.get(logicalId));
      this.#references.set(resource, references);
    }
    return references;
  }

  referrers(resource: Resource): readonly Reference[] {
    if (!this.#referrers) {
      this.#referrers = new Map();
      for (const from of this.resources)
        for (const reference of this.references(from)) append(this.#referrers, reference.to, reference);
    }
    return this.#referrers.get(resource) ?? [];
  }

  runsAs(resource: Resource): readonly RoleUse[] {
    let uses = this.#roleUses.get(resource);
    if (!uses) {
      uses = roleUsesOf(resource, {
        texts: (owner, path) => this.#textsAt(owner, path),
        resolve: (text, type) => this.#names.resolve(text, type),
        principalOf: (role) => this.#principalOf.get(role),
        profileOf: (profile) => this.#profileOf.get(profile),
      });
      this.#roleUses.set(resource, uses);
    }
    return uses;
  }

  usersOfRole(role: Resource): readonly RoleUse[] {
    if (!this.#usersOfRole) {
      this.#usersOfRole = new Map();
      for (const resource of this.resources)
        for (const use of this.runsAs(resource))
          if (use.role) append(this.#usersOfRole, use.role.resource, use);
    }
    return this.#usersOfRole.get(role) ?? [];
  }

  property(resource: Resource, path: string) {
    return propertyValues(this.#scopeOf(resource), resource, path);
  }

  absence(resource: Resource, path: string) {
    return absenceGuards(this.#scopeOf(resource), resource, path);
  }

  texts(node: CfnNode, resource: Resource): readonly Text[] {
    return this.#scopeOf(resource).texts(node, guardOf(resource));
  }

  writtenTexts(template: Template): Iterable<WrittenText> {
    const known = this.#written.get(template);
    if (known) return known;
    const texts = writtenTexts(template, this.#scope(template));
    if (this.#writtenCount > MAX_REMEMBERED_TEXTS) return texts;
    const list = [...texts];
    this.#writtenCount += list.length;
    this.#written.set(template, list);
    return list;
  }

  #textsAt(resource: Resource, path: string): readonly Text[] {
    const scope = this.#scopeOf(resource);
    return nodesAt(scope, resource, path).flatMap(({ value, when }) =>
      value && value.kind !== 'map' && value.kind !== 'list' ? scope.texts(value, when) : [],
    );
  }

  #scopeOf(resource: Resource): Scope {
    return this.#scope(resource.template);
  }

  /** Keyed by file: resources of SAM point to the template before its expansion. */
  #scope(template: Template): Scope {
    let scope = this.#scopes.get(template.file.path);
    if (!scope) {
      const expanded = this.#byPath.get(template.file.path) ?? template;
      scope = createScope(expanded, this.#links.contextFor(expanded, this.#options.parameters));
      this.#scopes.set(template.file.path, scope);
    }
    return scope;
  }

  #readPolicies(resource: Resource, boundaries: ReadonlySet<Resource>): readonly PolicyDocument[] {
    const scope = this.#scopeOf(resource);
    const documents: PolicyDocument[] = [];
    for (const { property, node, when, bareStatement } of policyPlaces(scope, resource)) {
      const kind: PolicyKind = boundaries.has(resource) ? 'boundary' : property.kind;
      const site = { type: resource.type, property: property.path };
      const name = this.#policyName(resource, property.path, node);
      const reading = readPolicy(scope, node, when, { owner: resource, site, kind, name, bareStatement });
      documents.push(...reading.documents.map((document) => plainKind(document)));
      this.undecided.push(...reading.undecided);
    }
    const typed = readTypedGrant(scope, resource);
    if (typed && documents.length === 0) documents.push(typed);
    if (documents.length > 0) this.#policiesOf.set(resource, documents);
    return documents;
  }

  #policyName(resource: Resource, path: string, document: CfnNode): Text | undefined {
    const beside = path === 'Policies[].PolicyDocument' ? holderOf(document) : resource.properties;
    for (const key of ['PolicyName', 'ManagedPolicyName']) {
      const node = beside?.kind === 'map' ? beside.entries.get(key)?.value : undefined;
      if (node) return this.#scopeOf(resource).texts(node)[0];
    }
    return undefined;
  }

  #readProfile(resource: Resource): InstanceProfileNode {
    const roles = this.#textsAt(resource, 'Roles[]').map((text) => {
      const role = this.#names.resolve(text, 'AWS::IAM::Role');
      return { text, role: role && this.#principalOf.get(role) };
    });
    const name = this.#textsAt(resource, 'InstanceProfileName')[0];
    const profile: InstanceProfileNode = { node: resource.id, resource, name, roles };
    this.#profileOf.set(resource, profile);
    return profile;
  }
}

/** The map that a value stands in, whatever functions are round it. */
function holderOf(value: CfnNode): CfnNode | undefined {
  let at = value.parent;
  while (at && at.kind !== 'map') at = at.parent;
  return at;
}

/** What a principal is given or capped by that stands in no scanned template and is none of AWS's own. */
function unknownPolicies(principal: PrincipalNode): Undecided[] {
  const isUnknown = ({ awsName, resource }: ManagedPolicyRef) =>
    awsName === undefined && resource === undefined;
  const grants = principal.grants.flatMap(({ how, managed }) =>
    how === 'managed' && managed && isUnknown(managed) ? [managed] : [],
  );
  const boundaries = principal.boundaries.flatMap(({ policy }) => (isUnknown(policy) ? [policy] : []));
  return [...grants, ...boundaries].map((policy) => ({
    node: policy.node,
    reason: `the managed policy \`${display(policy.arn)}\` is in no template that was read, so what it allows is not known`,
  }));
}

/** A plain document's kind follows from what it says: one with principals is no identity policy. */
function plainKind(document: PolicyDocument): PolicyDocument {
  if (document.owner.template.dialect !== 'policy') return document;
  const named = document.statements.filter(
    ({ elements }) => elements.has('Principal') || elements.has('NotPrincipal'),
  );
  if (named.length === 0) return document;
  const assumes = named.every(({ actions }) =>
    actions.every(
      ({ segments }) =>
        typeof segments[0] === 'string' &&
        /^sts:(?:assumerole|tagsession|setsourceidentity|setcontext)/i.test(segments[0]),
    ),
  );
  // Statements point back to their document, so it is changed in place.
  return Object.assign(document, { kind: assumes ? 'trust' : 'resource' });
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
