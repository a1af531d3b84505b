import { describe, expect, it } from 'vitest';
import { literal, onlyHole } from '../../src/values/value.ts';
import { scopeOf, withProperties } from './scope-of.ts';

describe('Ref and Fn::GetAtt', () => {
  const values = scopeOf(
    withProperties(
      {
        Pseudo: '!Ref AWS::AccountId',
        None: '!Ref AWS::NoValue',
        Name: '!Ref Bucket',
        Topic: '!Ref Topic',
        Arn: '!GetAtt Bucket.Arn',
        List: '{ "Fn::GetAtt": [Bucket, Arn] }',
        Role: '!GetAtt Role.Arn',
        Pathed: '!GetAtt Pathed.Arn',
        Nested: '!GetAtt Stack.Outputs.Url',
        Missing: '!Ref Nowhere',
        MissingArn: '!GetAtt Nowhere.Arn',
        Proto: '!GetAtt Bucket.constructor',
        Computed: '{ Ref: !Sub "Buck${Tail}" }',
        ComputedArn: '{ "Fn::GetAtt": [!Sub "Buck${Tail}", Arn] }',
        Alias: '!Ref Role.Alias',
        Broken: '!GetAtt Bucket',
        Shape: '{ "Fn::GetAtt": [Bucket] }',
      },
      `Parameters:
  Tail: { Type: String, AllowedValues: [et] }`,
    ).replace(
      '  Role:',
      `  Topic: { Type: AWS::SNS::Topic }
  Stack: { Type: AWS::CloudFormation::Stack }
  Pathed: { Type: AWS::IAM::Role, Properties: { Path: /service/, RoleName: fixed } }
  Role:`,
    ),
  );
  const hole = (property: string) => onlyHole(values.scope.texts(values.node(property))[0]!);

  it('gives a hole for a pseudo parameter, and nothing for AWS::NoValue', () => {
    expect(hole('Pseudo')).toEqual({
      kind: 'pseudo-parameter',
      name: 'AWS::AccountId',
      expression: 'AWS::AccountId',
    });
    expect(values.texts('None')).toEqual([]);
    expect(values.scope.resolve(values.node('None'))).toEqual([{ value: undefined, when: [] }]);
  });

  it('keeps the identity of a resource', () => {
    expect(hole('Name')).toMatchObject({ kind: 'resource', name: 'Bucket', expression: 'Bucket' });
    expect(hole('Name')?.target).toBe(values.template.resources.get('Bucket'));
    expect(hole('Alias')).toMatchObject({ kind: 'resource', name: 'Role.Alias' });
    expect(hole('Alias')?.target?.logicalId).toBe('Role');
  });

  it('writes ARNs out around the resource', () => {
    expect(values.texts('Arn')).toEqual(['arn:${AWS::Partition}:s3:::${Bucket}']);
    expect(values.texts('List')).toEqual(values.texts('Arn'));
    expect(values.texts('Topic')).toEqual([
      'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic}',
    ]);
    expect(values.texts('Role')).toEqual(['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Role}']);
    const { segments } = values.scope.texts(values.node('Arn'))[0]!;
    expect(segments[3]).toMatchObject({ kind: 'resource', target: { logicalId: 'Bucket' } });
  });

  it('keeps the hole where the name is written, and takes the path as it is written', () => {
    expect(values.texts('Pathed')).toEqual([
      'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/service/${Pathed}',
    ]);
  });

  it('has an attribute hole for everything else', () => {
    expect(hole('Nested')).toMatchObject({ kind: 'attribute', name: 'Stack', attribute: 'Outputs.Url' });
    expect(hole('Proto')).toMatchObject({ kind: 'attribute', attribute: 'constructor' });
    expect(hole('Missing')).toEqual({ kind: 'unknown', name: 'Nowhere', expression: 'Nowhere' });
    expect(hole('MissingArn')).toMatchObject({ kind: 'unknown', expression: 'Nowhere.Arn' });
  });

  it('takes names from functions, as the language extensions allow', () => {
    expect(values.texts('Computed')).toEqual(['${Bucket}']);
    expect(values.texts('ComputedArn')).toEqual(values.texts('Arn'));
  });

  it('has an unknown hole for an argument of another shape', () => {
    expect(hole('Broken')?.kind).toBe('unknown');
    expect(hole('Shape')?.kind).toBe('unknown');
  });
});

describe('Fn::Sub', () => {
  const values = scopeOf(
    withProperties({
      Plain: '!Sub no variables',
      Domain: '!Sub ["www.${Domain}", { Domain: example.com }]',
      Arn: '!Sub "arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${Bucket}"',
      Attribute: '!Sub "${Bucket.Arn}/*"',
      Escaped: '!Sub "${!aws:username} and ${Bucket}"',
      Shadow: '!Sub ["${Bucket}", { Bucket: mine }]',
      Literal: '"${Bucket}"',
      Unclosed: '!Sub "a ${b"',
      Wrong: '{ "Fn::Sub": { a: b } }',
      None: '!Sub ["a${V}", { V: !Ref AWS::NoValue }]',
    }),
  );
  it.each([
    ['Plain', 'no variables'],
    ['Domain', 'www.example.com'],
    ['Arn', 'arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${Bucket}'],
    ['Attribute', 'arn:${AWS::Partition}:s3:::${Bucket}/*'],
    ['Escaped', '${aws:username} and ${Bucket}'],
    ['Shadow', 'mine'],
    ['Literal', '${Bucket}'],
    ['Unclosed', 'a ${b'],
    ['None', 'a${V}'],
  ])('%s', (property, text) => expect(values.texts(property)).toEqual([text]));

  it('knows what is literal and what is not', () => {
    expect(literal(values.scope.texts(values.node('Literal'))[0]!)).toBe('${Bucket}');
    expect(literal(values.scope.texts(values.node('Escaped'))[0]!)).toBeUndefined();
    expect(onlyHole(values.scope.texts(values.node('Wrong'))[0]!)?.kind).toBe('unknown');
  });
});

describe('Fn::Join, Fn::Split and Fn::Select', () => {
  const values = scopeOf(
    withProperties(
      {
        Join: '!Join [":", [a, b, c]]',
        Arn: '!Join ["", ["arn:", !Ref AWS::Partition, ":s3:::elasticbeanstalk-*-", !Ref AWS::AccountId]]',
        JoinList: '!Join [",", !Ref Subnets]',
        JoinNone: '!Join ["-", [a, !Ref AWS::NoValue, c]]',
        JoinSplit: '!Join ["/", !Split ["-", a-b-c]]',
        JoinUnknown: '!Join ["-", [a, !GetAZs ""]]',
        Split: '!Split ["|", "a|b|c"]',
        SplitEmpty: '!Split ["|", "a||c|"]',
        Select: '!Select [1, [apples, grapes, oranges, mangoes]]',
        SelectText: '!Select ["2", !Split ["|", "a|b|c"]]',
        SelectParameter: '!Select [0, !Ref Subnets]',
        Account: '!Select [4, !Split [":", !GetAtt Role.Arn]]',
        RoleName: '!Select [1, !Split ["/", !GetAtt Role.Arn]]',
        First: '!Select [0, !Split ["-", !Sub "one-${Free}-two"]]',
        After: '!Select [2, !Split ["-", !Sub "one-${Free}-two"]]',
        OfHole: '!Select [0, !Split ["-", !Ref Free]]',
        Index: '!Select [!Ref Index, [a, b]]',
        Out: '!Select [7, [a, b]]',
        Zone: '!Select [0, !GetAZs ""]',
        WrongJoin: '!Join [":"]',
        WrongSelect: '!Select first',
        WrongSplit: '!Split ["", abc]',
      },
      `Parameters:
  Subnets: { Type: CommaDelimitedList, Default: "a, b ,c" }
  Index: { Type: Number, AllowedValues: [0, 1] }
  Free: { Type: String }`,
    ),
  );
  it.each([
    ['Join', ['a:b:c']],
    ['Arn', ['arn:${AWS::Partition}:s3:::elasticbeanstalk-*-${AWS::AccountId}']],
    ['JoinList', ['a,b,c when Subnets = "a, b ,c"', '${Subnets} when Subnets != "a, b ,c"']],
    ['JoinNone', ['a-c']],
    ['JoinSplit', ['a/b/c']],
    ['JoinUnknown', ['a-${Fn::GetAZs}']],
    ['Select', ['grapes']],
    ['SelectText', ['c']],
    [
      'SelectParameter',
      ['a when Subnets = "a, b ,c"', '${Fn::Select [0, Subnets]} when Subnets != "a, b ,c"'],
    ],
    ['Account', ['${AWS::AccountId}']],
    ['RoleName', ['${Role}']],
    ['First', ['one']],
    ['After', ['${Fn::Select [2, Fn::Split …]}']],
    ['OfHole', ['${Fn::Select [0, Fn::Split …]}']],
    ['Index', ['a when Index = "0"', 'b when Index = "1"']],
    ['Out', ['${Fn::Select [7, [a, b]]}']],
    ['Zone', ['${Fn::Select [0, Fn::GetAZs]}']],
  ])('%s', (property, texts) => expect(values.guarded(property)).toEqual(texts));

  it('keeps the origin of what is taken out of a hole', () => {
    const hole = onlyHole(values.scope.texts(values.node('OfHole'))[0]!);
    expect(hole).toMatchObject({ kind: 'parameter', name: 'Free' });
    expect(onlyHole(values.scope.texts(values.node('Account'))[0]!)?.kind).toBe('pseudo-parameter');
  });

  it('makes items of the pieces of a split', () => {
    const items = (property: string) =>
      values.scope.items(values.node(property)).map(({ value }) => values.scope.texts(value).map(literal)[0]);
    expect(items('Split')).toEqual(['a', 'b', 'c']);
    expect(items('SplitEmpty')).toEqual(['a', '', 'c', '']);
  });

  it('has an unknown hole for arguments of another shape', () => {
    for (const property of ['WrongJoin', 'WrongSelect', 'WrongSplit'])
      expect(onlyHole(values.scope.texts(values.node(property))[0]!)?.kind).toBe('unknown');
  });
});

describe('Fn::FindInMap', () => {
  const head = `Transform: AWS::LanguageExtensions
Parameters:
  Env: { Type: String, AllowedValues: [dev, prod] }
  Free: { Type: String }
Mappings:
  RegionMap:
    us-east-1: { HVM64: ami-0ff8a91507f77f867, List: [a, b] }
    us-west-1: { HVM64: ami-0bdb828fd58c52235, List: [c] }
  EnvMap:
    dev: { Name: small, Same: same }
    prod: { Name: large, Same: same }`;
  const properties = {
    Literal: '!FindInMap [RegionMap, us-east-1, HVM64]',
    Region: '!FindInMap [RegionMap, !Ref AWS::Region, HVM64]',
    Env: '!FindInMap [EnvMap, !Ref Env, Name]',
    Free: '!FindInMap [EnvMap, !Ref Free, Name]',
    Same: '!FindInMap [EnvMap, !Ref Free, Same]',
    Default: '!FindInMap [EnvMap, !Ref Free, Name, { DefaultValue: none }]',
    DefaultNone: '!FindInMap [EnvMap, missing, Name, { DefaultValue: !Ref AWS::NoValue }]',
    Missing: '!FindInMap [EnvMap, missing, Name]',
    NoMap: '!FindInMap [Nowhere, a, b]',
    Proto: '!FindInMap [__proto__, toString, name]',
    Computed: '!FindInMap [!Sub "${Env}Map", a, b, { DefaultValue: fallback }]',
    Lists: '!FindInMap [RegionMap, us-east-1, List]',
  };
  const values = scopeOf(withProperties(properties, head));

  it.each([
    ['Literal', ['ami-0ff8a91507f77f867']],
    [
      'Region',
      [
        'ami-0ff8a91507f77f867 when AWS::Region = "us-east-1"',
        'ami-0bdb828fd58c52235 when AWS::Region = "us-west-1"',
      ],
    ],
    ['Env', ['small when Env = "dev"', 'large when Env = "prod"']],
    ['Free', ['small when Free = "dev"', 'large when Free = "prod"']],
    ['Same', ['same']],
    [
      'Default',
      ['small when Free = "dev"', 'large when Free = "prod"', 'none when Free != "dev" and Free != "prod"'],
    ],
    ['DefaultNone', []],
    ['Missing', ['${Fn::FindInMap [EnvMap, missing, Name]}']],
    ['NoMap', ['${Fn::FindInMap [Nowhere, a, b]}']],
    ['Proto', ['${Fn::FindInMap [__proto__, toString, name]}']],
    ['Computed', ['fallback']],
  ])('%s', (property, texts) => expect(values.guarded(property)).toEqual(texts));

  it('knows the region of a stack of a cloud assembly, though its text stays a hole', () => {
    const { template } = values;
    const inRegion = scopeOf({
      ...template,
      stack: { name: 's', displayName: 's', account: '111122223333', region: 'us-west-1' },
    });
    expect(inRegion.texts('Region')).toEqual(['ami-0bdb828fd58c52235']);
  });

  it('gives the items of a list in a mapping', () => {
    expect(
      values.scope.items(values.node('Lists')).map(({ value }) => values.scope.texts(value).map(literal)),
    ).toEqual([['a'], ['b']]);
  });
});

describe('the other functions', () => {
  const values = scopeOf(
    withProperties(
      {
        Import: '!ImportValue my-export',
        ImportSub: '!ImportValue { "Fn::Sub": "${NetworkStack}-SubnetID" }',
        Output: '{ "Fn::GetStackOutput": { StackName: net, OutputName: VpcId } }',
        OutputWrong: '{ "Fn::GetStackOutput": [net] }',
        Base64: '!Base64 { "Fn::Sub": "user ${Bucket}" }',
        Cidr: '!Cidr ["192.168.0.0/24", 6, 5]',
        CidrSelect: '!Select [1, !Cidr ["10.0.0.0/16", 4, 8]]',
        CidrUnknown: '!Select [0, !Cidr [!Ref NetworkStack, 4, 8]]',
        CidrTooMany: '!Select [0, !Cidr ["10.0.0.0/30", 200, 8]]',
        Json: '{ "Fn::ToJsonString": { a: [1, true, "1", !Ref Bucket], b: !Ref AWS::NoValue, c: "q\\"" } }',
        JsonList: '{ "Fn::ToJsonString": [{ key: !Ref Env }] }',
        Length: '{ "Fn::Length": [a, b, c] }',
        LengthList: '{ "Fn::Length": !Ref List }',
        Transform: '{ "Fn::Transform": { Name: MyMacro, Parameters: {} } }',
        Dynamic: '"{{resolve:secretsmanager:MySecret:SecretString:password}}"',
        DynamicSub: '!Sub "db://{{resolve:ssm:/${Bucket}/user}}@host"',
        DynamicOpen: '"{{resolve:ssm:/never"',
        DynamicTwo: '"{{resolve:ssm:a}}-{{resolve:ssm-secure:b:1}}"',
        Macro: '{ "Fn::MyOwn": x }',
        Map: '{ a: b }',
      },
      `Parameters:
  Env: { Type: String, AllowedValues: [dev, prod] }
  NetworkStack: { Type: String }
  List: { Type: "List<Number>", Default: "1,2" }`,
    ),
  );
  it.each([
    ['Import', ['${Fn::ImportValue my-export}']],
    ['ImportSub', ['${Fn::ImportValue ${NetworkStack}-SubnetID}']],
    ['Output', ['${Fn::GetStackOutput net.VpcId}']],
    ['Base64', ['user ${Bucket}']],
    ['CidrSelect', ['10.0.1.0/24']],
    ['CidrUnknown', ['${Fn::Select [0, Fn::Cidr …]}']],
    ['CidrTooMany', ['${Fn::Select [0, Fn::Cidr …]}']],
    ['Json', ['{"a":[1,true,"1","${Bucket}"],"c":"q\\""}']],
    ['JsonList', ['[{"key":"dev"}] when Env = "dev"', '[{"key":"prod"}] when Env = "prod"']],
    ['Length', ['3']],
    ['LengthList', ['2 when List = "1,2"', '${Fn::Length List} when List != "1,2"']],
    ['Dynamic', ['${{{resolve:secretsmanager:MySecret:SecretString:password}}}']],
    ['DynamicSub', ['db://${{{resolve:ssm:/${Bucket}/user}}}@host']],
    ['DynamicOpen', ['{{resolve:ssm:/never']],
    ['DynamicTwo', ['${{{resolve:ssm:a}}}-${{{resolve:ssm-secure:b:1}}}']],
  ])('%s', (property, texts) => expect(values.guarded(property)).toEqual(texts));

  it.each([
    ['Import', 'import', 'my-export'],
    ['Output', 'import', 'net.VpcId'],
    ['Dynamic', 'dynamic-reference', '{{resolve:secretsmanager:MySecret:SecretString:password}}'],
  ])('%s has a hole of kind %s', (property, kind, name) =>
    expect(onlyHole(values.scope.texts(values.node(property))[0]!)).toMatchObject({ kind, name }),
  );

  it.each(['OutputWrong', 'Transform', 'Macro', 'Map'])('%s is an unknown hole', (property) =>
    expect(values.scope.texts(values.node(property)).map((text) => onlyHole(text)?.kind)).toEqual([
      'unknown',
    ]),
  );

  it('computes the blocks of the documented Fn::Cidr', () => {
    const blocks = values.scope
      .items(values.node('Cidr'))
      .map(({ value }) => values.scope.texts(value).map(literal)[0]);
    expect(blocks).toEqual([0, 32, 64, 96, 128, 160].map((start) => `192.168.0.${start}/27`));
  });
});

describe('imports and nested stacks of the scanned set', () => {
  const exporter = scopeOf(
    withProperties(
      {
        Value: '!Sub "${Bucket.Arn}/${Suffix}/${AWS::StackName}/${AWS::Region}"',
        Plain: '!If [Big, large, small]',
      },
      `Parameters:
  Suffix: { Type: String }
  Size: { Type: String }
Conditions:
  Big: !Equals [!Ref Size, big]`,
    ),
  );
  const texts = (property: string) => exporter.scope.texts(exporter.node(property));

  it('takes the texts of an export, without what means nothing in this template', () => {
    const values = scopeOf(withProperties({ V: '!ImportValue name', W: '!ImportValue other' }), {
      importValue: (name) => (literal(name) === 'name' ? texts('Value') : undefined),
    });
    expect(values.texts('V')).toEqual([
      'arn:${AWS::Partition}:s3:::${Bucket}/${Fn::ImportValue name}/${Fn::ImportValue name}/${AWS::Region}',
    ]);
    const { segments } = values.scope.texts(values.node('V'))[0]!;
    expect(segments[3]).toMatchObject({ target: exporter.template.resources.get('Bucket') });
    expect(values.texts('W')).toEqual(['${Fn::ImportValue other}']);
  });

  it('tells several texts of an output apart', () => {
    const values = scopeOf(
      withProperties({ V: '!GetAtt Stack.Outputs.Size' }).replace(
        '  Role:',
        '  Stack: { Type: AWS::CloudFormation::Stack }\n  Role:',
      ),
      { nestedOutput: (id, output) => (id === 'Stack' && output === 'Size' ? texts('Plain') : undefined) },
    );
    expect(values.guarded('V')).toEqual([
      'large when Stack.Outputs.Size = "large"',
      'small when Stack.Outputs.Size = "small"',
    ]);
  });

  it('takes what a parent passes before what the template says', () => {
    const values = scopeOf(
      withProperties({ V: '!Ref P' }, 'Parameters:\n  P: { Type: String, Default: own }'),
      { parameters: { P: 'given' }, passedParameter: (name) => (name === 'P' ? texts('Value') : undefined) },
    );
    expect(values.texts('V')).toEqual(['arn:${AWS::Partition}:s3:::${Bucket}/${P}/${P}/${AWS::Region}']);
  });
});
