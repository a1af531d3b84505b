import { describe, expect, it } from 'vitest';
import { type ScopeContext } from '../../src/values/scope.ts';
import { expandLanguageExtensions } from '../../src/values/language-extensions.ts';
import { getText, pathOf } from '../../src/template/node.ts';
import { shown, scopeOf, templateOf } from './scope-of.ts';

function expand(text: string, context: Partial<ScopeContext> = {}) {
  const before = templateOf(text);
  const template = expandLanguageExtensions(before, { parameters: {}, ...context });
  const { scope } = scopeOf(template, context);
  const texts = (id: string, property: string) => {
    const node = template.resources.get(id)!.properties!.entries.get(property)!.value;
    return scope.texts(node).map(shown);
  };
  return { before, template, scope, texts, ids: [...template.resources.keys()] };
}

describe('Fn::ForEach in resources', () => {
  it('makes one resource for each item', () => {
    const { ids, texts, template, before } = expand(`
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Tables:
    - TableName
    - [Points, Score, Name, Leaderboard]
    - DynamoDB\${TableName}:
        Type: AWS::DynamoDB::Table
        Properties:
          TableName: !Ref TableName
          Tag: !Sub "t-\${TableName}-\${AWS::Region}"
  Other: { Type: AWS::S3::Bucket }
`);
    expect(ids).toEqual(['DynamoDBPoints', 'DynamoDBScore', 'DynamoDBName', 'DynamoDBLeaderboard', 'Other']);
    expect(texts('DynamoDBScore', 'TableName')).toEqual(['Score']);
    expect(texts('DynamoDBScore', 'Tag')).toEqual(['t-Score-${AWS::Region}']);
    expect(template.resources.get('Other')?.node).toBe(before.resources.get('Other')?.node);
    expect(template.problems).toEqual([]);
    const name = template.resources.get('DynamoDBScore')!.properties!.entries.get('TableName')!.value;
    const { file, start, end } = name.span;
    expect(file.text.slice(start, end)).toBe('!Ref TableName');
    expect(pathOf(name)).toEqual(['Resources', 'DynamoDBScore', 'Properties', 'TableName']);
    expect(template.resources.get('DynamoDBScore')!.template).toBe(template);
  });

  it('nests, and finds what other turns of the loop make', () => {
    const { ids, texts } = expand(`
Resources:
  Fn::ForEach::Outer:
    - Prefix
    - [Transit, Public]
    - Nacl\${Prefix}Subnet: { Type: AWS::EC2::NetworkAcl }
      Fn::ForEach::Inner:
        - Suffix
        - [A, B]
        - \${Prefix}Subnet\${Suffix}:
            Type: AWS::EC2::Subnet
            Properties:
              Acl: !Ref { "Fn::Sub": "Nacl\${Prefix}Subnet" }
              Acl2: !GetAtt Nacl\${Prefix}Subnet.Id
`);
    expect(ids).toEqual([
      'NaclTransitSubnet',
      'TransitSubnetA',
      'TransitSubnetB',
      'NaclPublicSubnet',
      'PublicSubnetA',
      'PublicSubnetB',
    ]);
    expect(texts('PublicSubnetB', 'Acl')).toEqual(['${NaclPublicSubnet}']);
    expect(texts('PublicSubnetB', 'Acl2')).toEqual(['${NaclPublicSubnet.Id}']);
  });

  it('takes a condition from a mapping, or none', () => {
    const { template } = expand(`
Mappings: { NatGateway: { Condition: { B: TwoNatGateways } } }
Resources:
  Fn::ForEach::NatGatewayAndEIP:
    - Identifier
    - [A, B]
    - NatGateway\${Identifier}:
        Type: AWS::EC2::NatGateway
        Condition: !FindInMap [NatGateway, Condition, !Ref Identifier, DefaultValue: !Ref AWS::NoValue]
`);
    expect([...template.resources.values()].map(({ condition }) => condition)).toEqual([
      undefined,
      'TwoNatGateways',
    ]);
  });

  it('replaces &{Identifier} by letters and digits only', () => {
    const { ids, texts } = expand(`
Resources:
  Fn::ForEach::Ranges:
    - Range
    - [10.0.0.0/16, "2001:db8::/32"]
    - Rule&{Range}:
        Type: Custom::Rule
        Properties: { Cidr: !Ref Range, Text: "from \${Range}" }
`);
    expect(ids).toEqual(['Rule1000016', 'Rule2001db832']);
    expect(texts('Rule2001db832', 'Cidr')).toEqual(['2001:db8::/32']);
    expect(texts('Rule1000016', 'Text')).toEqual(['from 10.0.0.0/16']);
  });

  it('writes loops out inside of properties', () => {
    const { template } = expand(`
Resources:
  Instance:
    Type: AWS::EC2::Instance
    Properties:
      Fn::ForEach::Properties:
        - Name
        - [Zone, Image]
        - \${Name}Id: !Sub "\${Name}-value"
      Kept: here
`);
    const properties = template.resources.get('Instance')!.properties!;
    expect([...properties.entries.keys()]).toEqual(['ZoneId', 'ImageId', 'Kept']);
    expect(getText(properties, 'ZoneId')).toBe('Zone-value');
  });

  it('writes conditions and outputs out', () => {
    const { template, scope } = expand(`
Parameters: { Env: { Type: String } }
Conditions:
  Fn::ForEach::Envs: [E, [dev, prod], { "Is\${E}": !Equals [!Ref Env, !Ref E] }]
Resources: { B: { Type: AWS::S3::Bucket } }
Outputs:
  Fn::ForEach::Outs: [E, [dev, prod], { "Out\${E}": { Value: !Sub "\${E}-\${B}" } }]
`);
    expect([...template.conditions.keys()]).toEqual(['Isdev', 'Isprod']);
    expect([...template.outputs.keys()]).toEqual(['Outdev', 'Outprod']);
    const both = ['Isdev', 'Isprod'].map((name) => ({ kind: 'condition', name, holds: true }) as const);
    expect(scope.satisfiable(both)).toBe(false);
    expect(scope.texts(template.outputs.get('Outprod')!.value!).map(shown)).toEqual(['prod-${B}']);
  });
});

describe('the collection', () => {
  const loop = (collection: string, head = '') => `${head}
Resources:
  Fn::ForEach::Topics:
    - TopicName
    - ${collection}
    - SnsTopic\${TopicName}:
        Type: AWS::SNS::Topic
        Properties: { TopicName: !Join [".", [!Ref TopicName, fifo]], Self: !GetAtt "SnsTopic\${TopicName}.Name", SelfSub: !Sub "\${SnsTopic\${TopicName}}", SelfRef: !Ref { "Fn::Sub": "SnsTopic\${TopicName}" } }
`;
  const parameter = 'Parameters: { Names: { Type: CommaDelimitedList, Default: "Success, Failure" } }';

  it('is a list parameter by its default or given value', () => {
    expect(expand(loop('!Ref Names', parameter)).ids).toEqual(['SnsTopicSuccess', 'SnsTopicFailure']);
    expect(expand(loop('!Ref Names', parameter), { parameters: { Names: 'Other' } }).ids).toEqual([
      'SnsTopicOther',
    ]);
  });

  it('is a mapping, in all of its branches', () => {
    const head = `Parameters: { Env: { Type: String, AllowedValues: [dev, prod] } }
Mappings: { M: { dev: { T: [A] }, prod: { T: [A, B] } } }`;
    expect(expand(loop('!FindInMap [M, !Ref Env, T]', head)).ids).toEqual(['SnsTopicA', 'SnsTopicB']);
  });

  it('is written out once where it is not known, and a problem says so', () => {
    const { template, ids, texts } = expand(
      loop('!Ref Names', 'Parameters: { Names: { Type: CommaDelimitedList } }'),
    );
    expect(ids).toEqual(['SnsTopic${TopicName}']);
    expect(texts(ids[0]!, 'TopicName')).toEqual(['${TopicName}.fifo']);
    expect(texts(ids[0]!, 'SelfRef')[0]).toContain('SnsTopic${TopicName}');
    expect(template.problems).toMatchObject([
      {
        kind: 'oddity',
        message: expect.stringContaining('`Fn::ForEach::Topics` goes over a collection that is not known'),
      },
    ]);
  });

  it('may be empty', () => {
    expect(expand(loop('[]')).ids).toEqual([]);
  });

  it('is reported where the loop has another shape', () => {
    const { template } = expand('Resources:\n  B: { Type: AWS::S3::Bucket }\n  Fn::ForEach::X: [A, B]\n');
    expect(template.problems).toMatchObject([
      { kind: 'partly-read', message: expect.stringContaining('Fn::ForEach::X') },
    ]);
  });

  it('is bounded, whatever the loops multiply to', () => {
    const items = JSON.stringify(Array.from({ length: 100 }, (_, index) => `i${index}`));
    const inner = (level: number): string =>
      level === 0
        ? `{"R\${A}\${B}\${C}\${D}": {"Type": "AWS::S3::Bucket"}}`
        : `{"Fn::ForEach::L${level}": ["${'ABCD'[level - 1]}", ${items}, ${inner(level - 1)}]}`;
    const started = performance.now();
    const { template, ids } = expand(
      `{"Resources": {"B": {"Type": "AWS::S3::Bucket"}, ${inner(4).slice(1, -1)}}}`,
    );
    expect(ids.length).toBeLessThan(200_000);
    expect(template.problems.some(({ message }) => message.includes('makes too much'))).toBe(true);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

it('leaves a template without loops alone', () => {
  const { before, template } = expand('Resources: { B: { Type: AWS::S3::Bucket } }');
  expect(template).toBe(before);
});
