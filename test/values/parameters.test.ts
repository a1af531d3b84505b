import { describe, expect, it } from 'vitest';
import { onlyHole } from '../../src/values/value.ts';
import { scopeOf, withProperties } from './scope-of.ts';

const many = Array.from({ length: 40 }, (_, index) => `v${index}`).join(', ');
const head = `Parameters:
  Plain: { Type: String, AllowedPattern: "[a-z]+" }
  Default: { Type: String, Default: here }
  Empty: { Type: String, Default: "" }
  Allowed: { Type: String, Default: b, AllowedValues: [a, b, a] }
  Many: { Type: String, Default: v1, AllowedValues: [${many}] }
  List: { Type: CommaDelimitedList, Default: "x, y" }
  EmptyList: { Type: CommaDelimitedList, Default: "" }
  Subnets: { Type: "List<AWS::EC2::Subnet::Id>" }
  Ssm: { Type: "AWS::SSM::Parameter::Value<String>", Default: /some/path }
  SsmList: { Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /some/path }
  Odd: { Type: String, Default: { a: b } }
  constructor: { Type: String, Default: odd }`;
const names = [
  'Plain',
  'Default',
  'Empty',
  'Allowed',
  'Many',
  'List',
  'EmptyList',
  'Subnets',
  'Ssm',
  'SsmList',
  'Odd',
];
const properties = Object.fromEntries([...names, 'constructor'].map((name) => [name, `!Ref ${name}`]));

describe('Ref of a parameter', () => {
  const values = scopeOf(withProperties(properties, head));
  it.each([
    ['Plain', ['${Plain}']],
    ['Default', ['here when Default = "here"', '${Default} when Default != "here"']],
    ['Empty', [' when Empty = ""', '${Empty} when Empty != ""']],
    ['Allowed', ['a when Allowed = "a"', 'b when Allowed = "b"']],
    ['Many', ['${Many}']],
    ['Ssm', ['${Ssm}']],
    ['Odd', ['${Odd}']],
    ['constructor', ['odd when constructor = "odd"', '${constructor} when constructor != "odd"']],
  ])('%s', (name, texts) => expect(values.guarded(name)).toEqual(texts));

  it('tells the pattern of a hole', () => {
    expect(onlyHole(values.scope.texts(values.node('Plain'))[0]!)).toEqual({
      kind: 'parameter',
      name: 'Plain',
      expression: 'Plain',
      pattern: '[a-z]+',
    });
  });

  it('has the items of a list parameter, and the reference for values that are not known', () => {
    const items = (name: string) =>
      values.scope
        .items(values.node(name))
        .map(({ value, when }) => [
          values.scope
            .texts(value, when)
            .map(({ segments }) =>
              segments.map((s) => (typeof s === 'string' ? s : `\${${s.expression}}`)).join(''),
            ),
          when.length,
        ]);
    expect(items('List')).toEqual([
      [['x'], 1],
      [['y'], 1],
      [['${List}'], 1],
    ]);
    expect(items('EmptyList')).toEqual([[['${EmptyList}'], 1]]);
    expect(items('Subnets')).toEqual([[['${Subnets}'], 0]]);
    expect(items('SsmList')).toEqual([[['${SsmList}'], 0]]);
  });

  it('has the value that is given for the deployment', () => {
    const given = scopeOf(withProperties(properties, head), {
      parameters: { Plain: 'p', Default: 'd', Allowed: 'outside', List: 'q', Ssm: '/other' },
    });
    expect(given.guarded('Plain')).toEqual(['p']);
    expect(given.guarded('Default')).toEqual(['d']);
    expect(given.guarded('Allowed')).toEqual(['outside']);
    expect(given.guarded('Ssm')).toEqual(['${Ssm}']);
    expect(given.scope.items(given.node('List'))).toHaveLength(1);
    expect(given.guarded('constructor')).toHaveLength(2);
  });
});
