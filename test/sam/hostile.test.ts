import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandSam, samDefects } from '../../src/sam/expand-sam.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Template } from '../../src/template/template.ts';
import { createScope } from '../../src/values/create-scope.ts';
import { nodesOf } from './expanded.ts';

function expandJson(value: unknown): { before: Template; after: Template } {
  return expandText(typeof value === 'string' ? value : JSON.stringify(value));
}

function expandText(text: string): { before: Template; after: Template } {
  const reading = readTemplate(new SourceFile('t.json', text));
  if (reading.kind !== 'template') throw new Error(reading.what);
  const before = reading.template;
  return { before, after: expandSam(before, createScope(before, { parameters: {} })) };
}

const TYPES = [
  ...['Function', 'StateMachine', 'Api', 'HttpApi', 'WebSocketApi', 'GraphQLApi', 'Connector', 'Application'],
  ...['SimpleTable', 'LayerVersion', 'CapacityProvider', 'MicrovmImage', 'NetworkConnector', 'WebFunction'],
].map((name) => `AWS::Serverless::${name}`);

const KEYS = [
  ...[
    'Policies',
    'Role',
    'Events',
    'Type',
    'Properties',
    'Auth',
    'ResourcePolicy',
    'Authorizers',
    'FunctionArn',
  ],
  ...[
    'CustomStatements',
    'Statement',
    'S3ReadPolicy',
    'BucketName',
    'VpcConfig',
    'Tracing',
    'DeadLetterQueue',
  ],
  ...[
    'FunctionUrlConfig',
    'AuthType',
    'EventInvokeConfig',
    'DestinationConfig',
    'OnSuccess',
    'OnFailure',
    'Path',
  ],
  ...[
    'Method',
    'RestApiId',
    'ApiId',
    'Topic',
    'SqsSubscription',
    'Queue',
    'Stream',
    'SourceAccessConfigurations',
  ],
  ...[
    'AutoPublishAlias',
    'Source',
    'Destination',
    'Permissions',
    'Id',
    'Arn',
    'Routes',
    'DataSources',
    'DynamoDb',
  ],
  ...[
    'Lambda',
    'Domain',
    'Policy',
    'DomainName',
    'DefinitionBody',
    'paths',
    'StageName',
    'Location',
    'source',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'SchemaRegistryConfig', 'SchemaRegistryURI'],
];

const WORDS = [
  ...[
    'Api',
    'HttpApi',
    'SNS',
    'SQS',
    'S3',
    'MSK',
    'MQ',
    'DocumentDB',
    'SelfManagedKafka',
    'Schedule',
    'ScheduleV2',
  ],
  ...[
    'Cognito',
    'IoTRule',
    'CloudWatchLogs',
    'EventBridgeRule',
    'Kinesis',
    'NONE',
    'CUSTOM',
    'A',
    'B',
    'Read',
    'Write',
  ],
  ...[
    'AdministratorAccess',
    '/a/{b}/',
    '$default',
    'get',
    '__proto__',
    'constructor',
    '',
    '*',
    'true',
    'PRIVATE',
  ],
];

const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.constantFrom(...WORDS), fc.boolean(), fc.integer(), fc.constant(null)),
  call: fc.oneof(
    fc.record({ Ref: fc.oneof(fc.constantFrom('A', 'B', 'AWS::NoValue', 'AWS::Region'), tie('tree')) }),
    fc.record({ 'Fn::GetAtt': fc.oneof(fc.constant(['A', 'Arn']), fc.constant('B.Arn'), tie('tree')) }),
    fc.record({ 'Fn::If': fc.oneof(fc.tuple(fc.constant('C'), tie('tree'), tie('tree')), tie('tree')) }),
    fc.record({ 'Fn::Sub': fc.oneof(fc.constant('x${A}'), tie('tree')) }),
  ),
  tree: fc.oneof(
    { depthSize: 'medium' },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 6 }),
    tie('call'),
  ),
}));

const resource = fc.record({
  Type: fc.constantFrom(...TYPES),
  Properties: fc.oneof(fc.dictionary(fc.constantFrom(...KEYS), tree, { maxKeys: 12 }), tree),
  Connectors: tree,
  Condition: fc.constantFrom('C', 'D'),
});

describe('hostile SAM', () => {
  test('whatever the shape, the result is whole and every node has its place in the text', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('A', 'B', 'D', '__proto__'), resource),
        tree,
        (Resources, section) => {
          fc.pre(Object.keys(Resources).length > 0);
          const Globals = { Function: section, Api: section, StateMachine: section };
          const { before, after } = expandJson({
            Transform: 'AWS::Serverless-2016-10-31',
            Globals,
            Resources,
          });
          for (const [id, { node }] of before.resources) expect(after.resources.get(id)?.node).toBe(node);
          for (const one of after.resources.values()) {
            expect(one.template).toBe(after);
            expect(one.generatedFrom !== undefined || before.resources.has(one.logicalId)).toBe(true);
            if (!one.generatedFrom) continue;
            for (const { span } of nodesOf(one.node)) {
              expect(span.file).toBe(before.file);
              expect(span.start >= 0 && span.start <= span.end && span.end <= before.file.text.length).toBe(
                true,
              );
            }
          }
          expect(Array.isArray(samDefects(after))).toBe(true);
          expect(Object.hasOwn(Object.prototype, 'Type')).toBe(false);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('names of built-in properties are no event types, destinations or policy templates', () => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'source'];
    for (const name of names) {
      const { after } = expandJson({
        Transform: 'AWS::Serverless-2016-10-31',
        Resources: {
          F: {
            Type: 'AWS::Serverless::Function',
            Properties: {
              Policies: [JSON.parse(`{"${name}": {}}`) as unknown],
              Events: { E: { Type: name, Properties: {} } },
              DeadLetterQueue: { Type: name, TargetArn: 'x' },
              EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: name } } },
            },
          },
        },
      });
      expect([...after.resources.keys()]).toEqual(['F', 'FEventInvokeConfig', 'FRole']);
      expect(samDefects(after)).toHaveLength(1);
    }
  });

  test.each([
    ['functions', (size: number) => manyFunctions(size)],
    ['events of one function', (size: number) => manyEvents(size)],
    ['policies of one function', (size: number) => manyPolicies(size)],
    ['nested Fn::If', (size: number) => deepIf(size)],
  ])('time grows no faster than the text: %s', (_, build) => {
    const time = (size: number): number => {
      const value = build(size);
      const start = performance.now();
      expandJson(value);
      return performance.now() - start;
    };
    time(100);
    const [small, large] = [time(400), time(3_200)];
    expect(large / Math.max(small, 2)).toBeLessThan(40);
  });
});

function manyFunctions(size: number): unknown {
  const properties = {
    Policies: [{ DynamoDBCrudPolicy: { TableName: 't' } }],
    VpcConfig: { SubnetIds: ['s'] },
  };
  const fn = { Type: 'AWS::Serverless::Function', Properties: properties };
  const Globals = { Function: { Environment: { Variables: { A: 'b' } } } };
  return { Transform: 'AWS::Serverless-2016-10-31', Globals, Resources: repeated(size, 'F', fn) };
}

function manyEvents(size: number): unknown {
  const Auth = { ResourcePolicy: { IpRangeBlacklist: ['1.1.1.1'] } };
  const events = Array.from({ length: size }, (_, index) => [
    `E${index}`,
    { Type: 'Api', Properties: { Path: '/same', Method: `method${index}`, Auth } },
  ]);
  const fn = { Type: 'AWS::Serverless::Function', Properties: { Events: Object.fromEntries(events) } };
  return { Transform: 'AWS::Serverless-2016-10-31', Resources: { F: fn } };
}

function manyPolicies(size: number): unknown {
  const policies = Array.from({ length: size }, (_, index) => `Policy${index}`);
  const fn = { Type: 'AWS::Serverless::Function', Properties: { Policies: policies } };
  return { Transform: 'AWS::Serverless-2016-10-31', Resources: { F: fn } };
}

function deepIf(size: number): string {
  const open = '{"Fn::If":["C",'.repeat(size);
  const close = ',{"Ref":"AWS::NoValue"}]}'.repeat(size);
  const fn = `{"Type":"AWS::Serverless::Function","Properties":{"Policies":[${open}"ReadOnlyAccess"${close}]}}`;
  return `{"Transform":"AWS::Serverless-2016-10-31","Resources":{"F":${fn}}}`;
}

function repeated(size: number, prefix: string, value: unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: size }, (_, index) => [`${prefix}${index}`, value]));
}

test('what is left out for its size is a problem of the template', () => {
  const variables = repeated(3_000, 'V', 'x');
  const fn = { Type: 'AWS::Serverless::Function', Properties: { Environment: { Variables: { A: 'b' } } } };
  const Globals = { Function: { Environment: { Variables: variables } } };
  const { after } = expandJson({
    Transform: 'AWS::Serverless-2016-10-31',
    Globals,
    Resources: repeated(100, 'F', fn),
  });
  expect(after.problems.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
    'partly-read: Globals are too large to be merged into every resource',
  ]);
  expect(after.resources.has('F99Role')).toBe(true);
});
