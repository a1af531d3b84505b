import { oidcWay } from '../src/analysis/oidc-trust.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'oidc-trust-without-audience',
  title: 'OIDC trust does not ask whom the token was made out to',
  category: 'trust',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A token names its audience, the service that it was made for. The provider in IAM has a list of audiences that it takes, for all roles alike; without a condition of its own, the role also takes tokens that were made for the others on the list.',
    fix: 'Add a condition on the provider’s `aud` claim, `sts.amazonaws.com` for GitHub Actions and EKS.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
      'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    ],
  },
  covers: ['oidc-missing-audience-condition'],
  also: { 'access-analyzer': ['MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL', 'CONFIRM_AUDIENCE_CLAIM_TYPE'] },
  examples: {
    bad: [
      {
        title: 'The subject alone',
        template: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" } # flagged
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: { "token.actions.githubusercontent.com:sub": "repo:my-org/my-repo:ref:refs/heads/main" }
`,
      },
    ],
    good: [
      {
        title: 'Subject and audience',
        template: `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                token.actions.githubusercontent.com:sub: repo:my-org/my-repo:ref:refs/heads/main
                token.actions.githubusercontent.com:aud: sts.amazonaws.com
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const way of waysInto(role, ownershipOf(role.resource, context.facts))) {
        const oidc = oidcWay(way);
        // Where the subject is open too, that is what has to be said.
        if (!oidc || oidc.audience || oidc.reach === 'everyone' || oidc.reach === 'any-tenant') continue;
        const claim = `${oidc.issuer ?? 'the provider'}:aud`;
        context.report({
          at: way.principal,
          message: `Tokens that were made for other services may assume ${nameResource(role.resource)}, for their audience is not asked for. Add a condition on ${claim}`,
          evidence: `Federated::${oidc.issuer ?? 'unknown'}`,
        });
      }
    },
  },
});
