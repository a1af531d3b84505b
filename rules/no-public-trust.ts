import { isOpenToEveryone } from '../src/analysis/admissions.ts';
import { powerOf } from '../src/analysis/power.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-public-trust',
  title: 'Anyone may assume the role',
  category: 'trust',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A trust policy that names `*` lets every principal of every AWS account assume the role, and with it do whatever its policies allow. The name of the role is all that a stranger needs to know, and names are guessed and leaked.',
    fix: 'Name the accounts, roles, services or identity providers that assume the role. Where these cannot be listed, keep `*` and add a condition that strangers cannot meet, such as `aws:PrincipalOrgID` or `aws:PrincipalArn` with an account id.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid',
    ],
  },
  covers: ['trust-any-principal'],
  also: {
    checkov: ['CKV_AWS_60'],
    'sonar-iac': ['S6270'],
    cloudsplaining: ['AssumableByAnyPrincipal'],
    'access-analyzer': ['ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL'],
    'cfn-policy-validator': ['policy-analysis-CheckNoPublicAccess', 'EXTERNAL_PRINCIPAL'],
    'checkov-terraform': ['CKV_AWS_283'],
  },
  examples: {
    bad: [
      {
        title: 'Every AWS account, beside one’s own',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root"
                - "*" # flagged
            Action: sts:AssumeRole
`,
      },
      {
        title: 'Conditions that strangers meet',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "*" } # flagged
            Action: sts:AssumeRole
            Condition:
              Bool: { aws:SecureTransport: "true" }
              StringLike: { aws:PrincipalArn: "arn:aws:iam::*:role/Deploy" }
              StringEqualsIfExists: { aws:PrincipalOrgID: o-a1b2c3d4e5 }
`,
      },
      {
        title: 'A guard that one branch of a condition drops',
        template: `
Parameters:
  Environment: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "*" } # flagged
            Action: sts:AssumeRole
            Condition: !If
              - IsProd
              - StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 }
              - !Ref AWS::NoValue
`,
      },
    ],
    good: [
      {
        title: 'Everybody of the organisation, and everybody but strangers by a Deny',
        template: `
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "*" }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 }
  Auditor:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "*" }
            Action: sts:AssumeRole
          - Effect: Deny
            Principal: "*"
            Action: sts:AssumeRole
            Condition:
              StringNotEquals: { aws:PrincipalAccount: !Ref AWS::AccountId }
`,
      },
      {
        title: 'The own account, and a Deny of everybody',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
            Action: sts:AssumeRole
          - Effect: Deny
            Principal: { AWS: "*" }
            Action: sts:AssumeRole
            Condition:
              BoolIfExists: { aws:MultiFactorAuthPresent: "false" }
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const way of waysInto(role, ownershipOf(role.resource, context.facts))) {
        if (!isOpenToEveryone(way)) continue;
        const { power, because } = powerOf(role);
        const strong = because && (power === 'administrator' || power === 'broad-writer');
        context.report({
          at: way.principal,
          message: `Anyone with an AWS account may assume ${nameResource(role.resource)}. Name the principals that need it, or add a condition such as aws:PrincipalOrgID that strangers cannot meet`,
          evidence: `Principal::*`,
          related: strong ? [{ at: because, label: 'is what they may do then' }] : [],
        });
      }
    },
  },
});
