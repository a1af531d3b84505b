import { type Action } from '../catalogue/types.ts';
import { findManagedPolicy } from '../catalogue/managed-policies.ts';
import { findService } from '../catalogue/services.ts';
import { type Condition, type Statement } from '../graph/policy.ts';
import { isWildcardOnly, writes } from '../iam/access-level.ts';
import { expandAction } from '../iam/action.ts';
import { type Text } from '../values/value.ts';
import { isRestrictiveOperator } from './bounding-conditions.ts';
import { actionGrants, breadthOfResource, resourceLimits, type ActionGrant } from './granted-actions.ts';

/** Actions that a statement allows on every resource although an ARN could limit them. */
export interface UnconstrainedActions {
  /** The entry of Resource that takes in everything. */
  readonly resource: Text;
  /** The entries of Action concerned, in the order of the text, with the actions that passed the test. */
  readonly entries: readonly { readonly grant: ActionGrant; readonly actions: readonly Action[] }[];
}

/**
 * What an Allow statement of an identity policy grants on every resource, or by `type` on every one of some type too, of the actions that could be limited and pass a
 * test. Undefined when nothing is; `*`, whole services and NotAction are no concern of it, for they are judged as what they are.
 */
export function unconstrainedActions(
  statement: Statement,
  test: (action: Action) => boolean,
  reach: 'everything' | 'type' = 'everything',
): UnconstrainedActions | undefined {
  if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return undefined;
  const resource = statement.resources.find((text) => {
    const breadth = breadthOfResource(text);
    return breadth === 'everything' || breadth === reach;
  });
  if (!resource || boundingLimits(statement).length > 0) return undefined;
  const entries = actionGrants(statement).flatMap((grant) => {
    if (grant.breadth !== 'single' && grant.breadth !== 'pattern') return [];
    const actions = grant.actions.filter((action) => !isWildcardOnly(action) && test(action));
    return actions.length > 0 ? [{ grant, actions }] : [];
  });
  return entries.length > 0 ? { resource, entries } : undefined;
}

/**
 * Conditions by which a grant on `*` does not reach everything, or not by a direct call: limits of the resource, and
 * requests that only pass through a network of one's own or through another service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function boundingLimits(statement: Statement): readonly Condition[] {
  const indirect = statement.conditions.filter(
    ({ operator, key, when }) =>
      when.length <= statement.when.length &&
      isRestrictiveOperator(operator) &&
      /^aws:(?:calledvia(?:first|last)?|viaawsservice|sourcevpce?|sourcevpcarn|principaltag\/.*)$/.test(
        key.toLowerCase(),
      ),
  );
  return [...resourceLimits(statement), ...indirect];
}

/**
 * AWS's own policies for what every function, container or instance does beside its work: write logs, attach to a VPC,
 * report to Systems Manager. What they allow on `*` nobody is asked to limit.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html#permissions-executionrole-features,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html,
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html
 */
const BASELINE = [
  'service-role/AWSLambdaBasicExecutionRole',
  'service-role/AWSLambdaVPCAccessExecutionRole',
  'AWSXRayDaemonWriteAccess',
  'CloudWatchAgentServerPolicy',
  'AmazonSSMManagedInstanceCore',
  'service-role/AmazonEC2ContainerServiceforEC2Role',
];

let baseline: ReadonlySet<string> | undefined;

/** Whether AWS's own policies for execution roles allow a writing action on every resource. */
export function isExecutionBaseline(action: Action): boolean {
  baseline ??= new Set(BASELINE.flatMap(writingActionsOf));
  return baseline.has(`${action.service}:${action.name}`);
}

function writingActionsOf(name: string): readonly string[] {
  const document = JSON.parse(findManagedPolicy(name)?.document ?? '{}') as {
    readonly Statement?: readonly {
      readonly Action?: string | readonly string[];
      readonly Resource?: unknown;
    }[];
  };
  return (document.Statement ?? []).flatMap(({ Action = [], Resource }) =>
    Resource === '*' || (Array.isArray(Resource) && Resource.includes('*'))
      ? [Action]
          .flat()
          .flatMap((text) => expandAction(text).filter(writes))
          .map((action) => `${action.service}:${action.name}`)
      : [],
  );
}

/**
 * An ARN to which an action may be limited, as a pattern to fill in: `arn:aws:sqs:<region>:<account>:<QueueName>`. Of
 * several resource types it is one that the action needs, and that it does not itself create, with the shortest ARN.
 * Undefined when the action takes no resource.
 */
export function arnFor(action: Action): string | undefined {
  const types = findService(action.service)?.resourceTypes;
  const creates = (type: string): boolean =>
    action.name.toLowerCase() === `create${type.replace(/[^a-z0-9]/gi, '').toLowerCase()}`;
  const candidates = action.resources
    .flatMap(({ type, required }) => {
      const arn = types?.get(type)?.arns[0];
      return arn === undefined ? [] : [{ arn, rank: Number(!required) * 2 + Number(creates(type)) }];
    })
    .sort((a, b) => a.rank - b.rank || a.arn.length - b.arn.length);
  return candidates[0]?.arn
    .replace('${Partition}', 'aws')
    .replace('${Region}', '<region>')
    .replace('${Account}', '<account>')
    .replace(/\$\{([^}]+)\}/g, '<$1>');
}

/** For messages: `` `s3:PutObject`, `s3:Delete*` and 3 more ``. */
export function listNames(names: readonly string[], most = 3): string {
  const shown = names.slice(0, names.length === most + 1 ? most + 1 : most).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** For messages and evidence: the entries as written, each once. */
export function entryNames({ entries }: UnconstrainedActions): readonly string[] {
  return [...new Set(entries.map(({ grant }) => grant.pattern!))];
}
