import { permits } from '../src/analysis/oidc-trust.ts';
import { isRestrictiveOperator } from '../src/analysis/bounding-conditions.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto, type WayIn } from '../src/analysis/trusted-by.ts';
import { type Severity } from '../src/rule/finding.ts';
import { defineRule } from '../src/rule/rule.ts';
import { literal } from '../src/values/value.ts';

/** Providers that sign for all of AWS’s or the world’s applications, with the claims that tell one’s own. */
interface AudienceClaims {
  readonly keys: readonly string[];
  readonly severity: Severity;
  /** Who comes in when nothing is asked for. */
  readonly everyone: string;
  readonly advice: string;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const CLAIMS: ReadonlyMap<string, AudienceClaims> = new Map<string, AudienceClaims>([
  [
    'cognito-identity.amazonaws.com',
    {
      keys: ['aud', 'sub'],
      severity: 'critical',
      everyone: 'Identities of any Cognito identity pool on AWS',
      advice: 'Add a condition on cognito-identity.amazonaws.com:aud with the id of the pool',
    },
  ],
  ['accounts.google.com', application('Google', 'accounts.google.com', ['aud', 'sub', 'oaud'], 'aud')],
  ['graph.facebook.com', application('Facebook', 'graph.facebook.com', ['app_id', 'id'], 'app_id')],
  ['www.amazon.com', application('Amazon', 'www.amazon.com', ['app_id', 'user_id'], 'app_id')],
]);

function application(name: string, host: string, keys: readonly string[], audience: string): AudienceClaims {
  return {
    keys,
    severity: 'critical',
    everyone: `Whoever signs in with ${name} to any application`,
    advice: `Add a condition on ${host}:${audience} with the id of your application`,
  };
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
 */
const SAML: AudienceClaims = {
  keys: ['aud', 'iss', 'sub', 'namequalifier', 'doc'],
  severity: 'medium',
  everyone: 'Whoever holds an assertion that the provider made out to another service',
  advice: 'Add the condition StringEquals SAML:aud https://signin.aws.amazon.com/saml',
};

export default defineRule({
  id: 'federated-trust-without-audience',
  title: 'Federated trust does not ask whom the token was made out to',
  category: 'trust',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Cognito, Google, Facebook and Amazon sign the tokens of all applications in the world. Without a condition on the audience, a token for a stranger’s application or identity pool opens the role. With SAML, an assertion for another service provider can be replayed.',
    fix: 'Ask for the audience: the pool’s id for Cognito (`cognito-identity.amazonaws.com:aud`), the application’s id for Google (`aud`), Facebook and Amazon (`app_id`), `https://signin.aws.amazon.com/saml` for SAML (`SAML:aud`).',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif',
      'https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html',
    ],
  },
  covers: ['cognito-role-trust-missing-conditions', 'saml-trust-missing-audience'],
  also: { 'access-analyzer': ['MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL'] },
  examples: {
    bad: [
      {
        title: 'Cognito without the pool',
        template: `
Resources:
  Guests:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: cognito-identity.amazonaws.com } # flagged
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              ForAnyValue:StringLike: { "cognito-identity.amazonaws.com:amr": unauthenticated }
`,
      },
      {
        title: 'Google without the application, SAML without the audience',
        template: `
Resources:
  Provider:
    Type: AWS::IAM::SAMLProvider
    Properties: { SamlMetadataDocument: "<EntityDescriptor/>" }
  Visitors:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: accounts.google.com } # flagged
            Action: sts:AssumeRoleWithWebIdentity
          - Effect: Allow
            Principal: { Federated: !Ref Provider } # flagged
            Action: sts:AssumeRoleWithSAML
`,
      },
    ],
    good: [
      {
        title: 'Each with its audience',
        template: `
Resources:
  Pool:
    Type: AWS::Cognito::IdentityPool
    Properties: { AllowUnauthenticatedIdentities: false }
  Federated:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: cognito-identity.amazonaws.com }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: { "cognito-identity.amazonaws.com:aud": !Ref Pool }
              ForAnyValue:StringLike: { "cognito-identity.amazonaws.com:amr": authenticated }
          - Effect: Allow
            Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/adfs" }
            Action: sts:AssumeRoleWithSAML
            Condition:
              StringEquals: { SAML:aud: https://signin.aws.amazon.com/saml }
          - Effect: Allow
            Principal: { Federated: www.amazon.com }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: { www.amazon.com:app_id: amzn1.application-oa2-client.example }
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const way of waysInto(role, ownershipOf(role.resource, context.facts))) {
        const { scope, statement } = way;
        // A key that is only known after deployment may be the one that is asked for.
        if (scope.kind !== 'federated' || way.bounds.some(({ kind }) => kind === 'undecided')) continue;
        const saml = scope.provider === 'saml';
        const claims = saml ? SAML : CLAIMS.get(scope.name);
        const call = saml ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
        if (!claims || !permits(statement, call) || asksFor(way, saml ? 'saml' : scope.name, claims.keys))
          continue;
        context.report({
          at: way.principal,
          message: `${claims.everyone} may assume ${nameResource(role.resource)}, for the audience of the ${saml ? 'assertion' : 'token'} is not asked for. ${claims.advice}`,
          evidence: `Federated::${scope.name}`,
          severity: claims.severity,
        });
      }
    },
  },
});

function asksFor({ statement }: WayIn, issuer: string, claims: readonly string[]): boolean {
  const keys = claims.map((claim) => `${issuer}:${claim}`);
  return statement.conditions.some(
    ({ key, operator, values, when }) =>
      keys.includes(key.toLowerCase()) &&
      when.length <= statement.when.length &&
      isRestrictiveOperator(operator) &&
      !values.some((value) => /^\*+$/.test(literal(value) ?? '')),
  );
}
