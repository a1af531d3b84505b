import { asList, type CfnNode, get, getText } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { FRAMEWORK_CONSTRUCTS, type FrameworkConstruct } from './framework-constructs.ts';

/** Where the general row is meant by what CDK writes about a construct instead of by its name. */
const GENERAL = FRAMEWORK_CONSTRUCTS.at(-1)!;
const BY_CLASS: ReadonlyMap<string, FrameworkConstruct> = new Map([
  ['aws-cdk-lib.CustomResourceProviderBase', GENERAL],
  ['aws-cdk-lib.CustomResourceProvider', GENERAL],
  [
    'aws-cdk-lib.custom_resources.Provider',
    FRAMEWORK_CONSTRUCTS.find(({ name }) => name === 'custom resource Provider')!,
  ],
  [
    'aws-cdk-lib.custom_resources.WaiterStateMachine',
    FRAMEWORK_CONSTRUCTS.find(({ name }) => name === 'custom resource Provider')!,
  ],
  ['aws-cdk-lib.aws_eks.KubectlProvider', FRAMEWORK_CONSTRUCTS.find(({ name }) => name === 'EKS Cluster')!],
]);

/** What the assembly says about the construct that a resource belongs to. */
export interface ConstructFacts {
  readonly constructPath: string | undefined;
  /** Whether it or a construct around it is marked `aws:cdk:is-custom-resource-handler-*`. */
  readonly handler: boolean;
  /** Classes of the constructs around it, `aws-cdk-lib.custom_resources.Provider`, the innermost first. */
  readonly classes: readonly string[];
}

/** `aws-cdk-lib BucketDeployment` for a resource that aws-cdk-lib made as it is; undefined for everything of the app. */
export function madeByFramework(resource: Resource, facts: ConstructFacts): string | undefined {
  const construct = constructOf(resource.logicalId, facts);
  return construct && mayDoNoMore(resource, construct.actions) ? `aws-cdk-lib ${construct.name}` : undefined;
}

function constructOf(logicalId: string, facts: ConstructFacts): FrameworkConstruct | undefined {
  const path = facts.constructPath === undefined ? undefined : `/${facts.constructPath}/`;
  const named = FRAMEWORK_CONSTRUCTS.find((construct) =>
    path === undefined ? construct.id?.test(logicalId) : construct.path.test(path),
  );
  if (named) return named;
  for (const name of facts.classes) {
    const construct = BY_CLASS.get(name);
    if (construct) return construct;
  }
  return facts.handler ? GENERAL : undefined;
}

function mayDoNoMore(resource: Resource, actions: readonly string[] | 'any'): boolean {
  if (actions === 'any') return true;
  switch (resource.type) {
    case 'AWS::IAM::Role':
      return (
        asList(get(resource.properties, 'ManagedPolicyArns')).every(isPlainManagedPolicy) &&
        asList(get(resource.properties, 'Policies')).every((policy) =>
          allowsOnly(get(policy, 'PolicyDocument'), actions),
        ) &&
        statements(get(resource.properties, 'AssumeRolePolicyDocument')).every(isPlainTrust)
      );
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
      return allowsOnly(get(resource.properties, 'PolicyDocument'), actions);
    default:
      return true;
  }
}

function statements(document: CfnNode | undefined): readonly CfnNode[] {
  return asList(get(document, 'Statement'));
}

function allowsOnly(document: CfnNode | undefined, actions: readonly string[]): boolean {
  return statements(document).every((statement) => {
    const list = asList(get(statement, 'Action'));
    return (
      list.length > 0 && list.every((action) => action.kind === 'scalar' && actions.includes(action.text))
    );
  });
}

const PLAIN_MANAGED_POLICIES =
  /:policy\/(?:service-role\/AWSLambda(?:BasicExecution|VPCAccessExecution)Role|AmazonEC2ContainerRegistry(?:PullOnly|ReadOnly)|AmazonElasticContainerRegistryPublicReadOnly)$/;

function isPlainManagedPolicy(arn: CfnNode): boolean {
  const named = leaves(arn).filter((text) => text.includes('policy/'));
  if (named.length > 0) return named.every((text) => PLAIN_MANAGED_POLICIES.test(text));
  return arn.kind === 'intrinsic' && arn.fn === 'Ref' && leaves(arn).join() === 'AWS::NoValue';
}

const PLAIN_SERVICES: readonly string[] = ['lambda.amazonaws.com', 'states.amazonaws.com'];

/** Services that run helpers, and roles of the same app by reference (the creation role of an EKS cluster). */
function isPlainTrust(statement: CfnNode): boolean {
  const principal = get(statement, 'Principal');
  if (getText(statement, 'Effect') === 'Deny') return true;
  if (principal?.kind !== 'map') return false;
  return [...principal.entries].every(([type, { value }]) =>
    asList(value).every((item) =>
      type === 'Service'
        ? item.kind === 'scalar' && PLAIN_SERVICES.includes(item.text)
        : type === 'AWS' && item.kind === 'intrinsic' && item.fn === 'Fn::GetAtt',
    ),
  );
}

/** The scalars in a node, outermost first; a node of the parser is never so deep that this could not end. */
function leaves(node: CfnNode): readonly string[] {
  switch (node.kind) {
    case 'scalar':
      return [node.text];
    case 'list':
      return node.items.flatMap(leaves);
    case 'map':
      return [...node.entries.values()].flatMap(({ value }) => leaves(value));
    case 'intrinsic':
      return leaves(node.argument);
  }
}
