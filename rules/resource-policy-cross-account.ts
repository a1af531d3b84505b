import { admissionsOf } from '../src/analysis/admissions.ts';
import { externalAccountOf, isGuarded, isOwnKeyPolicy } from '../src/analysis/external-access.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { actionNames } from '../src/analysis/public-exposure.ts';
import { listNames } from '../src/analysis/unconstrained-actions.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'resource-policy-cross-account',
  title: 'Another account may use the resource',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'A resource policy that names another account hands part of your data or your bill to whoever administers that account. Account ids are typed by hand and copied from documentation, and a wrong one is some stranger’s.',
    fix: 'Check that the account is one that should have access, and name a role of it rather than the whole account. List your own accounts under `facts.accounts` of the configuration and those that you trust under `facts.trustedAccounts`; then only unknown ones are reported.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html',
    ],
  },
  covers: ['resource-policy-cross-account', 'sns-topic-policy-cross-account', 'unknown-external-account'],
  also: {
    'cfn-policy-validator': ['EXTERNAL_PRINCIPAL'],
    'checkov-terraform': ['CKV_AWS_385'],
    cloudsplaining: ['AssumableByCrossAccountPrincipal'],
  },
  examples: {
    bad: [
      {
        title: 'A whole account and one role',
        template: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - "464622532012" # flagged
                - arn:aws:iam::585772288577:role/reader # flagged
            Action: s3:GetObject
            Resource: arn:aws:s3:::assets/*
`,
      },
    ],
    good: [
      {
        title: 'Accounts that the configuration knows, an organisation, the load balancers’ own account',
        facts: { accounts: ['464622532012'], trustedAccounts: ['585772288577'] },
        template: `
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: assets
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: ["464622532012", "arn:aws:iam::585772288577:role/reader"] }
            Action: s3:GetObject
            Resource: arn:aws:s3:::assets/*
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::127311923021:root" }
            Action: s3:PutObject
            Resource: arn:aws:s3:::assets/*
          - Effect: Allow
            Principal: { AWS: "111122223333" }
            Action: s3:GetObject
            Resource: arn:aws:s3:::assets/*
            Condition: { StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 } }
`,
      },
      {
        title: 'The statement of every key policy, with the account written out',
        template: `
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::464622532012:root" }
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::464622532012:role/app" }
            Action: kms:Decrypt
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.kind !== 'resource') return;
      for (const admission of admissionsOf(statement, ownershipOf(policy.owner, context.facts))) {
        const external = externalAccountOf(admission.scope);
        if (!external || external.trusted || isGuarded(admission)) continue;
        if (isOwnKeyPolicy(policy, external.account)) continue;
        const names = actionNames(statement);
        context.report({
          at: admission.principal,
          message: `${external.whole ? `Every principal of account ${external.account}` : `The principal ${external.who} of another account`} may call ${listNames(names)} on ${nameTarget(policy, context.graph)}. Check whose account it is, and list it under facts.accounts or facts.trustedAccounts if that is meant`,
          evidence: `Principal::${external.whole ? external.account : external.who}`,
        });
      }
    },
  },
});
