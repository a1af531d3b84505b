import { type Resource } from '../template/template.ts';
import { canonical } from './canonical.ts';
import { type DiffSide, type Identity } from './identity.ts';

/** What a change does to the resources of the templates, whether or not it touches access. */
export interface StructureDiff {
  readonly added: readonly Resource[];
  readonly removed: readonly Resource[];
  readonly renamed: readonly { readonly base: Resource; readonly head: Resource }[];
  readonly changed: readonly ChangedResource[];
}

export interface ChangedResource {
  readonly base: Resource;
  readonly head: Resource;
  /** Names of the properties that differ. */
  readonly properties: readonly string[];
  /** Of IAM's own types: the resource is made anew, so that whoever names it by its id loses it. */
  readonly replaced: boolean;
}

/**
 * Properties whose change replaces the resource, of the types that others name as principal or policy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-group.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::IAM::User': ['UserName'],
  'AWS::IAM::Group': ['GroupName'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'Path', 'Description'],
};

/** The resources of the two sides, paired. Resources that SAM makes count as themselves. */
export function structureDiff(base: DiffSide, head: DiffSide, identity: Identity): StructureDiff {
  const before = new Map(base.graph.resources.map((resource) => [identity.of(resource), resource]));
  const after = new Map(head.graph.resources.map((resource) => [identity.of(resource), resource]));
  const changed: ChangedResource[] = [];
  for (const [id, resource] of after) {
    const old = before.get(id);
    if (!old) continue;
    const properties = differing(old, resource);
    if (old.type !== resource.type || properties.length > 0)
      changed.push({
        base: old,
        head: resource,
        properties,
        replaced: properties.some((name) => REPLACING[resource.type]?.includes(name) ?? false),
      });
  }
  return {
    added: [...after].flatMap(([id, resource]) => (before.has(id) ? [] : [resource])),
    removed: [...before].flatMap(([id, resource]) => (after.has(id) ? [] : [resource])),
    renamed: identity.renamed,
    changed,
  };
}

function differing(base: Resource, head: Resource): readonly string[] {
  const names = new Set([...(base.properties?.entries.keys() ?? []), ...(head.properties?.entries.keys() ?? [])]); // prettier-ignore
  const text = (resource: Resource, name: string): string =>
    canonical(resource.properties?.entries.get(name)?.value);
  return [...names].filter((name) => text(base, name) !== text(head, name));
}
