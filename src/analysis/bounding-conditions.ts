import { type Condition, type Statement } from '../graph/policy.ts';
import { display, literal, type Text } from '../values/value.ts';

/** What a condition limits an Allow statement to. */
export type BoundKind =
  | 'organization'
  | 'account'
  | 'principal'
  | 'source'
  | 'network'
  | 'calling-service'
  | 'federation'
  | 'external-id'
  /** The key itself is only known after deployment. */
  | 'undecided';

export interface Bound {
  readonly kind: BoundKind;
  readonly condition: Condition;
}

/**
 * Condition keys that decide who may come in, and what they bound. Not here on purpose, because the caller chooses them or
 * because they bound nobody: aws:Referer, aws:UserAgent, aws:SecureTransport, dates, tags of the caller.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const BOUNDING_KEYS: Readonly<Record<string, BoundKind>> = {
  'aws:principalorgid': 'organization',
  'aws:principalorgpaths': 'organization',
  'aws:principalaccount': 'account',
  'aws:principalarn': 'principal',
  'aws:userid': 'principal',
  'aws:username': 'principal',
  'aws:principalservicename': 'calling-service',
  'aws:principalservicenameslist': 'calling-service',
  'aws:principalisawsservice': 'calling-service',
  'aws:viaawsservice': 'calling-service',
  'aws:calledvia': 'calling-service',
  'aws:calledviafirst': 'calling-service',
  'aws:calledvialast': 'calling-service',
  'aws:sourcearn': 'source',
  'aws:sourceaccount': 'account',
  'aws:sourceowner': 'account',
  'aws:sourceorgid': 'organization',
  'aws:sourceorgpaths': 'organization',
  'aws:sourcevpc': 'network',
  'aws:sourcevpce': 'network',
  'aws:sourcevpcarn': 'network',
  'aws:ec2instancesourcevpc': 'network',
  'aws:vpceaccount': 'account',
  'aws:vpceorgid': 'organization',
  'aws:vpceorgpaths': 'organization',
  'aws:sourceip': 'network',
  'aws:vpcsourceip': 'network',
  // Mount targets stand in the owner's own VPC: https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
  'elasticfilesystem:accessedviamounttarget': 'network',
  'kms:calleraccount': 'account',
  'kms:viaservice': 'calling-service',
  'kms:grantisforawsresource': 'calling-service',
  'lambda:eventsourcetoken': 'external-id',
  's3:dataaccesspointaccount': 'account',
  's3:dataaccesspointarn': 'source',
  's3:x-amz-server-side-encryption-aws-kms-key-id': 'source',
  'sns:endpoint': 'source',
  'sts:externalid': 'external-id',
};

/** The last part of provider keys, `token.actions.githubusercontent.com:sub`, `SAML:aud`. */
const FEDERATION_KEY =
  /:(?:sub|aud|amr|oaud|iss|job_workflow_ref|repository|repository_owner|project_path|namespace_path|organization_id|workspace_id|sub_type|namequalifier|entitlement|cn|email)$/i;

/** Bounds that hold wherever the statement does. */
export function boundsOf(statement: Statement): readonly Bound[] {
  return statement.conditions.flatMap((condition) => {
    if (condition.when.length > statement.when.length) return [];
    const kind = boundKind(condition);
    return kind ? [{ kind, condition }] : [];
  });
}

/** What one condition limits the statement to; undefined when it does not keep strangers out. */
export function boundKind(condition: Condition): BoundKind | undefined {
  const key = condition.key.toLowerCase();
  const kind = kindOfKey(key);
  if (!kind || !isRestrictiveOperator(condition.operator)) return undefined;
  // `aws:PrincipalIsAWSService: false` lets in everybody else.
  if (
    /bool$/i.test(condition.operator) &&
    condition.values.some((value) => literal(value)?.toLowerCase() === 'false')
  )
    return undefined;
  if (condition.values.some((value) => isUnbounded(key, value))) return undefined;
  return kind;
}

/**
 * Whether the operator asks for a match that an absent key fails: negated operators, `…IfExists` and ForAllValues are true
 * when the key is absent, Null only asks whether it is there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function isRestrictiveOperator(written: string): boolean {
  const operator = written.toLowerCase();
  if (operator.startsWith('forallvalues:') || operator.endsWith('ifexists')) return false;
  const base = operator.replace(/^foranyvalue:/, '');
  return /^(?:string(?:equals|equalsignorecase|like)|arn(?:equals|like)|ipaddress|numericequals|bool)$/.test(
    base,
  );
}

/**
 * What a Deny makes of an Allow beside it: it keeps out everybody who does not meet the bound. Only the negated operators
 * do that, or `Bool … false`, `Null … true`. `undefined` for any other condition.
 */
export function boundKeptByDenial(condition: Condition): BoundKind | undefined {
  const key = condition.key.toLowerCase();
  const kind = kindOfKey(key);
  if (!kind) return undefined;
  const operator = condition.operator
    .toLowerCase()
    .replace(/^for(?:anyvalue|allvalues):/, '')
    .replace(/ifexists$/, '');
  const only = condition.values.length === 1 ? literal(condition.values[0]!)?.toLowerCase() : undefined;
  if (operator === 'bool') return only === 'false' ? kind : undefined;
  if (operator === 'null') return only === 'true' ? kind : undefined;
  if (!/^(?:stringnot(?:equals|equalsignorecase|like)|arnnot(?:equals|like)|notipaddress)$/.test(operator))
    return undefined;
  return condition.values.some((value) => isUnbounded(key, value)) ? undefined : kind;
}

function kindOfKey(key: string): BoundKind | undefined {
  if (key.includes('${') && !/:[a-z_]+$/.test(key)) return 'undecided';
  return (
    BOUNDING_KEYS[key] ?? (FEDERATION_KEY.test(key) && !key.startsWith('aws:') ? 'federation' : undefined)
  );
}

/** A value that every request, or every stranger's, matches. */
function isUnbounded(key: string, value: Text): boolean {
  const written = literal(value);
  if (written === undefined) return key.endsWith('arn') && namesNobody(patternOf(value));
  if (key === 'aws:sourceip' || key === 'aws:vpcsourceip')
    return /^(?:0\.0\.0\.0\/0|::\/0)$/.test(written) || /^\d+\.\d+\.\d+\.\d+\/[0-7]$/.test(written);
  if (/^[*?]+$/.test(written)) return true;
  return key.endsWith('arn') && namesNobody(written);
}

/** The text as a pattern in which each hole is a name of its own. */
function patternOf({ segments }: Text): string {
  return segments.map((segment) => (typeof segment === 'string' ? segment : 'x')).join('');
}

/**
 * An ARN pattern in which no field tells the owner: `arn:aws:iam::*:role/Deploy` is a role of any account. Names of
 * buckets and ids of APIs are unique in the world, so that `arn:aws:s3:::name` does tell.
 */
function namesNobody(arn: string): boolean {
  if (!arn.startsWith('arn:')) return false;
  const [, , service, , account = '*', ...rest] = arn.split(':');
  if (!/^[*?]*$/.test(account)) return false;
  if (account !== '' && service !== 's3' && service !== 'execute-api') return true;
  return /^[*/?]*$/.test(rest.join(':').replace(/^[a-z-]+[/:]/i, ''));
}

/** For messages: `aws:SourceArn = ${Topic.Arn}`. */
export function describeCondition(condition: Condition): string {
  return `${condition.key} ${condition.operator} ${condition.values.map(display).join(', ')}`;
}
