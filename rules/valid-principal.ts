import { nameResource } from '../src/analysis/recipient.ts';
import { type Principal } from '../src/graph/policy.ts';
import { literal } from '../src/values/value.ts';
import { PARTITIONS } from '../src/iam/arn.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'valid-principal',
  title: 'Principal is none that AWS knows',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'AWS rejects a policy whose principal is neither an account nor the ARN of an identity, and an ARN with a wildcard, which matches nobody. An id such as `AROA…` is what is left of an identity that was deleted: nobody can use it any more.',
    fix: 'Write the twelve digits of the account or the whole ARN of the role or user. For several roles write the account and a condition on `aws:PrincipalArn`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
    ],
  },
  covers: [
    'principal-bad-format',
    'trust-principal-unique-id',
    'resource-policy-wildcard-principal-arn',
    'federated-principal-unknown',
  ],
  also: {
    'cfn-lint': ['E3512', 'E3513', 'E3530'],
    parliament: ['UNKNOWN_PRINCIPAL', 'UNKNOWN_FEDERATION_SOURCE'],
    'access-analyzer': [
      'INVALID_PRINCIPAL_FORMAT',
      'INVALID_ROLE_REFERENCE',
      'INVALID_USER_REFERENCE',
      'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
      'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
      'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
    ],
  },
  examples: {
    bad: [
      {
        title: 'A name, an account with a digit too few, an ARN with a wildcard, and what is left of a role',
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
                - deployer # flagged
                - arn:aws:iam::11112222333:root # flagged
                - arn:aws:iam::111122223333:role/* # flagged
                - AROADBQP57FF2AEXAMPLE # flagged
            Action: sts:AssumeRole
          - Effect: Allow
            Principal: { Federated: login.example.com } # flagged
            Action: sts:AssumeRoleWithWebIdentity
            Condition: { StringEquals: { "login.example.com:aud": app } }
`,
      },
    ],
    good: [
      {
        title: 'Every form that AWS takes',
        template: `
Parameters:
  Caller: { Type: String }
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
                - "111122223333"
                - arn:aws-us-gov:iam::111122223333:root
                - arn:aws:iam::111122223333:user/division/anna
                - arn:aws:sts::111122223333:assumed-role/deployer/session
                - arn:aws:sts::111122223333:federated-user/anna
                - !Ref Caller
                - !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/deployer
            Action: sts:AssumeRole
          - Effect: Allow
            Principal:
              Federated:
                - cognito-identity.amazonaws.com
                - accounts.google.com
                - arn:aws:iam::111122223333:oidc-provider/login.example.com
                - arn:aws:iam::111122223333:saml-provider/example
            Action: sts:AssumeRoleWithWebIdentity
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: example
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE1ABCD
              CanonicalUser: 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.kind !== 'trust' && policy.kind !== 'resource') return;
      for (const principal of [...statement.principals, ...statement.notPrincipals]) {
        // A bare string in the place of `{AWS: …}` is a matter of structure already.
        if (policy.defects.some(({ node }) => node === principal.node)) continue;
        const written = literal(principal.value);
        const fault = written === undefined ? undefined : faultOf(principal.type, written);
        if (fault === undefined) continue;
        context.report({
          at: principal.value,
          message: `The principal \`${written}\` in the policy of ${nameResource(policy.owner)} ${fault}`,
          evidence: `Principal::${written}`,
        });
      }
    },
  },
});

const IDENTITY =
  /^arn:([a-z0-9-]+):(?:iam::(?:\d{12}|cloudfront):(?:root|user\/.+|role\/.+|group\/.+)|sts::\d{12}:(?:assumed-role\/[^/]+\/.+|federated-user\/.+|self))$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity */
const ISSUERS =
  /^(?:cognito-identity\.amazonaws\.com(?:\.cn)?|cognito-identity-us-gov\.amazonaws\.com|www\.amazon\.com|graph\.facebook\.com|accounts\.google\.com)$/;
const PROVIDER = /^arn:[a-z0-9-]+:iam::\d{12}:(?:oidc|saml)-provider\/.+$/;

function faultOf(type: Principal['type'], written: string): string | undefined {
  if (written === '*' || written.includes('${')) return undefined;
  if (type === 'Federated')
    return ISSUERS.test(written) || PROVIDER.test(written) || !/^(?:arn:|[a-z0-9.-]+\.[a-z]+)/.test(written)
      ? undefined
      : 'is no identity provider. Write the ARN of its `AWS::IAM::OIDCProvider` or `AWS::IAM::SAMLProvider`';
  if (type !== 'AWS' || /^\d{12}$/.test(written)) return undefined;
  if (/^A(?:ROA|IDA)[A-Z0-9]{12,}$/.test(written))
    return 'is the id of an identity that may be gone: AWS shows it when the identity was deleted. Write its ARN';
  if (/^arn:/.test(written) && /[*?]/.test(written.replace(/^(arn:[^:]*:sts:[^:]*:[^:]*:).*$/, '$1')))
    return 'has a wildcard, which no principal may have. Write the account and a condition on `aws:PrincipalArn`';
  const arn = IDENTITY.exec(written);
  if (arn && PARTITIONS.includes(arn[1]!)) return undefined;
  if (/^[0-9a-f]{64}$/.test(written)) return undefined;
  return 'is neither an account nor the ARN of a user, role or session';
}
