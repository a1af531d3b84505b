import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEmbeddedJson } from '../../src/template/embedded-json.ts';
import { get, pathOf } from '../../src/template/node.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { offsetIn } from '../../src/template/scalar-offsets.ts';
import { fileOf, nodesOf, plain, slice } from './trees.ts';

function read(text: string) {
  const node = get(parseNodes(fileOf(text)).root, 'k')!;
  return { node, reading: readEmbeddedJson(node) };
}

const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };

describe('readEmbeddedJson', () => {
  it.each([
    ['a JSON string', JSON.stringify({ k: JSON.stringify(POLICY) }), '\\"s3:*\\"'],
    ['a single-quoted scalar', `k: '${JSON.stringify(POLICY)}'`, '"s3:*"'],
    [
      'a literal block',
      `k: |\n  ${JSON.stringify(POLICY, undefined, 2).replaceAll('\n', '\n  ')}\n`,
      '"s3:*"',
    ],
    [
      'a folded block',
      `k: >-\n  ${JSON.stringify(POLICY, undefined, 2).replaceAll('\n', '\n  ')}\n`,
      '"s3:*"',
    ],
    ['a double-quoted scalar', `k: ${JSON.stringify(JSON.stringify(POLICY))}`, '\\"s3:*\\"'],
    [
      'Windows line ends',
      `k: |\r\n  ${JSON.stringify(POLICY, undefined, 2).replaceAll('\n', '\r\n  ')}\r\n`,
      '"s3:*"',
    ],
  ])('reads a policy in %s, with the spans of the inner text', (_name, text, action) => {
    const { reading, node } = read(text);
    expect(reading?.problems).toEqual([]);
    expect(plain(reading?.root)).toEqual(POLICY);
    const found = nodesOf(reading?.root).find((each) => each.kind === 'scalar' && each.text === 's3:*')!;
    expect(slice(found)).toBe(action);
    expect(text.slice(offsetIn(found as never, 3)).startsWith('*')).toBe(true);
    expect(pathOf(found)).toEqual(['k', 'Statement', 0, 'Action']);
    expect(readEmbeddedJson(node)).toBe(reading);
  });

  it('reads every JSON map in every quotation back, each span inside the string', () => {
    const map = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(map, fc.boolean(), fc.boolean(), (value, twice, pretty) => {
        const inner = JSON.stringify(value, undefined, pretty ? 2 : 0);
        const outer = twice ? JSON.stringify({ j: inner }) : inner;
        const text = JSON.stringify({ k: outer });
        const { node, reading } = read(text);
        const document = twice ? readEmbeddedJson(get(reading?.root, 'j')!)?.root : reading?.root;
        const expected = parseNodes(fileOf(`[${inner}]`)).root;
        expect(document?.kind).toBe('map');
        expect([plain(document)]).toEqual(plain(expected));
        for (const each of nodesOf(document)) {
          expect(each.span.start).toBeGreaterThanOrEqual(node.span.start);
          expect(each.span.end).toBeLessThanOrEqual(node.span.end);
          if (each.kind !== 'scalar') continue;
          for (let index = 0; index < each.text.length; index++) {
            const found = text.charAt(offsetIn(each, index));
            if (found !== '\\') expect(found).toBe(each.text.charAt(index));
          }
        }
      }),
    );
  });

  it('makes an Fn::Sub of every value with a reference, with the variables of the outer one', () => {
    const { reading } = read(
      'k: !Sub\n  - \'{"Resource": "${Arn}/*", "Action": "s3:*", "Statement": ${Statements}, "Plain": "x"}\'\n  - Arn: !GetAtt B.Arn\n',
    );
    const resource = get(reading?.root, 'Resource')!;
    expect(resource).toMatchObject({ kind: 'intrinsic', fn: 'Fn::Sub', argument: { kind: 'list' } });
    expect(slice(resource)).toBe('"${Arn}/*"');
    expect(plain(resource)).toEqual({ 'Fn::Sub': ['${Arn}/*', { Arn: { 'Fn::GetAtt': 'B.Arn' } }] });
    expect(slice(get(reading?.root, 'Statement')!)).toBe('${Statements}');
    expect(get(reading?.root, 'Statement')).toMatchObject({ fn: 'Fn::Sub' });
    expect(get(reading?.root, 'Plain')?.kind).toBe('scalar');
    expect(reading?.problems).toEqual([]);
  });

  it('reads the string form of Fn::Sub', () => {
    const { reading } = read('k: !Sub |\n  {"a": "arn:${AWS::Partition}:x", "b": [${A}, ${B}]}\n');
    expect(plain(reading?.root)).toEqual({
      a: { 'Fn::Sub': 'arn:${AWS::Partition}:x' },
      b: [{ 'Fn::Sub': '${A}' }, { 'Fn::Sub': '${B}' }],
    });
    expect(reading?.problems).toEqual([]);
  });

  it('does not take maps in a string for intrinsics', () => {
    expect(get(read('k: \'{"a": {"Ref": "X"}}\'').reading?.root, 'a')?.kind).toBe('map');
  });

  it.each(['text', '{{resolve:ssm:x}}', '[a-z]+', '${Foo}', '{ echo; }', '', '{', '2012', '"text"'])(
    'takes %j for no JSON',
    (text) => expect(read(JSON.stringify({ k: text })).reading).toBeUndefined(),
  );

  it('says where broken JSON is broken', () => {
    const text = 'k: \'{"a": [1, 2}\'';
    const { reading } = read(text);
    expect(reading?.problems).toMatchObject([{ kind: 'partly-read', span: { start: text.indexOf('}') } }]);
  });

  it('gives a value that is missing the place behind its key', () => {
    const text = 'k: \'        {"a": {"b"}}\'';
    const missing = get(get(read(text).reading?.root, 'a'), 'b');
    expect(missing?.span).toMatchObject({ start: text.indexOf('}'), end: text.indexOf('}') });
  });

  it('stays fast on a megabyte of JSON in a string', () => {
    const big = JSON.stringify(
      Array.from({ length: 20_000 }, (_, n) => ({ Effect: 'Allow', Action: `s3:Get${n}\n` })),
    );
    const { reading } = read(JSON.stringify({ k: big }));
    expect(nodesOf(reading?.root).length).toBeGreaterThan(80_000);
  });
});
