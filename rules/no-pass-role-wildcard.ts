import { passRoleGrants, takesInEvery } from '../src/analysis/granted-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { display, literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-pass-role-wildcard',
  title: 'iam:PassRole is allowed for every role',
  category: 'permissions',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Who may pass any role to a service runs code with it: a function, an instance or a task that is started with the most powerful role of the account. That makes `iam:PassRole` on `*` a way to become administrator.',
    fix: 'Name the roles that are passed, and the service that gets them with the condition `iam:PassedToService`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PassedToService',
    ],
  },
  covers: ['passrole-wildcard-resource', 'passrole-with-notresource'],
  also: {
    cfn_nag: ['F38', 'F39', 'F40'],
    'guard-registry': [
      'IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE',
      'IAM_ROLE_NO_WILDCARD_RESOURCE_ON_PASSROLE',
    ],
    trivy: ['AWS-0342'],
    'access-analyzer': [
      'PASS_ROLE_WITH_STAR_IN_RESOURCE',
      'PASS_ROLE_WITH_NOT_RESOURCE',
      'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
      'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
      'PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
      'PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE',
    ],
    'kics-terraform': ['iam_role_policy_passrole_allows_all'],
    'cdk-nag': ['IAMNoWildcardPermissions'],
  },
  examples: {
    bad: [
      {
        title: 'Every role, in any spelling',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:passrole # flagged
            Resource: "*"
          - Effect: Allow
            Action: "iam:Pass*" # flagged
            Resource: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/*
`,
      },
      {
        title: 'Every role but one, in one branch',
        template: `

Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - !If [IsDev, iam:PassRole, iam:GetRole] # flagged
            NotResource: !Sub arn:aws:iam::\${AWS::AccountId}:role/admin
`,
      },
    ],
    good: [
      {
        title: 'A named role, a prefix, a service, and a Deny',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:PassRole
            Resource: !Sub arn:aws:iam::\${AWS::AccountId}:role/app-*
          - Effect: Allow
            Action: iam:PassRole
            Resource: "*"
            Condition:
              StringEquals: { iam:PassedToService: ecs-tasks.amazonaws.com }
          - Effect: Deny
            Action: iam:PassRole
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const where =
        statement.resources.find((text) => takesInEvery(text, 'iam', 'role')) ?? statement.notResources[0];
      if (!where) return;
      for (const grant of passRoleGrants(statement))
        context.report({
          at: grant,
          message: `${recipientOf(statement.policy, context.graph)} may pass every role to any service, and so run code with the most powerful role of the account. Name the roles, and the service with the condition \`iam:PassedToService\``,
          evidence: `Action::iam:PassRole::${literal(where) ?? display(where)}`,
          related: [
            { at: where, label: statement.notResources[0] === where ? 'all but this' : 'for every role' },
          ],
        });
    },
  },
});
