import { describe, expect, test } from 'vitest';
import { samDefects } from '../../src/sam/expand-sam.ts';
import { authorOf } from '../../src/template/template.ts';
import { expandResources, json, pointed, property, resourceOf } from './expanded.ts';

function functionWith(properties: string, before = ''): ReturnType<typeof expandResources> {
  return expandResources(
    `  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${properties}`,
    before,
  );
}

describe('where generated resources point', () => {
  test('to the VpcConfig, Tracing and DeadLetterQueue that cause a permission', () => {
    const template = functionWith(`      VpcConfig: {SubnetIds: [s]}
      Tracing: Active
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Q.Arn}
`);
    const { properties } = resourceOf(template, 'FnRole');
    const managed = properties?.entries.get('ManagedPolicyArns')?.value;
    const inline = properties?.entries.get('Policies')?.value;
    expect(managed?.kind === 'list' && managed.items.map(pointed)).toEqual(['Fn', 'Tracing', 'VpcConfig']);
    expect(inline?.kind === 'list' && inline.items.map(pointed)).toEqual(['DeadLetterQueue']);
    expect(property(template, 'FnRole', 'Policies')).toMatchObject([
      {
        PolicyDocument: {
          Statement: [{ Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': 'Q.Arn' } }],
        },
      },
    ]);
  });

  test('to the event of a permission, and to AuthType of an open function URL', () => {
    const template = functionWith(`      FunctionUrlConfig: {AuthType: NONE}
      Events:
        Uploaded: {Type: S3, Properties: {Bucket: !Ref B, Events: 's3:ObjectCreated:*'}}
`);
    expect(pointed(resourceOf(template, 'FnUploadedPermission').node)).toBe('Uploaded');
    expect(pointed(resourceOf(template, 'FnUrlPublicPermissions').node)).toBe('NONE');
    expect(property(template, 'FnUrlPublicPermissions', 'Principal')).toBe('*');
    expect(property(template, 'FnURLInvokeAllowPublicAccess', 'InvokedViaFunctionUrl')).toBe('true');
  });

  test('to the author resource, whose condition they have', () => {
    const template = expandResources(`  Fn:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties: {Events: {Tick: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}}
`);
    for (const id of ['FnRole', 'FnTick', 'FnTickPermission']) {
      expect(authorOf(resourceOf(template, id))).toBe(resourceOf(template, 'Fn'));
      expect(resourceOf(template, id).condition).toBe('IsProd');
    }
  });
});

describe('Globals', () => {
  const GLOBALS = `Globals:
  Function:
    PermissionsBoundary: arn:aws:iam::111122223333:policy/Ceiling
    VpcConfig: {SubnetIds: [s]}
    Environment: {Variables: {A: global, B: global}}
    Layers: [one]
    Policies: AdministratorAccess
`;
  test('are merged map by map, lists one after the other, and give the role its boundary', () => {
    const template = functionWith('      Environment: {Variables: {B: own}}\n      Layers: [two]\n', GLOBALS);
    expect(property(template, 'Fn', 'Environment')).toEqual({ Variables: { A: 'global', B: 'own' } });
    expect(property(template, 'Fn', 'Layers')).toEqual(['one', 'two']);
    const boundary = resourceOf(template, 'FnRole').properties?.entries.get('PermissionsBoundary')?.value;
    expect(pointed(boundary!)).toBe('arn:aws:iam::111122223333:policy/Ceiling');
    expect(property(template, 'FnRole', 'ManagedPolicyArns')).toHaveLength(2);
  });

  test('hold no Policies: SAM refuses them there', () => {
    const template = functionWith('      Handler: a.b\n', GLOBALS);
    expect(JSON.stringify(property(template, 'FnRole', 'ManagedPolicyArns'))).not.toContain('Administrator');
    expect(property(template, 'Fn', 'Policies')).toBeUndefined();
  });

  test('are left out where IgnoreGlobals says so', () => {
    const template = expandResources(
      '  Fn:\n    Type: AWS::Serverless::Function\n    IgnoreGlobals: [PermissionsBoundary]\n',
      GLOBALS,
    );
    expect(property(template, 'FnRole', 'PermissionsBoundary')).toBeUndefined();
    expect(property(template, 'FnRole', 'ManagedPolicyArns')).toHaveLength(2);
  });
});

describe('APIs', () => {
  test('the implicit API carries the resource policy of Globals for the routes of its events', () => {
    const template = functionWith(
      '      Events:\n        Get: {Type: Api, Properties: {Path: "/a/{id}", Method: get}}\n',
      'Globals: {Api: {Auth: {ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8]}}}}\n',
    );
    const api = resourceOf(template, 'ServerlessRestApi');
    expect(api.type).toBe('AWS::ApiGateway::RestApi');
    expect(property(template, 'ServerlessRestApi', 'Policy')).toMatchObject({
      Statement: [
        { Effect: 'Allow', Principal: '*' },
        {
          Effect: 'Deny',
          Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
          Resource: [{ 'Fn::Sub': ['execute-api:/${__Stage__}/GET/a/*', { __Stage__: 'Prod' }] }],
        },
      ],
    });
    expect(template.resources.get('ServerlessRestApi.Stage')?.logicalId).toBe('ServerlessRestApiProdStage');
  });

  test("an explicit API keeps its id; the generated one goes by id and type, with the author's statements", () => {
    const template = expandResources(`  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      EndpointConfiguration: PRIVATE
      Auth: {ResourcePolicy: {CustomStatements: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}]}}
`);
    expect(resourceOf(template, 'Api').type).toBe('AWS::Serverless::Api');
    const generated = resourceOf(template, 'Api.RestApi');
    expect(generated.logicalId).toBe('Api');
    expect(generated.generatedFrom).toBe(resourceOf(template, 'Api'));
    expect(property(template, 'Api.RestApi', 'EndpointConfiguration')).toEqual({ Types: ['PRIVATE'] });
    const policy = generated.properties?.entries.get('Policy')?.value;
    const statement = policy?.kind === 'map' ? policy.entries.get('Statement')?.value : undefined;
    expect(statement?.kind === 'list' && statement.items.map(pointed)).toEqual([
      expect.stringMatching(/^\{Effect: Allow/),
    ]);
  });

  test('x-amazon-apigateway-policy of a definition is the policy of the API', () => {
    const template = expandResources(`  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      DefinitionBody: {swagger: '2.0', paths: {}, x-amazon-apigateway-policy: {Statement: [{Effect: Allow}]}}
`);
    expect(property(template, 'Api.RestApi', 'Policy')).toEqual({ Statement: [{ Effect: 'Allow' }] });
  });
});

describe('references', () => {
  test('to the names that SAM gives find the generated resource', () => {
    const template = functionWith(`      AutoPublishAlias: live-1
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}
`);
    expect(template.resources.get('Fn.Alias')).toBe(resourceOf(template, 'FnAliasliveD1'));
    expect(template.resources.get('Fn.Version')?.type).toBe('AWS::Lambda::Version');
    expect(template.resources.get('Fn.DestinationQueue')?.type).toBe('AWS::SQS::Queue');
    expect(template.resources.has('Fn.Alias')).toBe(true);
    expect([...template.resources.keys()]).not.toContain('Fn.Alias');
  });
});

describe('connectors', () => {
  test('give the role of the source what the permissions say, pointing at the connector', () => {
    const template = expandResources(`  Fn:
    Type: AWS::Serverless::Function
    Connectors: {ToTable: {Properties: {Destination: {Id: Table}, Permissions: [Read]}}}
  Table: {Type: AWS::DynamoDB::Table}
`);
    const policy = resourceOf(template, 'FnToTablePolicy');
    expect(policy.type).toBe('AWS::IAM::ManagedPolicy');
    expect(pointed(policy.node)).toBe('ToTable');
    expect(json(policy.properties?.entries.get('Roles')?.value)).toEqual([{ Ref: 'FnRole' }]);
    expect(JSON.stringify(property(template, 'FnToTablePolicy', 'PolicyDocument'))).toContain(
      'dynamodb:GetItem',
    );
    expect(JSON.stringify(property(template, 'FnToTablePolicy', 'PolicyDocument'))).not.toContain('PutItem');
  });

  test.each([
    ['{Id: Fn}', '{Id: Table}', '[Admin]'],
    ['{Id: Table}', '{Id: Table}', '[Read]'],
    ['{Id: Queue}', '{Id: Fn}', '[Read]'],
    ['{Id: Nobody}', '{Id: Fn}', '[Read]'],
    ['{Type: AWS::Lambda::Function}', '{Id: Table}', '[Read]'],
  ])('from %s to %s with %s is not supported', (source, destination, permissions) => {
    const template = expandResources(`  Fn: {Type: AWS::Serverless::Function}
  Table: {Type: AWS::DynamoDB::Table}
  Queue: {Type: AWS::SQS::Queue}
  C: {Type: AWS::Serverless::Connector, Properties: {Source: ${source}, Destination: ${destination}, Permissions: ${permissions}}}
`);
    expect(samDefects(template).map(({ kind }) => kind)).toEqual(['unsupported-connector']);
    expect([...template.resources.keys()].filter((id) => id.startsWith('C'))).toEqual(['C']);
  });
});
