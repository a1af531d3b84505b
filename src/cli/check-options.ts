import { type CliOption } from './options.ts';

/** Formats that `diff` knows, and those that `check` knows. */
export const DIFF_FORMATS = ['pretty', 'json', 'markdown', 'sarif', 'github'] as const;
export const CHECK_FORMATS = ['pretty', 'json'] as const;
/** What `check` can be asked. */
export const CHECKS = ['no-new-access', 'access-not-granted', 'no-public-access'] as const;

/** The flags of `check`. */
export const CHECK_OPTIONS: readonly CliOption[] = [
  {
    name: 'existing',
    type: 'string',
    value: 'POLICY',
    help: 'check no-new-access: the policy that may not be exceeded, as FILE or TEMPLATE#LogicalId',
  },
  { name: 'new', type: 'string', value: 'POLICY', help: 'check no-new-access: the policy that is judged' },
  {
    name: 'policy',
    type: 'string',
    value: 'POLICY',
    help: 'check access-not-granted, no-public-access: the policy, as FILE or TEMPLATE#LogicalId',
  },
  {
    name: 'actions',
    type: 'string',
    multiple: true,
    value: 'ACTIONS',
    help: 'check access-not-granted: actions with commas between them',
  },
  {
    name: 'resources',
    type: 'string',
    multiple: true,
    value: 'ARNS',
    help: 'check access-not-granted: resources with commas between them',
  },
  {
    name: 'resource-type',
    type: 'string',
    value: 'TYPE',
    help: 'check no-public-access: what the policy stands on, AWS::S3::Bucket; AWS::IAM::AssumeRolePolicyDocument for role trust',
  },
  {
    name: 'resource-model',
    type: 'string',
    value: 'MODEL',
    choices: ['catalogue', 'arn', 'raw'],
    default: 'catalogue',
    help: 'check: which resources there are: those that the catalogue knows, all ARNs, or all texts',
  },
  {
    name: 'honor-foreign-suppressions',
    type: 'boolean',
    help: 'Count suppressions that were written for cfn_nag, checkov, cdk-nag, guard and cfn-lint',
  },
];
