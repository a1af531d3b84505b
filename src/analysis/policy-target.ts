import { type PolicyDocument } from '../graph/policy.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { authorOf, PLAIN_POLICY_TYPE, type Resource } from '../template/template.ts';
import { nameResource } from './recipient.ts';

/** Types that are nothing but a policy, with the property that names what it stands on. */
const TARGETS: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::S3Express::BucketPolicy': 'Bucket',
  'AWS::SQS::QueuePolicy': 'Queues[]',
  'AWS::SQS::QueueInlinePolicy': 'Queue',
  'AWS::SNS::TopicPolicy': 'Topics[]',
  'AWS::SNS::TopicInlinePolicy': 'TopicArn',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::Lambda::LayerVersionPermission': 'LayerVersionArn',
  'AWS::Events::EventBusPolicy': 'EventBusName',
  'AWS::EventSchemas::RegistryPolicy': 'RegistryName',
  'AWS::Kinesis::ResourcePolicy': 'ResourceArn',
  'AWS::MSK::ClusterPolicy': 'ClusterArn',
  'AWS::Lex::ResourcePolicy': 'ResourceArn',
  'AWS::S3::MultiRegionAccessPointPolicy': 'MrapName',
  'AWS::S3ObjectLambda::AccessPointPolicy': 'ObjectLambdaAccessPoint',
  'AWS::S3Outposts::BucketPolicy': 'Bucket',
  'AWS::S3Tables::TableBucketPolicy': 'TableBucketARN',
  'AWS::S3Tables::TablePolicy': 'TableARN',
  'AWS::S3Vectors::VectorBucketPolicy': 'VectorBucketArn',
  'AWS::VpcLattice::AuthPolicy': 'ResourceIdentifier',
  'AWS::VpcLattice::ResourcePolicy': 'ResourceArn',
  'AWS::CloudTrail::ResourcePolicy': 'ResourceArn',
  'AWS::SSM::ResourcePolicy': 'ResourceArn',
};

/** What it stands on, where its type says so and its target is not declared. */
const NOUNS: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'bucket',
  'AWS::SQS::QueuePolicy': 'queue',
  'AWS::SQS::QueueInlinePolicy': 'queue',
  'AWS::SNS::TopicPolicy': 'topic',
  'AWS::SNS::TopicInlinePolicy': 'topic',
  'AWS::SecretsManager::ResourcePolicy': 'secret',
  'AWS::Lambda::Permission': 'function',
  'AWS::Lambda::LayerVersionPermission': 'layer',
  'AWS::Events::EventBusPolicy': 'event bus',
  'AWS::S3Tables::TableBucketPolicy': 'table bucket',
  'AWS::MSK::ClusterPolicy': 'cluster',
};

/** The resource that a resource policy stands on, when it is declared in the scanned templates. */
export function targetOf(policy: PolicyDocument, graph: ResourceGraph): Resource | undefined {
  const path = TARGETS[policy.owner.type];
  if (path === undefined) return policy.owner;
  for (const { text } of graph.property(policy.owner, path)) {
    const target = text && graph.resolve(text);
    if (target) return target;
  }
  return undefined;
}

/** For messages: `` queue `Jobs` ``, or by the policy where its target is not declared: `` the queue of queue policy `Send` ``. */
export function nameTarget(policy: PolicyDocument, graph: ResourceGraph): string {
  const target = targetOf(policy, graph);
  if (policy.owner.type === PLAIN_POLICY_TYPE) return 'the resource that this policy is put on';
  return target
    ? nameOf(target)
    : `the ${NOUNS[policy.owner.type] ?? 'resource'} of ${nameResource(policy.owner)}`;
}

/** SAM's function has a role and a policy; a resource policy is about the function itself. */
function nameOf(target: Resource): string {
  const author = authorOf(target);
  return author.type === 'AWS::Serverless::Function'
    ? `function \`${author.logicalId}\``
    : nameResource(target);
}
