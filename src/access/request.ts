/**
 * Who asks. `role`: a session of a role, whose `arn` is the role's; `anonymous`: nobody that IAM knows; `federated`:
 * somebody whom an identity provider vouches for, before a role is assumed.
 */
export interface Caller {
  readonly type:
    'user' | 'role' | 'federated-user' | 'root' | 'service' | 'federated' | 'canonical' | 'anonymous';
  /** ARN of the user, role, federated user or account root. */
  readonly arn?: string;
  /** `arn:aws:sts::111122223333:assumed-role/name/session` */
  readonly sessionArn?: string;
  /** Twelve digits. */
  readonly account?: string;
  /** Service principal, identity provider or canonical user id. */
  readonly name?: string;
}

/** One question to IAM: may this caller do this to that. A call may ask several. */
export interface AccessRequest {
  readonly caller?: Caller;
  /** `s3:GetObject` */
  readonly action: string;
  /** An ARN, or `*` for an action that knows no resources. */
  readonly resource: string;
  /** Values by lower-case condition key; a key without an entry, or with an empty list, is absent. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}
