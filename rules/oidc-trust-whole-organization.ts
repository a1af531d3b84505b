import { oidcWay } from '../src/analysis/oidc-trust.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'oidc-trust-whole-organization',
  title: 'Everything of an organisation at the OIDC provider may assume the role',
  category: 'trust',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A subject such as `repo:my-org/*` lets every repository of the organisation assume the role, those that somebody creates tomorrow included. Whoever may push to the least important of them has the role.',
    fix: 'Name the repository, project or workspace that deploys, and the branch or environment where the provider tells it.',
    exceptions:
      'A role that every repository is meant to use and that can do little, such as reading a package registry.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub',
      'https://docs.github.com/en/actions/reference/security/oidc',
    ],
  },
  covers: ['oidc-subject-too-broad'],
  also: {
    'checkov-terraform': ['CKV_AWS_358', 'CKV_AWS_393'],
    'access-analyzer': ['SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED'],
  },
  examples: {
    bad: [
      {
        title: 'Every repository of an organisation',
        template: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                token.actions.githubusercontent.com:sub: repo:my-org/* # flagged
`,
      },
      {
        title: 'Every workspace of an organisation, and every repository of an owner',
        template: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/app.terraform.io" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                app.terraform.io:sub: organization:acme:* # flagged
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                token.actions.githubusercontent.com:repository_owner: my-org # flagged
`,
      },
    ],
    good: [
      {
        title: 'One repository, with a wildcard for what runs in it',
        template: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                token.actions.githubusercontent.com:sub: repo:my-org/my-repo:*
`,
      },
      {
        title: 'An owner and, beside it, a workflow',
        template: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                token.actions.githubusercontent.com:repository_owner: my-org
                token.actions.githubusercontent.com:job_workflow_ref: my-org/workflows/.github/workflows/deploy.yml@*
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const way of waysInto(role, ownershipOf(role.resource, context.facts))) {
        const oidc = oidcWay(way);
        if (oidc?.reach !== 'tenant') continue;
        const { provider, issuer, subject, at } = oidc;
        context.report({
          at,
          message: `\`${subject}\` lets everything that the organisation has at ${provider.name} assume ${nameResource(role.resource)}. Name the one that needs it, as in \`${provider.example}\``,
          evidence: `Federated::${issuer ?? 'unknown'}:${subject}`,
        });
      }
    },
  },
});
