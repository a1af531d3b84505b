import { type SourceSpan } from '../source/source-file.ts';
import { type CfnNode, get, getText } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { branchesOf, isNoValue, present } from './author-value.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape, allow, attributeOf, refTo } from './generated-node.ts';
import { type RoleDraft, attachInline } from './role-draft.ts';

/** The kinds of destination that SAM makes itself when none is given. */
const MADE = new Map<string, readonly [type: string, suffix: string, reference: string]>([
  ['SQS', ['AWS::SQS::Queue', 'Queue', 'DestinationQueue']],
  ['SNS', ['AWS::SNS::Topic', 'Topic', 'DestinationTopic']],
]);

/**
 * Adds the destinations of asynchronous calls: the queue or topic where the author names none, the configuration, and
 * what the role needs to write to them.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokeconfiguration.html
 */
export function expandInvokeDestinations(
  x: Expansion,
  owner: Resource,
  config: CfnNode | undefined,
  alias: string | undefined,
  role: RoleDraft,
): void {
  if (config?.kind !== 'map') return;
  const id = `${owner.logicalId}EventInvokeConfig`;
  const destinations: Record<string, NodeShape> = {};
  const declared = get(config, 'DestinationConfig');
  for (const outcome of ['OnSuccess', 'OnFailure']) {
    const entry = declared?.kind === 'map' ? declared.entries.get(outcome) : undefined;
    const type = getText(entry?.value, 'Type');
    if (!entry || type === undefined) continue;
    const at = entry.key.span;
    const arn = destinationArn(x, owner, `${id}${outcome}`, type, get(entry.value, 'Destination'), at);
    if (arn === undefined) continue;
    destinations[outcome] = { Destination: arn };
    const statements = destinationStatements(type, arn);
    if (statements.length > 0) attachInline(role, at, `${id}${outcome}${type}Policy`, statements);
  }
  x.generate({
    id,
    type: 'AWS::Lambda::EventInvokeConfig',
    at: config.span,
    from: owner,
    properties: {
      FunctionName: refTo(owner.logicalId),
      Qualifier: alias === undefined ? '$LATEST' : attributeOf(alias, 'Name'),
      DestinationConfig: destinations,
    },
  });
}

function destinationArn(
  x: Expansion,
  owner: Resource,
  id: string,
  type: string,
  declared: CfnNode | undefined,
  at: SourceSpan,
): NodeShape | undefined {
  const given = present(declared);
  const made = MADE.get(type);
  const branches = branchesOf(given);
  const half = branches && isNoValue(branches.then) !== isNoValue(branches.otherwise) ? branches : undefined;
  const missing = !given || (branches && isNoValue(branches.then) && isNoValue(branches.otherwise));
  if (!missing && !half) return given;
  if (!made) return undefined;
  const [resourceType, suffix, reference] = made;
  const arn = type === 'SQS' ? attributeOf(`${id}${suffix}`, 'Arn') : refTo(`${id}${suffix}`);
  // SAM binds the queue to the condition; to judge access it matters only what the Fn::If gives.
  x.generate({
    id: `${id}${suffix}`,
    type: resourceType,
    at,
    from: owner,
    reference: `${owner.logicalId}.${reference}`,
    properties: {},
  });
  if (!half) return arn;
  return isNoValue(half.then)
    ? { 'Fn::If': [half.condition, arn, half.otherwise] }
    : { 'Fn::If': [half.condition, half.then, arn] };
}

/** What SAM grants a role to write to a destination of a kind. */
export function destinationStatements(type: string, arn: NodeShape): readonly NodeShape[] {
  switch (type) {
    case 'SQS':
      return [allow('sqs:SendMessage', arn)];
    case 'SNS':
      return [allow('sns:publish', arn)];
    case 'EventBridge':
      return [allow('events:PutEvents', arn)];
    case 'Lambda':
      return [allow('lambda:InvokeFunction', arn)];
    case 'S3':
    case 'S3Bucket':
      return [allow('s3:PutObject', { 'Fn::Join': ['/', [arn, '*']] }), allow('s3:ListBucket', arn)];
    default:
      return [];
  }
}
