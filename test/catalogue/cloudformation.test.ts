import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cfnTypes, findCfnType, policyProperties } from '../../src/catalogue/cloudformation.ts';

const SURVEY = join(import.meta.dirname, '../../../shared/design/corpus-survey.md');

const paths = (type: string): string[] => policyProperties(type).map(({ path }) => path);

describe('CloudFormation types', () => {
  it('are complete by number', () => {
    expect(cfnTypes().length).toBeGreaterThan(1800);
    const types = cfnTypes().map((type) => findCfnType(type)!);
    expect(types.filter((type) => type.ref).length).toBeGreaterThan(1500);
    expect(types.filter((type) => Object.keys(type.arns).length > 0).length).toBeGreaterThan(700);
    expect(types.flatMap((type) => type.roles).length).toBeGreaterThan(580);
    expect(types.filter((type) => type.roles.length > 0).length).toBeGreaterThan(340);
  });

  it('have ARN templates of six parts, with pseudo parameters under their names', () => {
    for (const type of cfnTypes())
      for (const [attribute, arn] of Object.entries(findCfnType(type)!.arns)) {
        expect(attribute).toMatch(/^\w+$/);
        expect(arn.replace(/\$\{[^}]*\}/g, 'x').split(':').length, `${type} ${arn}`).toBeGreaterThanOrEqual(
          6,
        );
        expect(arn).not.toMatch(/\$\{(?:Partition|Region|Account)\}/);
      }
  });

  it.each([
    ['AWS::S3::Bucket', 'BucketName', 'Arn', 'arn:${AWS::Partition}:s3:::${BucketName}'],
    [
      'AWS::SNS::Topic',
      'TopicArn',
      'TopicArn',
      'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${TopicName}',
    ],
    [
      'AWS::SQS::Queue',
      'QueueUrl',
      'Arn',
      'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}',
    ],
    [
      'AWS::IAM::Role',
      'RoleName',
      'Arn',
      'arn:${AWS::Partition}:iam::${AWS::AccountId}:role${Path}${RoleName}',
    ],
    [
      'AWS::Logs::LogGroup',
      'LogGroupName',
      'Arn',
      'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroupName}:*',
    ],
    [
      'AWS::Kinesis::Stream',
      'Name',
      'Arn',
      'arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${Name}',
    ],
    [
      'AWS::SecretsManager::Secret',
      'Id',
      'Id',
      'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${Name}-${RandomSuffix}',
    ],
    [
      'AWS::Serverless::Function',
      'FunctionName',
      'Arn',
      'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}',
    ],
  ])('%s: Ref gives %s, %s gives an ARN', (type, ref, attribute, arn) => {
    expect(findCfnType(type)?.ref).toBe(ref);
    expect(findCfnType(type)?.arns[attribute]).toBe(arn);
  });

  it('name the properties that take roles, instance profiles and secrets', () => {
    expect(findCfnType('AWS::Lambda::Function')?.roles).toEqual(['Role']);
    expect(findCfnType('AWS::ECS::TaskDefinition')?.roles).toEqual(['ExecutionRoleArn', 'TaskRoleArn']);
    expect(findCfnType('AWS::Serverless::Function')?.roles).toContain('Role');
    expect(findCfnType('AWS::IAM::ManagedPolicy')?.roles).toEqual([]);
    expect(findCfnType('AWS::Lambda::Permission')?.roles).toEqual([]);
    expect(findCfnType('AWS::IAM::Role')?.roles).toEqual([]);
    expect(findCfnType('AWS::EC2::LaunchTemplate')?.instanceProfiles).toEqual([
      'LaunchTemplateData.IamInstanceProfile.Arn',
      'LaunchTemplateData.IamInstanceProfile.Name',
    ]);
    expect(findCfnType('AWS::RDS::DBInstance')?.secrets).toContain('MasterUserPassword');
    expect(findCfnType('AWS::IAM::Role')?.defaults).toEqual({ Path: '/' });
  });

  it.each([
    '',
    'AWS::S3::Nothing',
    '__proto__',
    'aws::s3::bucket',
    'AWS::S3::Bucket":{}',
    'x'.repeat(1_000_000),
  ])('do not include %.30j', (type) => {
    expect(findCfnType(type)).toBeUndefined();
    expect(policyProperties(type)).toEqual([]);
  });
});

describe('policy properties', () => {
  it('are of every kind', () => {
    const all = cfnTypes().flatMap((type) => policyProperties(type));
    expect(all.length).toBeGreaterThanOrEqual(111);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(
      new Set(['identity', 'trust', 'resource', 'endpoint', 'session', 'organization', 'iot']),
    );
  });

  it('say what stands there', () => {
    expect(policyProperties('AWS::Events::EventBusPolicy')).toEqual([
      { path: 'Statement', kind: 'resource', shape: 'statements' },
    ]);
    expect(policyProperties('AWS::IAM::Role')).toEqual([
      { path: 'AssumeRolePolicyDocument', kind: 'trust', shape: 'document' },
      { path: 'Policies[].PolicyDocument', kind: 'identity', shape: 'document' },
    ]);
  });

  it('include those inside other things, which no schema tells', () => {
    expect(paths('AWS::ApiGateway::RestApi')).toContain('Body.x-amazon-apigateway-policy');
    expect(paths('AWS::Serverless::Api')).toEqual(
      expect.arrayContaining(['DefinitionBody.x-amazon-apigateway-policy', 'Domain.Policy', 'Policy']),
    );
    expect(paths('AWS::Serverless::StateMachine')).toEqual(
      expect.arrayContaining(['Policies', 'Policies[]']),
    );
  });

  it('inside documents name the document', () => {
    for (const type of cfnTypes())
      for (const { within } of policyProperties(type))
        if (within !== undefined) expect(paths(type)).toContain(within);
  });

  it.skipIf(!existsSync(SURVEY))(
    'are all those that the survey of the registry found, of their kinds',
    () => {
      const kinds = new Map([
        ['IoT (IAM-like)', 'iot'],
        ['SCP / RCP (other types differ)', 'organization'],
        ['resource (template)', 'resource'],
      ]);
      const rows = readFileSync(SURVEY, 'utf8').matchAll(
        /^\| (AWS::\S+) \| `([^`]+)` \| [^|]+ \| ([^|]+) \| *\d* *\|$/gm,
      );
      let count = 0;
      for (const [, type, path, kind] of rows) {
        count++;
        // Where the survey names the items of a list of statements, the table names the list.
        const property = policyProperties(type!).find(
          (entry) => entry.path === path || `${entry.path}[]` === path,
        );
        expect(property?.kind, `${type} ${path}`).toBe(kinds.get(kind!) ?? kind);
      }
      expect(count).toBe(102);
    },
  );
});

describe('secrets', () => {
  it('are known by the name of the property and by the mark of the registry schema', () => {
    expect(findCfnType('AWS::RDS::DBInstance')?.secrets).toEqual([
      'MasterUserPassword',
      'TdeCredentialPassword',
    ]);
    // Only the schema tells that this one is a secret.
    expect(findCfnType('AWS::CodeBuild::SourceCredential')?.secrets).toEqual(['Token']);
    // Only the name does, for a type without a schema.
    expect(findCfnType('AWS::Pinpoint::APNSChannel')?.secrets).toEqual(['PrivateKey', 'TokenKey']);
  });

  it('are not what merely has such a name', () => {
    expect(findCfnType('AWS::AppMesh::VirtualGateway')?.secrets).toEqual([]);
    expect(findCfnType('AWS::IAM::SAMLProvider')?.secrets).toEqual(['AddPrivateKey']);
    expect(findCfnType('AWS::CloudFormation::StackSet')?.secrets).toEqual([]);
    expect(findCfnType('source')).toBeUndefined();
  });
});
