import { type CfnNode, get } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { isGiven } from './author-value.ts';
import { type Expansion } from './expansion.ts';
import {
  type NodeShape,
  allow,
  attributeOf,
  managedPolicyArn,
  substituted,
  trustPolicy,
} from './generated-node.ts';
import { attachInline, attachManaged, generateRole, roleDraft } from './role-draft.ts';

/** How SAM makes the role of a type that needs one for the service itself. */
interface ServiceRole {
  /** The property that names a role of the author's. */
  readonly property: string;
  /** Follows the logical id. */
  readonly suffix: string;
  readonly managed: string;
}

const SERVICE_ROLES = new Map<string, ServiceRole>([
  [
    'AWS::Serverless::CapacityProvider',
    { property: 'OperatorRole', suffix: 'OperatorRole', managed: 'AWSLambdaManagedEC2ResourceOperator' },
  ],
  [
    'AWS::Serverless::NetworkConnector',
    { property: 'OperatorRole', suffix: 'OperatorRole', managed: 'AWSLambdaNetworkConnectorOperatorPolicy' },
  ],
  [
    'AWS::Serverless::WebFunction',
    { property: 'ExecutionRoleArn', suffix: 'Role', managed: 'service-role/AWSLambdaBasicExecutionRole' },
  ],
]);

/**
 * Adds the role that Lambda manages a capacity provider or a network connector with, or runs a web function as.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-capacityprovider.html
 */
export function expandServiceRole(x: Expansion, owner: Resource): void {
  const service = SERVICE_ROLES.get(owner.type);
  if (!service || isGiven(get(x.properties(owner), service.property))) return;
  const role = roleDraft(`${owner.logicalId}${service.suffix}`);
  const at = owner.id.span;
  attachManaged(role, at, managedPolicyArn(service.managed));
  generateRole(x, role, { from: owner, at, trust: trustPolicy('lambda.amazonaws.com') });
  x.setProperty(owner, service.property, at, attributeOf(role.id, 'Arn'));
}

/** Adds the role that an image of a micro VM is built with: it reads the code and writes logs. */
export function expandMicrovmImage(x: Expansion, owner: Resource): void {
  const properties = x.properties(owner);
  if (isGiven(get(properties, 'BuildRoleArn'))) return;
  const role = roleDraft(`${owner.logicalId}BuildRole`);
  const at = owner.id.span;
  attachInline(role, at, 'MicrovmImageBuildPolicy', [
    allow(['s3:GetObject'], codeArn(get(properties, 'CodeUri'), x)),
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
  ]);
  generateRole(x, role, { from: owner, at, trust: trustPolicy('lambda.amazonaws.com') });
  x.setProperty(owner, 'BuildRoleArn', at, attributeOf(role.id, 'Arn'));
}

function codeArn(uri: CfnNode | undefined, x: Expansion): NodeShape {
  const bucket = /^s3:\/\/([^/]+)/.exec(x.literal(uri) ?? '')?.[1];
  if (bucket !== undefined) return substituted(`arn:\${AWS::Partition}:s3:::${bucket}/*`);
  // A local path becomes an object of the bucket that the packaging tool chooses.
  if (!uri || uri.kind === 'scalar') return substituted('arn:${AWS::Partition}:s3:::${AWS::StackName}/*');
  const split: NodeShape = { 'Fn::Split': ['/', uri] };
  return substituted('arn:${AWS::Partition}:s3:::${Bucket}/*', { Bucket: { 'Fn::Select': ['2', split] } });
}

/**
 * Adds the role that CodeDeploy shifts traffic with, when a function has a DeploymentPreference without a role.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
 */
export function expandDeploymentPreferences(x: Expansion, functions: readonly Resource[]): void {
  for (const owner of functions) {
    const preference = x.properties(owner)?.entries.get('DeploymentPreference');
    if (!preference || preference.value.kind !== 'map' || !isGiven(preference.value)) continue;
    const enabled = get(preference.value, 'Enabled');
    const off = enabled?.kind === 'scalar' && /^(?:false|no|off)$/i.test(enabled.text);
    if (off || isGiven(get(preference.value, 'Role'))) continue;
    const role = roleDraft('CodeDeployServiceRole');
    const at = preference.key.span;
    attachManaged(role, at, managedPolicyArn('service-role/AWSCodeDeployRoleForLambda'));
    generateRole(x, role, {
      from: owner,
      at,
      trust: trustPolicy('codedeploy.amazonaws.com'),
      condition: null,
    });
    return;
  }
}
