import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../src/config/config.ts';
import { lint } from '../src/lint.ts';
import { rules } from '../src/registry.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { readTemplate } from '../src/template/read-template.ts';

/** Ids of the rules that find something, of the preset `all`. */
function foundIn(resources: Readonly<Record<string, object>>, more: object = {}): ReadonlySet<string> {
  const text = JSON.stringify({ ...more, Resources: resources });
  const reading = readTemplate(new SourceFile('template.json', text));
  if (reading.kind !== 'template') throw new Error('no template');
  const input = { templates: [reading.template], problems: [], skipped: 0 };
  const { findings } = lint(input, rules, { ...DEFAULT_CONFIG, preset: 'all', minConfidence: 'low' });
  return new Set(findings.map(({ rule }) => rule.id));
}

const allow = (rest: object): object => ({ Effect: 'Allow', ...rest });
const document = (...Statement: object[]): object => ({ Version: '2012-10-17', Statement });
const managed = (...statements: object[]): object => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: document(...statements) },
});
const trusting = (Principal: unknown, rest: object = {}): object => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: document(allow({ Principal, Action: 'sts:AssumeRole', ...rest })),
  },
});
const lambdaRole = (properties: object): object => {
  const role = trusting({ Service: 'lambda.amazonaws.com' }) as { Type: string; Properties: object };
  return { ...role, Properties: { ...role.Properties, ...properties } };
};
const inline = (...statements: object[]): object => ({
  Policies: [{ PolicyName: 'inline', PolicyDocument: document(...statements) }],
});
const user = (name?: string): object => ({
  Type: 'AWS::IAM::User',
  Properties: name === undefined ? {} : { UserName: name },
});
const queuePolicy = (...statements: object[]): object => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: ['https://sqs.eu-west-1.amazonaws.com/111111111111/q'],
    PolicyDocument: document(...statements),
  },
});
const everything = allow({ Action: '*', Resource: '*' });
const oneObject = allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::example/*' });

interface Case {
  /** What is right, and the check of another tool that gets it wrong. */
  readonly title: string;
  readonly resources: Readonly<Record<string, object>>;
  /** Rules that must find it. */
  readonly found?: readonly string[];
  /** Rules that must be silent. */
  readonly silent?: readonly string[];
  readonly more?: object;
}

const CASES: readonly Case[] = [
  {
    title: 'a star in the second statement (checkov CKV_AWS_63)',
    resources: { Policy: managed(oneObject, allow({ Action: ['*'], Resource: '*' })) },
    found: ['no-admin-statement'],
  },
  {
    title: 'an account in the second statement, as a plain string (checkov CKV_AWS_61)',
    resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: document(
            allow({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
            allow({ Principal: { AWS: '222222222222' }, Action: 'sts:AssumeRole' }),
          ),
        },
      },
    },
    found: ['trust-external-account'],
  },
  {
    title: 'a principal that is only a star (checkov CKV_AWS_60)',
    resources: { Role: trusting('*') },
    found: ['no-public-trust'],
  },
  {
    title: 'a managed policy as any other (checkov CKV_AWS_62, trivy AWS-0345, kics f62aa827)',
    resources: { Policy: managed(everything) },
    found: ['no-admin-statement'],
  },
  {
    title: 'a statement that is no list (checkov CKV_AWS_107 to 111)',
    resources: {
      Policy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: allow({ Action: 'iam:PutUserPolicy', Resource: '*' }),
          },
        },
      },
    },
    found: ['no-unlimited-permissions-management', 'no-privilege-escalation'],
  },
  {
    title: 'a service principal of a region that may call without source (checkov CKV_AWS_364)',
    resources: {
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: 'example',
          Action: 'lambda:InvokeFunction',
          Principal: 'logs.eu-west-1.amazonaws.com',
        },
      },
    },
    found: ['lambda-permission-without-source'],
  },
  {
    title: 'ForAllValues, which holds for requests without the key (checkov CKV_AWS_32)',
    resources: {
      Repository: {
        Type: 'AWS::ECR::Repository',
        Properties: {
          RepositoryPolicyText: document(
            allow({
              Principal: '*',
              Action: 'ecr:BatchGetImage',
              Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-abcdefghij' } },
            }),
          ),
        },
      },
    },
    found: ['no-public-resource-policy'],
  },
  {
    title: 'inline policies of roles (guard IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS and its like)',
    resources: {
      Role: lambdaRole(
        inline(
          allow({ NotAction: 's3:*', Resource: '*' }),
          allow({ Action: 'sqs:SendMessage', NotResource: 'arn:aws:sqs:eu-west-1:111111111111:q' }),
        ),
      ),
    },
    found: ['no-not-action-allow', 'no-not-resource-allow'],
  },
  {
    title: 'a condition that does not limit which role is passed (guard *_NO_WILDCARD_RESOURCE_ON_PASSROLE)',
    resources: {
      Policy: managed(
        allow({
          Action: 'iam:Pass*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        }),
      ),
    },
    found: ['no-pass-role-wildcard'],
  },
  {
    title: 'a user without a password (guard IAM_USER_LOGIN_PROFILE_PASSWORD_RESET_RULE)',
    resources: { User: user() },
    silent: ['console-password-reset'],
  },
  {
    title: 'a Deny for everybody in a key policy (guard KMS_NO_WILDCARD_PRINCIPAL, trivy AWS-0032)',
    resources: {
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: {
          KeyPolicy: document(
            allow({
              Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
              Action: 'kms:*',
              Resource: '*',
            }),
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 'kms:ScheduleKeyDeletion',
              Resource: '*',
              Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } },
            },
          ),
        },
      },
    },
    silent: ['no-public-resource-policy', 'no-wildcard-resource'],
  },
  {
    title: 'a key policy for {"AWS": "*"} (guard KMS_NO_WILDCARD_PRINCIPAL)',
    resources: {
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: {
          KeyPolicy: document(allow({ Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' })),
        },
      },
    },
    found: ['no-public-resource-policy'],
  },
  {
    title: 'a variable without Type, which is plain text (guard CODEBUILD_PROJECT_ENVVAR_AWSCRED_CHECK)',
    resources: {
      Project: {
        Type: 'AWS::CodeBuild::Project',
        Properties: {
          Environment: {
            EnvironmentVariables: [
              { Name: 'AWS_SECRET_ACCESS_KEY', Value: 'kP9dQ2wLz7Xr4TnVb8Hs1JmGf6YcEa3RuWoIqDtN' },
            ],
          },
        },
      },
    },
    found: ['no-literal-credentials'],
  },
  {
    title: 'AdministratorAccess of any partition, and on a user (cfn_nag W43, W44)',
    resources: {
      User: {
        Type: 'AWS::IAM::User',
        Properties: {
          ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }],
        },
      },
    },
    found: ['no-admin-managed-policy'],
  },
  {
    title: 'passing every role of a path, in any spelling (cfn_nag F38 to F40)',
    resources: {
      Policy: managed(allow({ Action: 'IAM:passrole', Resource: 'arn:aws:iam::*:role/*' })),
    },
    found: ['no-pass-role-wildcard'],
  },
  {
    title:
      'an instance whose launch template has the profile (cdk-nag EC2InstanceProfileAttached, kics f914357d)',
    resources: {
      Template: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { IamInstanceProfile: { Name: 'example' } } },
      },
      Instance: {
        Type: 'AWS::EC2::Instance',
        Properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } },
      },
      Other: {
        Type: 'AWS::EC2::Instance',
        Properties: { IamInstanceProfile: { Ref: 'Profile' } },
      },
    },
    more: { Parameters: { Profile: { Type: 'String' } } },
    silent: ['no-machine-without-instance-profile'],
  },
  {
    title: 'a star limited to an organization (cdk-nag ECROpenAccess)',
    resources: {
      Repository: {
        Type: 'AWS::ECR::Repository',
        Properties: {
          RepositoryPolicyText: document(
            allow({
              Principal: '*',
              Action: 'ecr:BatchGetImage',
              Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } },
            }),
          ),
        },
      },
    },
    silent: ['no-public-resource-policy'],
  },
  {
    title: 'elements in another order, on a user (cdk-nag IAMPolicyNoStatementsWith…)',
    resources: {
      User: {
        Type: 'AWS::IAM::User',
        Properties: inline({ Resource: '*', Action: ['*'], Effect: 'Allow' }),
      },
    },
    found: ['no-admin-statement'],
  },
  {
    title: 'an escalation over two statements with a pattern (sonar-iac S6317)',
    resources: {
      Role: lambdaRole(
        inline(
          allow({ Action: 'iam:Pass*', Resource: '*' }),
          allow({ Action: ['lambda:CreateFunc*', 'lambda:Invoke*'], Resource: '*' }),
        ),
      ),
    },
    found: ['no-privilege-escalation'],
  },
  {
    title: 'a condition on another statement (sonar-iac S6270)',
    resources: {
      Policy: queuePolicy(
        allow({
          Principal: { AWS: '111111111111' },
          Action: 'sqs:SendMessage',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        }),
        allow({ Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }),
      ),
    },
    found: ['no-public-resource-policy'],
  },
  {
    title: 'a key without Status for a user by reference (trivy AWS-0167)',
    resources: {
      User: user(),
      First: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'User' } } },
      Second: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'User' } } },
    },
    found: ['no-iam-user-access-key', 'single-access-key'],
  },
  {
    title: 'assuming any role in the usual spelling (kics e835bd0d)',
    resources: { Policy: managed(allow({ Action: 'sts:AssumeRole', Resource: '*' })) },
    found: ['no-assume-role-wildcard'],
  },
  {
    title: 'the root of the own account, which is not everybody (kics f80e3aa7)',
    resources: { Role: trusting({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }) },
    silent: ['no-public-trust', 'trust-external-account'],
  },
  {
    title: 'a policy on a user, by its real property (kics 5e7acff5, edc95c10)',
    resources: {
      User: {
        Type: 'AWS::IAM::User',
        Properties: { ManagedPolicyArns: ['arn:aws:iam::111111111111:policy/example'] },
      },
    },
    found: ['no-policy-on-user'],
  },
  {
    title: 'everybody may send messages, in the usual spelling (kics 9b6a3f5b)',
    resources: { Policy: queuePolicy(allow({ Principal: '*', Action: 'sqs:SendMessage', Resource: '*' })) },
    found: ['no-public-resource-policy'],
  },
  {
    title: 'a password from Secrets Manager (kics 06adef8c)',
    resources: {
      User: {
        Type: 'AWS::IAM::User',
        Properties: {
          LoginProfile: {
            Password: '{{resolve:secretsmanager:example:SecretString:password}}',
            PasswordResetRequired: true,
          },
        },
      },
    },
    silent: ['no-plaintext-secret'],
  },
  {
    title: 'a name with root in it, and a rule of AWS Config (kics 4c137350, 800fa019, 8d29754a)',
    resources: {
      Rule: {
        Type: 'AWS::Config::ConfigRule',
        Properties: { Source: { Owner: 'AWS', SourceIdentifier: 'S3_BUCKET_VERSIONING_ENABLED' } },
      },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'root-cause' } },
    },
    silent: rules.map(({ id }) => id).filter((id) => /access-key|access-analyzer|root/.test(id)),
  },
  {
    title: 'a Null for the key of the second factor (parliament BAD_PATTERN_FOR_MFA)',
    resources: {
      Policy: managed({
        Effect: 'Allow',
        Action: 's3:DeleteObject',
        Resource: 'arn:aws:s3:::example/*',
        Condition: { Null: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
    },
    found: ['mfa-condition-holds-without-key'],
  },
  {
    title: 'a canonical user and the ARN of an identity provider (parliament UNKNOWN_PRINCIPAL)',
    resources: {
      Bucket: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: 'example',
          PolicyDocument: document(
            allow({
              Principal: {
                CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
              },
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::example/*',
            }),
          ),
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: document(
            allow({
              Principal: {
                Federated: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
              },
              Action: 'sts:AssumeRoleWithWebIdentity',
              Condition: {
                StringEquals: {
                  'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
                  'token.actions.githubusercontent.com:sub': 'repo:example/app:ref:refs/heads/main',
                },
              },
            }),
          ),
        },
      },
    },
    silent: ['valid-policy-structure', 'valid-principal', 'no-open-oidc-trust'],
  },
  {
    title: 'a trust policy, which has no resource (parliament MALFORMED)',
    resources: { Role: trusting({ Service: 'ec2.amazonaws.com' }) },
    silent: ['valid-policy-structure'],
  },
  {
    title: 'a policy in a string that is no JSON (cfn-lint E3510)',
    resources: {
      Permissions: {
        Type: 'AWS::SSO::PermissionSet',
        Properties: {
          Name: 'example',
          InstanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
          InlinePolicy: '{"Version": "2012-10-17", "Statement": [',
        },
      },
    },
    found: ['valid-policy-structure'],
  },
  {
    title: 'an action that does not exist, in a SAM template (cfn-lint W3037)',
    resources: {
      Function: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          InlineCode: 'x',
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Policies: [document(allow({ Action: 's3:GetObjekt', Resource: 'arn:aws:s3:::example/*' }))],
        },
      },
    },
    more: { Transform: 'AWS::Serverless-2016-10-31' },
    found: ['known-action'],
  },
  {
    title: 'a principal of an isolated partition (schema of principals in cfn-lint)',
    resources: { Role: trusting({ AWS: 'arn:aws-iso-b:iam::111111111111:root' }) },
    silent: ['valid-policy-structure', 'valid-principal', 'valid-resource-arn'],
  },
];

describe('right where another tool is not', () => {
  it.each(CASES)('$title', ({ resources, found = [], silent = [], more }) => {
    const actual = foundIn(resources, more);
    expect(
      found.filter((id) => !actual.has(id)),
      `found: ${[...actual].join(', ')}`,
    ).toEqual([]);
    expect(silent.filter((id) => actual.has(id))).toEqual([]);
    expect(found.length + silent.length).toBeGreaterThan(0);
  });

  it('gives one finding for one statement (kics f62aa827 and 953b3cdb)', () => {
    const actual = foundIn({ Policy: managed(everything) });
    expect([...actual].filter((id) => /admin|wildcard/.test(id))).toEqual(['no-admin-statement']);
  });
});
