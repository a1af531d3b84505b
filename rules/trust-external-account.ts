import { externalAccountOf } from '../src/analysis/external-access.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'trust-external-account',
  title: 'Principals of another account may assume the role',
  category: 'trust',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'Each account that a role trusts is a way into yours that others guard. This rule lists them all, with and without conditions, for whoever keeps the list of who is trusted.',
    fix: 'Compare with that list. Put your own accounts under `facts.accounts` of the configuration and those that you trust under `facts.trustedAccounts`; then only unknown ones are reported.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
    ],
  },
  covers: ['trust-cross-account', 'trust-account-root', 'unknown-external-account'],
  also: {
    checkov: ['CKV_AWS_61'],
    cloudsplaining: ['AssumableByCrossAccountPrincipal'],
    'cfn-policy-validator': ['EXTERNAL_PRINCIPAL'],
    pmapper: ['cross_account_edges:sts:AssumeRole'],
    kics: ['f80e3aa7-7b34-4185-954e-440a6894dde6'],
    'iam-vulnerable': ['privesc-permissive-role-trust'],
  },
  examples: {
    bad: [
      {
        title: 'A role and an account with an external id',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - arn:aws:iam::464622532012:role/pipeline # flagged
                - "585772288577" # flagged
            Action: sts:AssumeRole
            Condition: { StringEquals: { sts:ExternalId: 5bd1e3a0 } }
`,
      },
    ],
    good: [
      {
        title: 'Own and known accounts, and a Deny',
        facts: { accounts: ['464622532012'], trustedAccounts: ['585772288577'] },
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS: [!Ref AWS::AccountId, "arn:aws:iam::464622532012:role/pipeline", "585772288577"]
            Action: sts:AssumeRole
          - Effect: Deny
            Principal: { AWS: "arn:aws:iam::111122223333:root" }
            Action: sts:AssumeRole
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const way of waysInto(role, ownershipOf(role.resource, context.facts))) {
        const external = externalAccountOf(way.scope);
        if (!external || external.trusted) continue;
        context.report({
          at: way.principal,
          message: `${external.whole ? `Every principal of account ${external.account}` : `The principal ${external.who} of another account`} may assume ${nameResource(role.resource)}. List the account under facts.accounts or facts.trustedAccounts if that is meant`,
          evidence: `Principal::${external.whole ? external.account : external.who}`,
        });
      }
    },
  },
});
