import { findCfnType } from '../catalogue/cloudformation.ts';
import { type PolicyProperty } from '../catalogue/types.ts';
import { type CfnNode } from '../template/node.ts';
import { PLAIN_POLICY_TYPE, type Resource } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { literal, type Guard } from '../values/value.ts';
import { nodesAt } from './property-path.ts';

/** A place where a policy stands, before it is read. */
export interface PolicyPlace {
  readonly property: PolicyProperty;
  readonly node: CfnNode;
  readonly when: Guard;
  /** One statement or a list of them stands there, without a document round them. */
  readonly bareStatement: boolean;
}

const PLAIN_POLICY: readonly PolicyProperty[] = [
  { path: 'PolicyDocument', kind: 'identity', shape: 'document' },
];

/** Every place in the properties of a resource that holds a policy, one for each branch and list item. */
export function policyPlaces(scope: Scope, resource: Resource): readonly PolicyPlace[] {
  const places: PolicyPlace[] = [];
  for (const property of propertiesOf(resource.type)) {
    if (property.kind === 'organization' && !isAuthorizationPolicy(scope, resource)) continue;
    const bareStatement = property.shape === 'statements';
    for (const { value: node, when } of nodesAt(scope, resource, property.path))
      if (node) places.push({ property, node, when, bareStatement });
  }
  return places;
}

function propertiesOf(type: string): readonly PolicyProperty[] {
  if (type === PLAIN_POLICY_TYPE) return PLAIN_POLICY;
  // SAM's own properties are read by the SAM room, which generates the roles and APIs that carry them.
  if (type.startsWith('AWS::Serverless::')) return [];
  return findCfnType(type)?.policies ?? [];
}

/**
 * Only SCPs and RCPs have IAM grammar; tag, backup, chatbot and declarative policies share the property.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-organizations-policy.html
 */
function isAuthorizationPolicy(scope: Scope, resource: Resource): boolean {
  if (resource.type !== 'AWS::Organizations::Policy') return true;
  return nodesAt(scope, resource, 'Type').some(({ value }) => {
    const types = value ? scope.texts(value).map(literal) : [];
    return (
      types.length === 0 ||
      types.some((type) => type === undefined || /^(?:SERVICE|RESOURCE)_CONTROL_POLICY$/.test(type))
    );
  });
}
