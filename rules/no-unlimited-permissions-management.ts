import { recipientOf } from '../src/analysis/recipient.ts';
import {
  arnFor,
  entryNames,
  listNames,
  unconstrainedActions,
} from '../src/analysis/unconstrained-actions.ts';
import { isSelfGranting } from '../src/analysis/power.ts';
import { managesPermissions } from '../src/iam/access-level.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-unlimited-permissions-management',
  title: 'Statement allows changing the permissions of every resource',
  category: 'permissions',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Who may change resource policies, role policies, grants or ACLs on `*` can open every resource to everybody or give itself the access that it lacks.',
    fix: 'Name the resources whose permissions the principal manages, or limit the statement by a condition such as `iam:PermissionsBoundary` or `kms:GrantIsForAWSResource`.',
    exceptions:
      'A deployment role that creates arbitrary resources, when a permissions boundary or service control policy caps what it may give away.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
    ],
  },
  covers: ['permissions-management-without-constraint', 'kms-create-grant-unrestricted'],
  also: {
    checkov: ['CKV_AWS_109'],
    cloudsplaining: ['ResourceExposure'],
    parliament: ['PERMISSIONS_MANAGEMENT_ACTIONS'],
    'checkov-terraform': ['CKV_AWS_289'],
  },
  examples: {
    bad: [
      {
        title: 'Policies of every bucket and every role',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:PutBucketPolicy, iam:PutRolePolicy]
            Resource: "*" # flagged
`,
      },
      {
        title: 'By a pattern',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "kms:Create*"
            Resource: "*" # flagged
`,
      },
    ],
    good: [
      {
        title: 'Named resources, a grant for AWS services only, and a Deny',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:PutBucketPolicy
            Resource: arn:aws:s3:::example
          - Effect: Allow
            Action: kms:CreateGrant
            Resource: "*"
            Condition:
              Bool: { kms:GrantIsForAWSResource: true }
          - Effect: Deny
            Action: iam:PutRolePolicy
            Resource: "*"
`,
      },
      {
        title: 'Roles that stay under a boundary',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [iam:CreateRole, iam:AttachRolePolicy]
            Resource: "*"
            Condition:
              StringEquals:
                iam:PermissionsBoundary: !Sub arn:aws:iam::\${AWS::AccountId}:policy/boundary
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const found = unconstrainedActions(
        statement,
        (action) =>
          isSelfGranting(action) ||
          (managesPermissions(action) && !/^(?:PassRole|CreateServiceLinkedRole)$/.test(action.name)),
      );
      if (!found) return;
      const { entries } = found;
      const [first] = entries;
      if (!first) return;
      const names = entryNames(found);
      const managesIdentities = entries.some(({ actions }) =>
        actions.some(({ service }) => service === 'iam'),
      );
      const arn = arnFor(first.actions[0]!);
      context.report({
        at: found.resource,
        message: `${recipientOf(statement.policy, context.graph)} may call ${listNames(names)} on every resource, so it ${managesIdentities ? 'can give itself or others any permission' : 'decides who has access to all of them'}. Name the resources${arn === undefined ? '' : `, such as \`${arn}\``}`,
        evidence: `Resource::*::${[...names].sort().join(',')}`,
        related: [{ at: first.grant, label: 'changes permissions' }],
      });
    },
  },
});
