import { type PolicyDocument } from '../graph/policy.ts';
import { type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { authorOf, PLAIN_POLICY_TYPE, type Resource } from '../template/template.ts';
import { isCustomResource } from './custom-resource.ts';

/** The words by which messages call a resource type; others go by the last part of their type. */
const NOUNS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
  'AWS::IAM::ManagedPolicy': 'managed policy',
  'AWS::SSO::PermissionSet': 'permission set',
};

/** For messages: `` Role `Deploy` ``, `` The role of function `Api` ``. Begins with a capital letter. */
export function recipientOf(policy: PolicyDocument, graph: ResourceGraph): string {
  const owner = policy.owner;
  if (owner.type === PLAIN_POLICY_TYPE) return 'Whoever this policy is attached to';
  if (graph.principalOf(owner)) return capital(nameResource(owner));
  const holders = graph.principals
    .filter(({ grants }) => grants.some(({ document }) => document === policy))
    .map(({ resource }) => resource);
  const [first, ...others] = holders;
  if (!first) return capital(`whoever ${nameResource(owner)} is attached to`);
  return others.length === 0
    ? capital(nameResource(first))
    : `${capital(nameResource(first))} and ${others.length} more`;
}

/** For messages: a principal, beginning with a capital letter. */
export function recipientName(principal: PrincipalNode): string {
  return capital(nameResource(principal.resource));
}

/** `` role `Deploy` ``, `` bucket policy `AssetsPolicy` `` by the author's logical id; SAM's roles as `` the role of function `Api` ``. */
export function nameResource(resource: Resource): string {
  const author = authorOf(resource);
  const name = `${NOUNS[author.type] ?? nounOf(author.type)} \`${author.logicalId}\``;
  return author.type !== resource.type && resource.type === 'AWS::IAM::Role' ? `the role of ${name}` : name;
}

/** `AWS::S3::BucketPolicy` → `bucket policy`, `AWS::KMS::Key` → `KMS key`, `AWS::RDS::DBInstance` → `DB instance`. */
function nounOf(type: string): string {
  if (isCustomResource(type)) return 'custom resource';
  const [, service = '', name = type] = type.split('::');
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[A-Z][a-z0-9]+|\b[A-Z]\b/g, (word) => word.toLowerCase());
  return /^[A-Z0-9]+$/.test(service) && !words.includes(' ') ? `${service} ${words}` : words;
}

/** For the beginning of a message: `` Role `Deploy` ``. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
