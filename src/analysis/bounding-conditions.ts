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
  | 'function-url';

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
  'aws:resourceorgid': 'organization',
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
  'aws:vpceaccount': 'account',
  'aws:vpceorgid': 'organization',
  'aws:sourceip': 'network',
  'aws:vpcsourceip': 'network',
  'kms:calleraccount': 'account',
  'kms:viaservice': 'calling-service',
  'kms:grantisforawsresource': 'calling-service',
  'lambda:functionurlauthtype': 'function-url',
  'lambda:eventsourcetoken': 'external-id',
  's3:dataaccesspointaccount': 'account',
  's3:dataaccesspointarn': 'source',
  'sns:endpoint': 'source',
  'sts:externalid': 'external-id',
};

/** The last part of provider keys, `token.actions.githubusercontent.com:sub`, `SAML:aud`. */
const FEDERATION_KEY =
  /:(?:sub|aud|amr|oaud|iss|job_workflow_ref|repository|repository_owner|project_path|namespace_path|organization_id|workspace_id|sub_type|namequalifier|entitlement|cn|email)$/i;

/** Bounds that hold whatever branch is deployed. */
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
  const kind =
    BOUNDING_KEYS[key] ?? (FEDERATION_KEY.test(key) && !key.startsWith('aws:') ? 'federation' : undefined);
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

/** A value that every request, or every stranger's, matches. */
function isUnbounded(key: string, value: Text): boolean {
  const written = literal(value);
  if (written === undefined) return false;
  if (key === 'aws:sourceip' || key === 'aws:vpcsourceip')
    return /^(?:0\.0\.0\.0\/0|::\/0)$/.test(written) || /^\d+\.\d+\.\d+\.\d+\/[0-7]$/.test(written);
  if (/^[*?]+$/.test(written)) return true;
  if (key.endsWith('arn') && written.startsWith('arn:')) return namesNobody(written);
  return false;
}

/** An ARN pattern that no field narrows to an account or a name: `arn:aws:iam::*:role/*`, `arn:*:*:*:*:*`. */
function namesNobody(arn: string): boolean {
  const [, , , , account = '*', ...rest] = arn.split(':');
  const name = rest.join(':').replace(/^[a-z-]+[/:]/i, '');
  return /^\**$/.test(account) && /^[*/?]*$/.test(name);
}

/** For messages: `aws:SourceArn = ${Topic.Arn}`. */
export function describeCondition(condition: Condition): string {
  return `${condition.key} ${condition.operator} ${condition.values.map(display).join(', ')}`;
}
