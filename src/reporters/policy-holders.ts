import { asList, get } from '../template/node.ts';
import { type Resource } from '../template/template.ts';

/** Properties of the policy resources that name who has the policy. */
const HOLDERS = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'] as const;

const POLICY_TYPES: ReadonlySet<string> = new Set([
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
]);

/**
 * Whom a report lists a resource under: for a policy the roles, users and groups of its own template that it refers to, for
 * everything else, and for a policy that refers to none, the resource itself.
 */
export function policyHolders(resource: Resource): readonly Resource[] {
  if (!POLICY_TYPES.has(resource.type)) return [resource];
  const holders = HOLDERS.flatMap((property) => asList(get(resource.properties, property))).flatMap(
    (node) => {
      if (node.kind !== 'intrinsic' || node.fn !== 'Ref' || node.argument.kind !== 'scalar') return [];
      const holder = resource.template.resources.get(node.argument.text);
      return holder ? [holder] : [];
    },
  );
  return holders.length > 0 ? [...new Set(holders)] : [resource];
}
