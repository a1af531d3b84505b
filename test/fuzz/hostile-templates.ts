/** A template that is made to cost much, by its size: statements, resources, conditions, levels. */
export interface HostileTemplate {
  /** Size at which a run is tested; the cost at twice the size tells how it grows. */
  readonly size: number;
  write(size: number): string;
}

type Json = unknown;

const range = <T>(size: number, item: (index: number) => T): T[] =>
  Array.from({ length: size }, (_, at) => item(at));
const entries = (size: number, item: (index: number) => [string, Json]): Json =>
  Object.fromEntries(range(size, item));

const trust = (principal: Json = { Service: 'ec2.amazonaws.com' }): Json => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});

const role = (properties: object = {}): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: trust(), ...properties },
});

const policy = (statement: Json, more: object = {}): Json => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: { Version: '2012-10-17', Statement: statement }, ...more },
});

const allow = (more: object = {}): object => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more });

const template = (sections: object): string =>
  JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', ...sections });
const openParameters = (size: number): Json => entries(size, (at) => [`P${at}`, { Type: 'String' }]);
const openConditions = (size: number): Json =>
  entries(size, (at) => [`C${at}`, { 'Fn::Equals': [{ Ref: `P${at}` }, 'x'] }]);

/** Wraps a value into another one so often. */
const nest = (depth: number, inner: Json, wrap: (inner: Json, level: number) => Json): Json =>
  range(depth, (level) => level).reduce((value, level) => wrap(value, level), inner);

export const hostileTemplates: Readonly<Record<string, HostileTemplate>> = {
  'statements in one policy': {
    size: 4_000,
    write: (size) =>
      template({
        Resources: { A: policy(range(size, (at) => allow({ Resource: `arn:aws:s3:::b${at}/*` }))) },
      }),
  },
  'wildcard statements in one policy': {
    size: 3_000,
    write: (size) => template({ Resources: { A: policy(range(size, () => allow({ Action: '*' }))) } }),
  },
  'trust statements with denials': {
    size: 600,
    write: (size) => {
      const Statement = range(size, (at) => ({
        Effect: at % 2 ? 'Allow' : 'Deny',
        Principal: '*',
        Action: 'sts:AssumeRole',
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': `o-${at}` } },
      }));
      return template({ Resources: { A: role({ AssumeRolePolicyDocument: { Statement } }) } });
    },
  },
  'actions in one statement': {
    size: 10_000,
    write: (size) =>
      template({ Resources: { A: policy(allow({ Action: range(size, (at) => `s3:Get*${at}`) })) } }),
  },
  'actions of one letter and a star': {
    size: 1_500,
    write: (size) =>
      template({
        Resources: {
          A: policy(allow({ Action: range(size, (at) => `${'abcdefgi'[at % 8]}*:*${at % 90}*`) })),
        },
      }),
  },
  'a pattern of stars': {
    size: 5_000,
    write: (size) =>
      template({
        Resources: {
          A: policy(
            allow({ Action: `s3:${'*a'.repeat(size)}`, Resource: `arn:aws:s3:::${'*?'.repeat(size)}` }),
          ),
        },
      }),
  },
  'resources in one statement': {
    size: 10_000,
    write: (size) =>
      template({
        Resources: {
          A: policy(allow({ Resource: range(size, (at) => `arn:aws:dynamodb:*:*:table/${at}*`) })),
        },
      }),
  },
  'principals in one statement': {
    size: 10_000,
    write: (size) =>
      template({
        Resources: {
          A: role({
            AssumeRolePolicyDocument: trust({
              AWS: range(size, (at) => `arn:aws:iam::${100_000_000_000 + at}:root`),
            }),
          }),
        },
      }),
  },
  'roles that attach one policy': {
    size: 1_500,
    write: (size) =>
      template({
        Resources: {
          A: policy(range(200, () => allow())),
          ...(entries(size, (at) => [`R${at}`, role({ ManagedPolicyArns: [{ Ref: 'A' }] })]) as object),
        },
      }),
  },
  'roles of one administrator policy': {
    size: 1_000,
    write: (size) =>
      template({
        Resources: entries(size, (at) => [
          `R${at}`,
          role({
            ManagedPolicyArns: [
              'arn:aws:iam::aws:policy/AdministratorAccess',
              'arn:aws:iam::aws:policy/ReadOnlyAccess',
            ],
          }),
        ]),
      }),
  },
  'roles that may pass one another': {
    size: 400,
    write: (size) =>
      template({
        Resources: entries(size, (at) => [
          `R${at}`,
          role({
            AssumeRolePolicyDocument: trust({ AWS: { 'Fn::GetAtt': [`R${(at + 1) % size}`, 'Arn'] } }),
            Policies: [
              {
                PolicyName: 'p',
                PolicyDocument: { Statement: [allow({ Action: ['iam:PassRole', 'lambda:*'] })] },
              },
            ],
          }),
        ]),
      }),
  },
  'users in groups': {
    size: 700,
    write: (size) =>
      template({
        Resources: {
          ...(entries(30, (at) => [
            `G${at}`,
            {
              Type: 'AWS::IAM::Group',
              Properties: {
                Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: range(20, () => allow()) } }],
              },
            },
          ]) as object),
          ...(entries(size, (at) => [
            `U${at}`,
            { Type: 'AWS::IAM::User', Properties: { Groups: range(30, (g) => ({ Ref: `G${g}` })) } },
          ]) as object),
          ...(entries(size, (at) => [
            `K${at}`,
            { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: `U${at}` } } },
          ]) as object),
        },
      }),
  },
  'functions of one role': {
    size: 2_000,
    write: (size) =>
      template({
        Resources: {
          R: role({
            Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [allow({ Action: '*' })] } }],
          }),
          ...(entries(size, (at) => [
            `F${at}`,
            { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['R', 'Arn'] } } },
          ]) as object),
        },
      }),
  },
  'instances of one profile': {
    size: 1_500,
    write: (size) =>
      template({
        Resources: {
          R: role(),
          I: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'R' }] } },
          L: {
            Type: 'AWS::EC2::LaunchTemplate',
            Properties: {
              LaunchTemplateData: { IamInstanceProfile: { Arn: { 'Fn::GetAtt': ['I', 'Arn'] } } },
            },
          },
          ...(entries(size, (at) => [
            `E${at}`,
            {
              Type: 'AWS::EC2::Instance',
              Properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'L' }, Version: '1' } },
            },
          ]) as object),
        },
      }),
  },
  'conditions, each round a statement': {
    size: 300,
    write: (size) =>
      template({
        Parameters: openParameters(size),
        Conditions: openConditions(size),
        Resources: {
          A: policy(range(size, (at) => ({ 'Fn::If': [`C${at}`, allow(), allow({ Action: 'iam:*' })] }))),
        },
      }),
  },
  'conditions round the parts of one statement': {
    size: 200,
    write: (size) => {
      const choose = (value: string): Json =>
        range(size, (at) => ({ 'Fn::If': [`C${at}`, `${value}${at}`, `${value}*`] }));
      return template({
        Parameters: openParameters(size),
        Conditions: openConditions(size),
        Resources: {
          A: policy(
            allow({
              Action: choose('s3:'),
              Resource: choose('arn:aws:s3:::'),
              Condition: {
                StringEquals: entries(size, (at) => [
                  `aws:RequestTag/t${at}`,
                  { 'Fn::If': [`C${at}`, 'a', 'b'] },
                ]),
              },
            }),
          ),
        },
      });
    },
  },
  'Fn::If in Fn::If': {
    size: 300,
    write: (size) =>
      template({
        Parameters: openParameters(size),
        Conditions: openConditions(size),
        Resources: {
          A: policy(
            allow({
              Action: nest(size, '*', (inner, at) => ({ 'Fn::If': [`C${at}`, inner, `s3:Get${at}`] })),
            }),
          ),
        },
      }),
  },
  'Fn::If in both branches of Fn::If': {
    size: 12,
    write: (size) =>
      template({
        Parameters: openParameters(size),
        Conditions: openConditions(size),
        Resources: {
          A: policy(
            allow({ Action: nest(size, '*', (inner, at) => ({ 'Fn::If': [`C${at}`, inner, inner] })) }),
          ),
        },
      }),
  },
  'resources under conditions': {
    size: 500,
    write: (size) =>
      template({
        Parameters: openParameters(size),
        Conditions: openConditions(size),
        Resources: entries(size, (at) => [`A${at}`, { ...(policy(allow()) as object), Condition: `C${at}` }]),
      }),
  },
  'conditions that refer to each other': {
    size: 400,
    write: (size) =>
      template({
        Conditions: entries(size, (at) => [
          `C${at}`,
          {
            'Fn::And': [
              { Condition: `C${(at + 1) % size}` },
              { Condition: `C${(at * 7) % size}` },
              { 'Fn::Not': [{ Condition: `C${at}` }] },
            ],
          },
        ]),
        Resources: {
          A: policy(range(size, (at) => ({ 'Fn::If': [`C${at}`, allow(), { Ref: 'AWS::NoValue' }] }))),
        },
      }),
  },
  'parameters with many allowed values': {
    size: 120,
    write: (size) =>
      template({
        Parameters: entries(size, (at) => [
          `P${at}`,
          { Type: 'String', AllowedValues: range(30, (value) => `v${value}`), Default: 'v1' },
        ]),
        Resources: {
          A: policy(
            allow({
              Action: range(size, (at) => ({ 'Fn::Sub': `s3:\${P${at}}` })),
              Resource: { 'Fn::Sub': range(size, (at) => `\${P${at}}`).join('/') },
            }),
          ),
        },
      }),
  },
  'allowed patterns that backtrack': {
    size: 30,
    write: (size) =>
      template({
        Parameters: entries(size, (at) => [
          `P${at}`,
          {
            Type: 'String',
            AllowedPattern: `^(([a-z*])+.)+[A-Z]([a-z])+$|(a+)+$|(${'a?'.repeat(30)}${'a'.repeat(30)})`,
            Default: `${'a'.repeat(5_000)}!`,
          },
        ]),
        Resources: {
          A: role({ AssumeRolePolicyDocument: trust({ AWS: range(size, (at) => ({ Ref: `P${at}` })) }) }),
        },
      }),
  },
  'variables of Fn::Sub': {
    size: 9_000,
    write: (size) =>
      template({
        Resources: {
          A: policy(
            allow({
              Resource: {
                'Fn::Sub': [
                  range(size, (at) => `\${V${at}}`).join('/'),
                  entries(size, (at) => [`V${at}`, { Ref: 'AWS::Region' }]),
                ],
              },
            }),
          ),
        },
      }),
  },
  'a Fn::Sub that nobody closes': {
    size: 60_000,
    write: (size) =>
      template({ Resources: { A: policy(allow({ Resource: { 'Fn::Sub': '${'.repeat(size) } })) } }),
  },
  'Fn::Join of Fn::Split of itself': {
    size: 200,
    write: (size) =>
      template({
        Resources: {
          A: policy(
            allow({
              Resource: nest(size, 'a,b', (inner) => ({
                'Fn::Join': [',', { 'Fn::Split': [',', { 'Fn::Join': ['', [inner, ',']] }] }],
              })),
            }),
          ),
        },
      }),
  },
  'a Fn::Sub that doubles': {
    size: 60,
    write: (size) =>
      template({
        Resources: {
          A: policy(
            allow({ Resource: nest(size, 'x', (inner) => ({ 'Fn::Sub': ['${V}${V}', { V: inner }] })) }),
          ),
        },
      }),
  },
  'policy text in policy text': {
    size: 12,
    write: (size) =>
      template({
        Resources: {
          A: policy(allow(), {
            Description: nest(size, '{}', (inner) => JSON.stringify({ a: inner })),
            PolicyDocument: nest(size, JSON.stringify({ Statement: [allow()] }), (inner) => ({
              'Fn::Sub': ['${V}', { V: inner }],
            })),
          }),
        },
      }),
  },
  'a policy that Fn::Join puts together': {
    size: 1_200,
    write: (size) =>
      template({
        Resources: {
          A: policy([], {
            PolicyDocument: {
              'Fn::Join': [
                '',
                [
                  '{"Statement":[',
                  ...range(size, (at) => [
                    JSON.stringify(allow()).slice(0, -2),
                    { Ref: 'AWS::Region' },
                    at === size - 1 ? '"}' : '"},',
                  ]).flat(),
                  ']}',
                ],
              ],
            },
          }),
        },
      }),
  },
  'mappings with many keys': {
    size: 60,
    write: (size) =>
      template({
        Mappings: {
          M: entries(size, (at) => [`k${at}`, entries(60, (inner) => [`i${inner}`, `v${at}${inner}`])]),
        },
        Parameters: { P: { Type: 'String' }, Q: { Type: 'String' } },
        Resources: {
          A: policy(
            allow({ Resource: range(size, () => ({ 'Fn::FindInMap': ['M', { Ref: 'P' }, { Ref: 'Q' }] })) }),
          ),
        },
      }),
  },
  'Fn::ForEach in Fn::ForEach': {
    size: 12,
    write: (size) => {
      const items = range(size, (at) => `x${at}`);
      return template({
        Transform: 'AWS::LanguageExtensions',
        Resources: {
          'Fn::ForEach::A': [
            'A',
            items,
            {
              'Fn::ForEach::B': [
                'B',
                items,
                { 'Fn::ForEach::C': ['C', items, { 'R${A}${B}${C}': policy(allow()) }] },
              ],
            },
          ],
        },
      });
    },
  },
  'SAM functions with events': {
    size: 150,
    write: (size) =>
      template({
        Transform: 'AWS::Serverless-2016-10-31',
        Globals: {
          Function: {
            Runtime: 'nodejs22.x',
            Handler: 'a.b',
            Environment: { Variables: entries(50, (at) => [`V${at}`, 'x']) },
          },
        },
        Resources: entries(size, (at) => [
          `F${at}`,
          {
            Type: 'AWS::Serverless::Function',
            Properties: {
              Policies: [
                'AdministratorAccess',
                { S3CrudPolicy: { BucketName: '*' } },
                { Statement: [allow()] },
              ],
              Events: entries(10, (event) => [
                `E${event}`,
                { Type: 'Api', Properties: { Path: `/${at}/${event}`, Method: 'get' } },
              ]),
            },
          },
        ]),
      }),
  },
  'outputs, exports and imports in a circle': {
    size: 600,
    write: (size) =>
      template({
        Resources: entries(size, (at) => [
          `A${at}`,
          role({
            Path: { 'Fn::ImportValue': `e${(at + 1) % size}` },
            RoleName: { 'Fn::GetAtt': [`A${(at + 1) % size}`, 'Arn'] },
          }),
        ]),
        Outputs: entries(size, (at) => [
          `O${at}`,
          { Value: { 'Fn::ImportValue': `e${(at + 1) % size}` }, Export: { Name: `e${at}` } },
        ]),
      }),
  },
  'keys that are everywhere': {
    size: 400,
    write: (size) =>
      template({
        Resources: {
          K: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'x' } },
          ...(entries(size, (at) => [
            `F${at}`,
            {
              Type: 'AWS::Lambda::Function',
              Properties: {
                Environment: {
                  Variables: entries(20, (inner) => [
                    `V${inner}`,
                    { 'Fn::GetAtt': ['K', 'SecretAccessKey'] },
                  ]),
                },
              },
            },
          ]) as object),
        },
        Outputs: entries(size, (at) => [`O${at}`, { Value: { 'Fn::Sub': '${K.SecretAccessKey}' } }]),
      }),
  },
  'text that looks like keys': {
    size: 3_000,
    write: (size) =>
      template({
        Metadata: { a: `AKIA${'IOSFODNN7EXAMPLE'.repeat(size)}` },
        Resources: {
          A: {
            Type: 'AWS::EC2::Instance',
            Properties: { UserData: `${'A/'.repeat(size * 10)} password=${'='.repeat(size)}` },
          },
        },
      }),
  },
  'deep nesting of maps': {
    size: 20_000,
    write: (size) =>
      `{"Resources":{"A":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":${'{"a":'.repeat(size)}1${'}'.repeat(size)}}}}}`,
  },
  'deep nesting of functions': {
    size: 390,
    write: (size) =>
      template({
        Resources: {
          A: policy(
            nest(size, allow(), (inner) => ({
              'Fn::If': ['C', inner, inner === null ? 1 : { Ref: 'AWS::NoValue' }],
            })),
          ),
        },
      }),
  },
  'aliases that double': {
    size: 40,
    write: (size) =>
      `a0: &a0 {Effect: Allow, Action: '*', Resource: '*'}\n${range(size, (at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`).join('')}Resources:\n  A: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: *a${size}}}}\n`,
  },
  'merges that double': {
    size: 40,
    write: (size) =>
      `a0: &a0 {Effect: Allow, Action: '*', Resource: '*'}\n${range(size, (at) => `a${at + 1}: &a${at + 1} {<<: [*a${at}, *a${at}], k${at}: *a${at}}\n`).join('')}Resources:\n  A: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: *a${size}}}}\n`,
  },
  'one document in many roles': {
    size: 400,
    write: (size) =>
      `x: &doc {Version: '2012-10-17', Statement: [${range(50, () => `{Effect: Allow, Action: '*', Resource: '*', Principal: '*'}`).join()}]}\nResources:\n${range(size, (at) => `  R${at}: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: *doc, Policies: [{PolicyName: a, PolicyDocument: *doc}]}}\n`).join('')}`,
  },
  'suppressions in every line': {
    size: 3_000,
    write: (size) =>
      `Resources:\n  A:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n${range(size, () => `          # iam-lint-disable-next-line no-admin-statement -- because\n          - {Effect: Allow, Action: '*', Resource: '*'}\n`).join('')}`,
  },
};
