import { permits } from '../src/analysis/oidc-trust.ts';
import { ownershipOf, type PrincipalScope } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';
import { display } from '../src/values/value.ts';

const ASSUME = 'sts:AssumeRole';
const SAML = 'sts:AssumeRoleWithSAML';
const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';

export default defineRule({
  id: 'trust-action-fits-principal',
  title: 'Trust policy allows a call that its principal cannot make',
  category: 'trust',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Each kind of principal assumes a role by a call of its own. With another one the trust takes no effect, and nobody gets in.',
    fix: 'Use `sts:AssumeRoleWithWebIdentity` for OIDC providers, Cognito, Google, Facebook and Amazon, `sts:AssumeRoleWithSAML` for SAML providers, and `sts:AssumeRole` for AWS principals and services.',
    references: [
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
  },
  covers: ['trust-action-principal-mismatch'],
  also: { 'access-analyzer': ['MISMATCHED_ACTION_FOR_PRINCIPAL'] },
  examples: {
    bad: [
      {
        title: 'AssumeRole for an OIDC provider, web identity for a SAML provider and for a service',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" } # flagged
            Action: sts:AssumeRole
          - Effect: Allow
            Principal:
              Service: ec2.amazonaws.com # flagged
              Federated: arn:aws:iam::111122223333:saml-provider/adfs # flagged
            Action: sts:AssumeRoleWithWebIdentity
`,
      },
    ],
    good: [
      {
        title: 'Each with its own call, also in one statement',
        template: `
Parameters:
  Provider: { Type: String }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              Service: ec2.amazonaws.com
              Federated: [arn:aws:iam::111122223333:saml-provider/adfs, !Ref Provider]
            Action: [sts:AssumeRole, sts:AssumeRoleWithSAML, sts:TagSession]
          - Effect: Allow
            Principal: { Federated: cognito-identity.amazonaws.com }
            Action: sts:AssumeRoleWithWebIdentity
            Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" } }
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const { statement, principal, scope } of waysInto(
        role,
        ownershipOf(role.resource, context.facts),
      )) {
        const fitting = callsOf(scope);
        if (fitting.length === 0 || fitting.some((call) => permits(statement, call))) continue;
        context.report({
          at: principal,
          message: `The principal ${display(principal.value)} cannot assume ${nameResource(role.resource)} by the call that is allowed here. Put ${fitting.join(' or ')} under Action`,
          evidence: `Principal::${display(principal.value)}`,
        });
      }
    },
  },
});

/** The calls by which a principal can assume a role; none where anything may be meant. */
function callsOf(scope: PrincipalScope): readonly string[] {
  if (scope.kind === 'everyone' || scope.kind === 'undecided') return [];
  if (scope.kind !== 'federated') return [ASSUME];
  if (scope.provider === 'saml') return [SAML];
  return scope.provider === 'unknown' ? [WEB_IDENTITY, SAML] : [WEB_IDENTITY];
}
