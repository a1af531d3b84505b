import { type CfnNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { display, type Guard, type Text } from '../values/value.ts';

/** A property whose texts name principals that the policies of its resource are attached to. */
interface AttachingProperty {
  readonly property: string;
  readonly principalType: string;
}

/** Resources whose own policy document is attached to the principals that they name. */
export const ATTACHING_TYPES: Readonly<Record<string, readonly AttachingProperty[]>> = {
  'AWS::IAM::Policy': [
    { property: 'Roles[]', principalType: 'AWS::IAM::Role' },
    { property: 'Users[]', principalType: 'AWS::IAM::User' },
    { property: 'Groups[]', principalType: 'AWS::IAM::Group' },
  ],
  'AWS::IAM::ManagedPolicy': [
    { property: 'Roles[]', principalType: 'AWS::IAM::Role' },
    { property: 'Users[]', principalType: 'AWS::IAM::User' },
    { property: 'Groups[]', principalType: 'AWS::IAM::Group' },
  ],
  'AWS::IAM::RolePolicy': [{ property: 'RoleName', principalType: 'AWS::IAM::Role' }],
  'AWS::IAM::UserPolicy': [{ property: 'UserName', principalType: 'AWS::IAM::User' }],
  'AWS::IAM::GroupPolicy': [{ property: 'GroupName', principalType: 'AWS::IAM::Group' }],
};

/** Resources that are principals, with the properties that name managed policies and the boundary. */
export const PRINCIPAL_TYPES = {
  'AWS::IAM::Role': {
    type: 'role',
    name: 'RoleName',
    managed: ['ManagedPolicyArns[]'],
    boundary: ['PermissionsBoundary'],
  },
  'AWS::IAM::User': {
    type: 'user',
    name: 'UserName',
    managed: ['ManagedPolicyArns[]'],
    boundary: ['PermissionsBoundary'],
  },
  'AWS::IAM::Group': { type: 'group', name: 'GroupName', managed: ['ManagedPolicyArns[]'], boundary: [] },
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sso-permissionset.html
  'AWS::SSO::PermissionSet': {
    type: 'permission-set',
    name: 'Name',
    managed: ['ManagedPolicies[]', 'CustomerManagedPolicyReferences[].Name'],
    boundary: [
      'PermissionsBoundary.ManagedPolicyArn',
      'PermissionsBoundary.CustomerManagedPolicyReference.Name',
    ],
  },
} as const;

/** Everything of the graph that the attachments are read with. */
export interface AttachmentSource {
  readonly resources: readonly Resource[];
  texts(resource: Resource, path: string): readonly Text[];
  resolve(text: Text, type?: string): Resource | undefined;
}

/** A document-bearing resource attached to a principal; `node` is where the principal is named. */
export interface Attachment {
  readonly policy: Resource;
  readonly node: CfnNode;
  readonly when: Guard;
}

/** Principal to the policy resources that name it. */
export function attachmentsByPrincipal(
  source: AttachmentSource,
): ReadonlyMap<Resource, readonly Attachment[]> {
  const attachments = new Map<Resource, Attachment[]>();
  for (const policy of source.resources)
    for (const { property, principalType } of ATTACHING_TYPES[policy.type] ?? [])
      for (const text of source.texts(policy, property)) {
        const principal = source.resolve(text, principalType);
        if (principal) push(attachments, principal, { policy, node: text.node, when: text.when });
      }
  return attachments;
}

/** User to its groups, from `Groups` of the user and from UserToGroupAddition. */
export function groupsByUser(
  source: AttachmentSource,
): ReadonlyMap<Resource, readonly { group: Resource; node: CfnNode; when: Guard }[]> {
  const groups = new Map<Resource, { group: Resource; node: CfnNode; when: Guard }[]>();
  // A reference gives whatever it refers to, a user in the place of a group too, and then a user would be in itself.
  const named = (text: Text, type: string): Resource | undefined => {
    const resource = source.resolve(text, type);
    return resource?.type === type ? resource : undefined;
  };
  for (const resource of source.resources) {
    if (resource.type === 'AWS::IAM::User')
      for (const text of source.texts(resource, 'Groups[]')) {
        const group = named(text, 'AWS::IAM::Group');
        if (group) push(groups, resource, { group, node: text.node, when: text.when });
      }
    if (resource.type === 'AWS::IAM::UserToGroupAddition')
      for (const groupText of source.texts(resource, 'GroupName')) {
        const group = named(groupText, 'AWS::IAM::Group');
        for (const text of group ? source.texts(resource, 'Users[]') : []) {
          const user = named(text, 'AWS::IAM::User');
          if (user && group) push(groups, user, { group, node: text.node, when: text.when });
        }
      }
  }
  return groups;
}

/**
 * Managed policies of the scanned set that are attached to nobody and serve as boundary, or say by their name that they
 * are to: the principals that they cap may be made elsewhere. Ceilings, no grants.
 */
export function boundaryOnlyPolicies(source: AttachmentSource): ReadonlySet<Resource> {
  const boundaries = new Set<Resource>();
  const attached = new Set<Resource>();
  for (const resource of source.resources) {
    const principal =
      resource.type in PRINCIPAL_TYPES
        ? PRINCIPAL_TYPES[resource.type as keyof typeof PRINCIPAL_TYPES]
        : undefined;
    const collect = (paths: readonly string[], into: Set<Resource>) => {
      for (const path of paths)
        for (const text of source.texts(resource, path)) {
          const policy = source.resolve(text, 'AWS::IAM::ManagedPolicy');
          if (policy) into.add(policy);
        }
    };
    if (principal) {
      collect(principal.boundary, boundaries);
      collect(principal.managed, attached);
    }
    if (
      resource.type === 'AWS::IAM::ManagedPolicy' &&
      ATTACHING_TYPES[resource.type]!.some(({ property }) => source.texts(resource, property).length > 0)
    )
      attached.add(resource);
  }
  const named = source.resources.filter(
    (resource) =>
      resource.type === 'AWS::IAM::ManagedPolicy' &&
      [resource.logicalId, ...source.texts(resource, 'ManagedPolicyName').map(display)].some((name) =>
        /boundary/i.test(name),
      ),
  );
  return new Set([...boundaries, ...named].filter((policy) => !attached.has(policy)));
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
