import { describe, expect, it } from 'vitest';
import { type CfnNode, get } from '../../src/template/node.ts';
import { displayGuard } from '../../src/values/value.ts';
import { scopeOf, shown, withProperties } from './scope-of.ts';

const policy = '{"Statement":[{"Effect":"Allow","Resource":"*"}]}';
const values = scopeOf(
  withProperties(
    {
      Map: '{ Statement: [] }',
      Json: `'${policy}'`,
      Sub: `!Sub '{"Statement":{"Resource":"\${Bucket.Arn}"}}'`,
      SubList: `!Sub ['{"Statement":{"Resource":"\${V}"}}', { V: !Ref Env }]`,
      ToJson: '{ "Fn::ToJsonString": { Statement: [] } }',
      If: `!If [IsProd, '${policy}', { Statement: [] }]`,
      None: '!If [IsProd, !Ref AWS::NoValue, { Statement: [] }]',
      Parameter: '!Ref Policy',
      Other: '!Ref Env',
      Text: 'no JSON',
      Unknown: '!ImportValue policy',
    },
    `Parameters:
  Env: { Type: String, AllowedValues: [dev, prod] }
  Policy: { Type: String, Default: '${policy}' }
Conditions: { IsProd: !Equals [!Ref Env, prod] }`,
  ),
);
const documents = (property: string): [string, string][] =>
  values.scope.documents(values.node(property)).map(({ value, when }) => [kind(value), displayGuard(when)]);
const kind = (node: CfnNode | undefined): string =>
  node === undefined ? 'none' : get(node, 'Statement') ? 'document' : node.kind;

describe('documents', () => {
  it.each([
    ['Map', [['document', '']]],
    ['Json', [['document', '']]],
    ['Sub', [['document', '']]],
    ['ToJson', [['document', '']]],
    [
      'If',
      [
        ['document', 'IsProd'],
        ['document', 'not IsProd'],
      ],
    ],
    [
      'None',
      [
        ['none', 'IsProd'],
        ['document', 'not IsProd'],
      ],
    ],
    [
      'Parameter',
      [
        ['document', `Policy = ${JSON.stringify(policy)}`],
        ['intrinsic', `Policy != ${JSON.stringify(policy)}`],
      ],
    ],
    ['Other', [['intrinsic', '']]],
    ['Text', [['scalar', '']]],
    ['Unknown', [['intrinsic', '']]],
  ])('%s', (property, expected) => expect(documents(property)).toEqual(expected));

  it('reads the text that is inside of Fn::Sub, variables and all', () => {
    const resource = (property: string) => {
      const [document] = values.scope.documents(values.node(property));
      return values.scope.texts(get(get(document!.value, 'Statement'), 'Resource')!).map(shown);
    };
    expect(resource('Sub')).toEqual(['arn:${AWS::Partition}:s3:::${Bucket}']);
    expect(resource('SubList')).toEqual(['dev when Env = "dev"', 'prod when Env = "prod"']);
  });

  it('gives the same nodes for the same question', () => {
    const [first] = values.scope.documents(values.node('Json'));
    const [second] = values.scope.documents(values.node('Json'), []);
    expect(first!.value).toBe(second!.value);
  });
});

describe('items', () => {
  const lists = scopeOf(
    withProperties(
      {
        Lone: 's3:GetObject',
        List: '[a, !If [IsProd, b, !Ref AWS::NoValue], c]',
        Around: '!If [IsProd, [a, b], c]',
        Inside: '[!If [IsProd, [a, b], c], d]',
        Nested: '[[a]]',
        Absent: '!Ref AWS::NoValue',
      },
      `Parameters: { Env: { Type: String, AllowedValues: [dev, prod] } }
Conditions: { IsProd: !Equals [!Ref Env, prod] }`,
    ),
  );
  const items = (property: string) =>
    lists.scope.items(lists.node(property)).map(({ value, when }) => {
      const text = value.kind === 'scalar' ? value.text : value.kind;
      return when.length > 0 ? `${text} when ${displayGuard(when)}` : text;
    });
  it.each([
    ['Lone', ['s3:GetObject']],
    ['List', ['a', 'b when IsProd', 'c']],
    ['Around', ['a when IsProd', 'b when IsProd', 'c when not IsProd']],
    ['Inside', ['a when IsProd', 'b when IsProd', 'c when not IsProd', 'd']],
    ['Nested', ['list']],
    ['Absent', []],
  ])('%s', (property, expected) => expect(items(property)).toEqual(expected));

  it('takes a guard into account', () => {
    const prod = [{ kind: 'parameter', name: 'Env', value: 'dev', holds: true }] as const;
    expect(lists.scope.items(lists.node('Around'), prod)).toMatchObject([{ value: { text: 'c' } }]);
  });
});
