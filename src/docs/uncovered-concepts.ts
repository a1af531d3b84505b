/** Why no rule looks for a concept. */
export interface UncoveredConcept {
  /**
   * `account`: only a live account shows it. `template`: it makes no sense for templates. `superseded`: a rule finds what
   * is behind it. `open`: it can be found in a template and is not yet.
   */
  readonly kind: 'account' | 'template' | 'superseded' | 'open';
  /** One clause; for `superseded` with the id of the rule. */
  readonly why: string;
}

const CONCEPTS: readonly (readonly [concept: string, kind: UncoveredConcept['kind'], why: string])[] = [
  [
    'passrole-any',
    'superseded',
    'an inventory of every passed role; `no-pass-role-wildcard` finds those that are not named, `no-privilege-escalation` those that can be made use of',
  ],
  ['sensitive-resource-access', 'open', 'needs a list of actions and resources from the configuration'],
  ['policy-complexity', 'template', 'a metric of the text, which says nothing about access'],
  [
    'policy-without-conditions-mfa',
    'open',
    'whether the holder is a person cannot be seen in most templates',
  ],
  [
    'aws-managed-policy-attached',
    'superseded',
    "`no-admin-managed-policy`, `no-elevated-managed-policy` and `no-broad-managed-policy` judge AWS's policies by what they allow, not by whose they are",
  ],
  [
    'ecs-service-inline-policy',
    'template',
    '`Role` of a service takes a role; a reference to a policy is found by `valid-role-arn`',
  ],
  ['support-role-missing', 'account', 'somebody in the account must have it, not somebody in each template'],
  ['iam-ref-with-path', 'open', 'a reference to a role with a path where the name is needed'],
  ['hardcoded-arn-parts', 'template', 'a matter of style without effect on access'],
  [
    'trust-compute-service',
    'template',
    'an inventory of roles for services; that is what such roles are for',
  ],
  [
    's3-bucket-policy-missing',
    'superseded',
    'a bucket without a policy is closed; `bucket-policy-requires-tls` says what a policy would be for',
  ],
  [
    'kms-key-policy-missing',
    'template',
    'a key without a policy gets the default one, which leaves it to the identities of the account',
  ],
  [
    'lambda-permission-apigw-any-route',
    'open',
    'whether a function is meant for one route cannot be told from the permission alone',
  ],
  ['glacier-vault-policy-public', 'template', 'CloudFormation has no resource type for vaults of Glacier'],
  [
    'cloudtrail-lake-policy-public',
    'open',
    'the policies of event data stores and dashboards are not read yet',
  ],
  [
    'mediastore-container-policy-missing',
    'template',
    'AWS has ended MediaStore, and a container without a policy is closed',
  ],
  [
    'root-access-key',
    'account',
    'a template cannot make keys of the root user; a name that contains root says nothing',
  ],
  [
    'access-key-rotation',
    'account',
    'the age of a key is known to the account; `no-iam-user-access-key` finds the keys of a template',
  ],
  ['unused-credentials', 'account', 'when credentials were last used is known to the account'],
  [
    'login-profile-weak-password',
    'superseded',
    '`no-plaintext-secret` finds every password that is written out, weak or not',
  ],
  ['user-without-mfa', 'account', 'a virtual device is given to its user outside of templates'],
  ['account-password-policy', 'account', 'CloudFormation has no resource type for it'],
  ['root-account-usage-mfa', 'account', 'the root user is no part of templates'],
  ['expired-server-certificate', 'open', 'the end of a certificate that stands in a template is not read'],
  ['access-analyzer-missing', 'account', 'one analyzer for each account is enough, not one in each template'],
  [
    'ecs-service-admin-role',
    'superseded',
    'a name that contains admin says nothing; `no-admin-statement` and `no-admin-managed-policy` judge what the role may do',
  ],
  ['public-private-ec2-share-role', 'open', 'needs the subnets of instances and their routes'],
  [
    'ecs-env-plaintext',
    'superseded',
    'a variable is no risk by itself; `no-secret-in-environment` and `no-aws-credentials-in-environment` find secrets in them',
  ],
  [
    'dynamic-reference-misplaced',
    'open',
    "the properties that take ssm-secure are listed by CloudFormation's documentation only",
  ],
  ['qldb-permissions-mode', 'template', 'AWS has ended QLDB'],
  ['deny-unsupported-tag-key', 'open', 'which services send which tags has to be compiled'],
  ['allow-unsupported-tag-key', 'open', 'which services send which tags has to be compiled'],
  ['policy-size-resource', 'open', 'the quotas of resource policies by service'],
  ['circular-role-access', 'open', 'needs paths across several principals'],
  ['admin-without-mfa-condition', 'open', 'whether the holder is a person cannot be seen in most templates'],
  ['cross-role-escalation-in-template', 'open', 'needs paths across several principals'],
  [
    'external-principal-to-admin-role',
    'open',
    'needs paths across several principals; trust and power are judged each by itself',
  ],
  [
    'public-entry-to-privileged-role',
    'open',
    'needs paths across several principals; `function-url-requires-iam` and `no-admin-statement` find the two ends',
  ],
  [
    'exposed-instance-with-privileged-profile',
    'open',
    'needs the network of the instance; `require-imdsv2` and `no-administrator-machine` find the rest',
  ],
  ['trust-unneeded-service', 'open', 'a service that nothing in the templates uses the role with'],
  [
    'condition-branch-drops-guard',
    'open',
    'a branch that takes a condition away; rules that judge the branch say so, but none looks for it',
  ],
  ['policy-dependency-race', 'open', 'a resource that may start before the policy of its role is there'],
  ['lambda-event-source-permission-missing', 'open', 'an event source whose function does not let it in'],
  ['least-privilege-from-graph', 'open', 'what the users of a role are set up to touch'],
];

/** By concept. */
export const UNCOVERED_CONCEPTS: ReadonlyMap<string, UncoveredConcept> = new Map(
  CONCEPTS.map(([concept, kind, why]) => [concept, { kind, why }]),
);
