import { oidcWay } from '../src/analysis/oidc-trust.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-open-oidc-trust',
  title: 'Every identity of an OIDC provider may assume the role',
  category: 'trust',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Providers such as GitHub Actions, GitLab and HCP Terraform sign the tokens of all their customers with one issuer. A trust policy that does not ask for the subject lets a stranger’s pipeline assume the role. On EKS it lets in every pod of the cluster. The audience is no guard: whoever asks for a token chooses it.',
    fix: 'Add a condition on the provider’s `sub` claim that names the organisation and the repository, workspace or service account, without a wildcard before the end of these.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub',
      'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
      'https://docs.github.com/en/actions/reference/security/oidc',
    ],
  },
  covers: ['oidc-missing-subject-condition', 'oidc-subject-too-broad', 'irsa-trust-too-broad'],
  also: {
    'checkov-terraform': ['CKV_AWS_358', 'CKV_AWS_393'],
    'access-analyzer': [
      'MISSING_GITHUB_REPO_CONDITION_KEY',
      'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
      'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
    ],
  },
  examples: {
    bad: [
      {
        title: 'GitHub Actions with the audience alone',
        template: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Sub "arn:aws:iam::\${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com" # flagged
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: { "token.actions.githubusercontent.com:aud": sts.amazonaws.com }
`,
      },
      {
        title: 'Subjects that anyone can have, by the provider’s own resource',
        template: `
Resources:
  GitHub:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://token.actions.githubusercontent.com
      ClientIdList: [sts.amazonaws.com]
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: !Ref GitHub }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                token.actions.githubusercontent.com:sub:
                  - repo:my-org/my-repo:*
                  - repo:my-org*:ref:refs/heads/main # flagged
  Release:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: !GetAtt GitHub.Arn }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                token.actions.githubusercontent.com:sub: ref:refs/heads/main # flagged
`,
      },
      {
        title: 'Every pod of a cluster',
        template: `
Resources:
  Pods:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub: system:serviceaccount:*:* # flagged
`,
      },
    ],
    good: [
      {
        title: 'One repository, one workspace, one service account',
        template: `
Parameters:
  Organization: { Type: String }
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
                token.actions.githubusercontent.com:sub: !Sub "repo:\${Organization}/infrastructure:*"
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/app.terraform.io" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringLike:
                app.terraform.io:sub: organization:acme:project:web:workspace:*:run_phase:*
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub: system:serviceaccount:web:api
`,
      },
      {
        title: 'Claims that name the repository in place of the subject, and a provider of one’s own',
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
              StringEquals: { "token.actions.githubusercontent.com:repository_id": "1296269" }
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/login.example.com" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: { "login.example.com:sub": build-server }
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const way of waysInto(role, ownershipOf(role.resource, context.facts))) {
        const oidc = oidcWay(way);
        if (!oidc || (oidc.reach !== 'everyone' && oidc.reach !== 'any-tenant')) continue;
        const { provider, issuer, subject, at } = oidc;
        const claim = `${issuer ?? 'the provider'}:${provider.claims[0]}`;
        context.report({
          at,
          message:
            subject === undefined
              ? `${capital(provider.everyone)} may assume ${nameResource(role.resource)}, for nothing but the issuer of the token is asked for. Add a condition on ${claim}, such as \`${provider.example}\``
              : `${capital(provider.everyone)} can have the subject \`${subject}\` and so may assume ${nameResource(role.resource)}. Name the owner and the workload without a wildcard, as in \`${provider.example}\``,
          evidence: `Federated::${issuer ?? 'unknown'}${subject === undefined ? '' : `:${subject}`}`,
          severity: provider.shared ? 'critical' : provider.name === 'EKS' ? 'high' : 'medium',
          confidence: provider.shared || provider.name === 'EKS' ? 'high' : 'medium',
        });
      }
    },
  },
});

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
