import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCfnType } from '../../src/catalogue/cloudformation.ts';
import { rules } from '../../src/registry.ts';
import { fuzzLint, printAll } from './fuzz-lint.ts';

/** A number from 0 up to but not including the limit. */
export type Random = (limit: number) => number;

/** The same numbers at every run with the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)]!;

const TYPES = [
  ...[
    'Role',
    'User',
    'Group',
    'Policy',
    'ManagedPolicy',
    'InstanceProfile',
    'AccessKey',
    'UserToGroupAddition',
  ].map((name) => `AWS::IAM::${name}`),
  ...['RolePolicy', 'UserPolicy', 'OIDCProvider', 'SAMLProvider', 'ServiceLinkedRole'].map(
    (name) => `AWS::IAM::${name}`,
  ),
  ...['Instance', 'LaunchTemplate', 'SpotFleet', 'VPCEndpoint'].map((name) => `AWS::EC2::${name}`),
  ...['Function', 'Permission', 'LayerVersionPermission', 'Url', 'EventSourceMapping'].map(
    (name) => `AWS::Lambda::${name}`,
  ),
  ...[
    'Function',
    'Api',
    'HttpApi',
    'StateMachine',
    'Connector',
    'SimpleTable',
    'Application',
    'GraphQLApi',
  ].map((name) => `AWS::Serverless::${name}`),
  ...[
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::S3::AccessPoint',
    'AWS::SQS::QueuePolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::KMS::Key',
  ],
  ...[
    'AWS::SSO::PermissionSet',
    'AWS::RolesAnywhere::Profile',
    'AWS::Cognito::IdentityPoolRoleAttachment',
    'AWS::IoT::Policy',
    'AWS::ECS::TaskDefinition',
  ],
  ...[
    'AWS::AutoScaling::LaunchConfiguration',
    'AWS::Organizations::Policy',
    'AWS::Events::EventBusPolicy',
    'AWS::SecretsManager::ResourcePolicy',
  ],
  ...[
    'AWS::CloudFormation::Stack',
    'AWS::CloudFormation::CustomResource',
    'Custom::Thing',
    'AWS::Elasticsearch::Domain',
    'AWS::ECR::Repository',
    'AWS::SSM::Parameter',
  ],
];
const NAMES = [
  'A',
  'B',
  'C',
  'D',
  'P',
  'Q',
  'L',
  'AWS::Region',
  'AWS::NoValue',
  'AWS::AccountId',
  '__proto__',
  'constructor',
  'Missing',
  '',
];
const STRINGS = [
  ...[
    '',
    '*',
    's3:*',
    'iam:PassRole',
    '*:*',
    'sts:AssumeRole',
    'Allow',
    'Deny',
    'arn:aws:iam::aws:policy/AdministratorAccess',
    '2012-10-17',
    'true',
    'null',
  ],
  ...[
    'arn:aws:iam::111122223333:root',
    'lambda.amazonaws.com',
    'ec2.amazonaws.com',
    'arn:aws:s3:::x/*',
    '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  ],
  ...[
    '${A}',
    '${A.Arn}',
    '${!x}',
    '${AWS::Region}',
    '{{resolve:ssm:/x}}',
    '{{resolve:',
    '43200',
    '-1',
    'PT12H',
    '1e999',
    '\u0000',
    '\ud800',
    '\u202e',
    'AKIAIOSFODNN7EXAMPLE',
  ],
  ...[
    'token.actions.githubusercontent.com:sub',
    'aws:SourceArn',
    'StringLike',
    'ForAllValues:StringEquals',
    '__proto__',
    'constructor',
    '[',
    '{',
    'a:b:c:d:e:f:g',
    '::::::',
  ],
];
const FUNCTIONS = [
  ...[
    'Ref',
    'Fn::GetAtt',
    'Fn::Sub',
    'Fn::Join',
    'Fn::Split',
    'Fn::Select',
    'Fn::If',
    'Fn::FindInMap',
    'Fn::ImportValue',
    'Fn::Base64',
    'Fn::Cidr',
  ],
  ...[
    'Fn::GetAZs',
    'Fn::ToJsonString',
    'Fn::Length',
    'Fn::Transform',
    'Fn::Equals',
    'Fn::And',
    'Fn::Or',
    'Fn::Not',
    'Condition',
    'Fn::Contains',
    'Fn::Nothing',
  ],
];
const KEYS = [
  ...[
    'Effect',
    'Action',
    'NotAction',
    'Resource',
    'NotResource',
    'Principal',
    'NotPrincipal',
    'Condition',
    'Statement',
    'Version',
    'Sid',
    'AWS',
    'Service',
  ],
  ...[
    'PolicyDocument',
    'Policies',
    'ManagedPolicyArns',
    'Roles',
    'Users',
    'Groups',
    'RoleName',
    'UserName',
    'MaxSessionDuration',
    'PermissionsBoundary',
    'Events',
    'Type',
  ],
  ...[
    'Properties',
    'Federated',
    'StringEquals',
    'Arn',
    'Role',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'Fn::ForEach::X',
    'Fn::If',
    'Fn::Transform',
    'Ref',
  ],
];

/** A value as templates have them, with functions where nobody expects them and arguments that they do not take. */
export function randomValue(random: Random, depth: number): unknown {
  const kind = random(depth <= 0 ? 5 : 14);
  if (kind < 4) return pick(random, STRINGS);
  if (kind === 4) return pick(random, [0, 1, -1, 43200, 1e21, true, false, null, [], {}]);
  const inner = (): unknown => randomValue(random, depth - 1);
  const many = (limit: number): unknown[] => Array.from({ length: random(limit) }, inner);
  switch (kind) {
    case 5:
    case 6:
      return many(4);
    case 7:
      return { Ref: pick(random, NAMES) };
    case 8:
      return { 'Fn::If': [pick(random, NAMES), inner(), inner()] };
    case 9:
      return pick(random, [
        { 'Fn::Sub': inner() },
        { 'Fn::Sub': ['${V}-${A}-${B.Arn}', { V: inner() }] },
        { 'Fn::Join': [pick(random, STRINGS), many(4)] },
        { 'Fn::Select': [random(4), many(4)] },
        { 'Fn::FindInMap': ['M', pick(random, NAMES), pick(random, NAMES)] },
        { 'Fn::GetAtt': [pick(random, NAMES), 'Arn'] },
        { 'Fn::Split': [',', inner()] },
      ]);
    case 10:
      return { [pick(random, FUNCTIONS)]: inner() };
    case 11:
      return {
        Effect: 'Allow',
        Action: inner(),
        Resource: inner(),
        ...(random(2) ? { Principal: inner() } : {}),
        ...(random(2) ? { Condition: inner() } : {}),
      };
    case 12:
      return { Statement: [inner(), inner()] };
    default:
      // JSON.parse makes an own key of __proto__, which assigning does not.
      return JSON.parse(
        `{${many(4)
          .map((value) => `${JSON.stringify(pick(random, KEYS))}:${JSON.stringify(value)}`)
          .join()}}`,
      );
  }
}

/** Properties that the catalogue knows policies, roles and secrets under, and some others. */
function randomProperties(random: Random, type: string): unknown {
  if (random(12) === 0) return randomValue(random, 3);
  const known = findCfnType(type);
  const paths = [
    ...(known?.policies.map(({ path }) => path) ?? []),
    ...(known?.roles ?? []),
    ...(known?.secrets ?? []),
    ...KEYS,
  ];
  const properties: [string, unknown][] = Array.from({ length: 1 + random(6) }, () => {
    const [first = 'Policies'] = pick(random, paths.slice(0, 12 + random(paths.length))).split(/[.[]/);
    return [first, randomValue(random, 5)];
  });
  return Object.fromEntries(properties);
}

/** A template whose parts are what their places ask for most of the time. */
export function randomTemplate(random: Random): string {
  const section = (make: () => unknown): unknown =>
    random(15) === 0
      ? randomValue(random, 2)
      : Object.fromEntries(['A', 'B', 'C', 'D'].slice(random(3)).map((name) => [name, make()]));
  const template = {
    ...(random(3) === 0
      ? {
          Transform: pick(random, [
            'AWS::Serverless-2016-10-31',
            'AWS::LanguageExtensions',
            ['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions'],
            randomValue(random, 2),
          ]),
        }
      : {}),
    Parameters: {
      P: { Type: 'String', Default: randomValue(random, 1) },
      Q: { Type: 'String', AllowedValues: randomValue(random, 2) },
      L: { Type: 'CommaDelimitedList', Default: 'a,b' },
      A: randomValue(random, 2),
    },
    Conditions: section(() => randomValue(random, 4)),
    Mappings: { M: { P: { Q: 'x' }, A: randomValue(random, 2) } },
    Resources: section(() => {
      const type = pick(random, TYPES);
      return random(15) === 0
        ? randomValue(random, 2)
        : {
            Type: type,
            Properties: randomProperties(random, type),
            ...(random(3) ? {} : { Condition: pick(random, NAMES) }),
            ...(random(5) ? {} : { Metadata: randomValue(random, 3), DependsOn: randomValue(random, 1) }),
          };
    }),
    ...(random(3) ? {} : { Globals: { Function: randomValue(random, 3), Api: randomValue(random, 2) } }),
    Outputs: section(() => ({ Value: randomValue(random, 3), Export: { Name: randomValue(random, 2) } })),
  };
  return JSON.stringify(template, undefined, random(2));
}

const PIECES = [
  ...[
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    ',',
    '\n',
    '\t',
    '  ',
    '- ',
    '&a ',
    '*a ',
    '<<: *a',
    '!',
    '!Sub ',
    '!If [A, ',
    '!Ref ',
    '!GetAtt ',
    '|',
    '>-',
    '#',
    '\\',
    '\\u',
    '${',
    '}',
  ],
  ...[
    '\r',
    '\ufeff',
    '\u0000',
    '\ud800',
    '---',
    '...',
    '? ',
    '*',
    '__proto__: 1',
    'Fn::If',
    'AWS::NoValue',
    '# iam-lint-disable',
    'Fn::ForEach::A',
    'null',
    '0x1f',
  ],
];

/** The text with some of it cut out, doubled, moved or replaced. */
export function changedText(random: Random, text: string): string {
  let changed = text;
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(changed.length + 1);
    const end = Math.min(changed.length, at + random(40));
    const part = changed.slice(at, end);
    const lines = changed.split('\n');
    switch (random(7)) {
      case 0:
        changed = changed.slice(0, at);
        break;
      case 1:
        changed = changed.slice(0, at) + changed.slice(end);
        break;
      case 2:
        changed = changed.slice(0, end) + part + changed.slice(end);
        break;
      case 3:
        lines.splice(random(lines.length), 1 + random(3));
        changed = lines.join('\n');
        break;
      case 4: {
        const moved = lines.splice(random(lines.length), 1 + random(3));
        lines.splice(random(lines.length), 0, ...moved.map((line) => `${' '.repeat(random(5))}${line}`));
        changed = lines.join('\n');
        break;
      }
      default:
        changed = changed.slice(0, at) + pick(random, PIECES) + changed.slice(random(2) ? at : end);
    }
  }
  return changed;
}

/** Texts to change: the examples of all rules and the smaller of ../shared/corpus, where there is one. */
export function textsToChange(folder: string): readonly string[] {
  const examples = rules.flatMap(({ examples: { bad, good } }) =>
    [...bad, ...good].map(({ template }) => template),
  );
  const corpus = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(?:json|ya?ml|template)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => readFileSync(path, 'utf8'))
        .filter((text) => text.length < 12_000)
    : [];
  return [...examples, ...corpus];
}

/** One made-up or changed template. */
export function randomInput(random: Random, texts: readonly string[]): string {
  return random(2) === 0 ? randomTemplate(random) : changedText(random, pick(random, texts));
}

/** Seconds after which one input counts as a hang: they are small. */
const HANG = 5_000;

/**
 * Judges random templates until the time is over and keeps each one that fails in test/fuzz/inputs of the working directory.
 * @returns whether none failed.
 */
export function fuzzForever(milliseconds: number, seed: number, log: (line: string) => void): boolean {
  const random = randomOf(seed);
  const texts = textsToChange('../shared/corpus');
  const until = Date.now() + milliseconds;
  const failures = new Set<string>();
  let count = 0;
  let judged = 0;
  for (; Date.now() < until; count++) {
    const text = randomInput(random, texts);
    const started = Date.now();
    let failure: string | undefined;
    try {
      const report = fuzzLint(text);
      if (report) printAll(report);
      if (report) judged++;
    } catch (cause) {
      failure =
        cause instanceof Error
          ? `${cause.message}\n${cause.stack?.split('\n').slice(1, 4).join('\n')}`
          : String(cause);
    }
    if (Date.now() - started > HANG) failure ??= `took ${Date.now() - started} ms`;
    if (failure === undefined || failures.has(failure)) continue;
    failures.add(failure);
    const name = `${createHash('sha1').update(text).digest('hex').slice(0, 12)}.txt`;
    writeFileSync(join('test/fuzz/inputs', name), text);
    log(`${name}: ${failure}`);
  }
  log(`${count} inputs, ${judged} of them templates, ${failures.size} kinds of failure`);
  return failures.size === 0;
}
