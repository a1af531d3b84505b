import { externalAccountOf, isGuarded } from '../src/analysis/external-access.ts';
import { powerOf } from '../src/analysis/power.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-unguarded-external-trust',
  title: 'Every principal of another account may assume the role',
  category: 'trust',
  severity: 'high',
  confidence: 'medium',
  preset: 'recommended',
  docs: {
    why: 'Trust in a whole account is trust in everybody who can grant `sts:AssumeRole` there. When the account belongs to a vendor that serves many customers, any of them can name your role to it and have the vendor act on your resources: the confused deputy.',
    fix: 'For a vendor, require the external id that it gave you (`sts:ExternalId`). For an account of your own organisation, name the role that needs access, or add `aws:PrincipalOrgID` or `aws:PrincipalArn`. List accounts that are yours under `facts.accounts` of the configuration, and those that you trust on purpose under `facts.trustedAccounts`.',
    exceptions:
      'Accounts of your own organisation are no outsiders; tell the tool by `facts.accounts` rather than by a suppression.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    ],
  },
  covers: ['trust-cross-account-no-external-id', 'trust-account-root', 'unknown-external-account'],
  also: {
    checkov: ['CKV_AWS_61'],
    kics: ['85138beb-ce7c-4ca3-a09f-e8fbcc57ddd7', 'f80e3aa7-7b34-4185-954e-440a6894dde6'],
    cloudsplaining: ['AssumableByCrossAccountPrincipal'],
    'iam-vulnerable': ['privesc-permissive-role-trust'],
  },
  examples: {
    bad: [
      {
        title: 'A vendor’s whole account without external id',
        template: `
Resources:
  Monitoring:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::464622532012:root" } # flagged
            Action: sts:AssumeRole
`,
      },
      {
        title: 'The account as a bare number among others, with a condition that guards nothing',
        template: `
Resources:
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - !Ref AWS::AccountId
                - "464622532012" # flagged
            Action: sts:AssumeRole
            Condition:
              StringLike: { sts:RoleSessionName: "*" }
`,
      },
    ],
    good: [
      {
        title: 'External id, organisation, a named role, the own account',
        template: `
Resources:
  Monitoring:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::464622532012:root" }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { sts:ExternalId: 5bd1e3a0 }
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root"
                - arn:aws:iam::464622532012:role/pipeline
            Action: sts:AssumeRole
          - Effect: Allow
            Principal: { AWS: "464622532012" }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 }
`,
      },
      {
        title: 'An account that the configuration calls one’s own, and one that it calls trusted',
        facts: { accounts: ['464622532012'], trustedAccounts: ['585772288577'] },
        template: `
Resources:
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: ["464622532012", "arn:aws:iam::585772288577:root"] }
            Action: sts:AssumeRole
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const way of waysInto(role, ownershipOf(role.resource, context.facts))) {
        const external = externalAccountOf(way.scope);
        if (!external?.whole || external.trusted || isGuarded(way)) continue;
        const { power, because } = powerOf(role);
        const strong = because && (power === 'administrator' || power === 'broad-writer');
        context.report({
          at: way.principal,
          message: `Every principal of account ${external.account} may assume ${nameResource(role.resource)} without any condition. If it is a vendor’s, require its external id (sts:ExternalId); if it is yours, name the role that needs access or list the account under facts.accounts`,
          evidence: `Principal::${external.account}`,
          severity: strong ? 'high' : 'medium',
          related: strong ? [{ at: because, label: 'is what they may do then' }] : [],
        });
      }
    },
  },
});
