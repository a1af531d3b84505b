import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { get } from '../../src/template/node.ts';
import { parseJson } from '../../src/template/parse-json.ts';
import { fileOf, nodesOf, plain, slice } from './trees.ts';

function read(text: string) {
  const { root, problems } = parseJson(fileOf(text));
  return {
    root,
    tree: plain(root),
    problems: problems.map(({ kind }) => kind),
    said: problems.map((p) => p.message),
  };
}

/** What `plain` gives for a value that JSON.stringify printed. */
function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expected(item)]));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

describe('parseJson', () => {
  it('reads what JSON.stringify prints, and each span is the notation of its value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2, '\t'), (value, space) => {
        const { root, problems } = parseJson(fileOf(JSON.stringify(value, undefined, space)));
        expect(problems).toEqual([]);
        expect(plain(root)).toEqual(expected(value));
        for (const node of nodesOf(root)) {
          if (node.kind === 'scalar' && node.style === 'double')
            expect(JSON.parse(slice(node))).toBe(node.text);
          else if (node.kind === 'scalar') expect(slice(node)).toBe(node.text);
          else expect(expected(JSON.parse(slice(node)))).toEqual(plain(node));
        }
      }),
    );
  });

  it('keeps numbers and dates as they are written', () => {
    expect(read('{"a": 012345678901, "b": 1.50, "c": "2012-10-17"}').tree).toEqual({
      a: '012345678901',
      b: '1.50',
      c: '2012-10-17',
    });
  });

  it('takes a key `__proto__` for a key', () => {
    const { root } = read('{"__proto__": {"polluted": 1}, "constructor": 2}');
    expect(get(root, '__proto__')?.kind).toBe('map');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('reads a range of a text', () => {
    const file = fileOf('xx {"a": [1]} yy');
    const { root, problems } = parseJson(file, { start: 3, end: 13 });
    expect(problems).toEqual([]);
    expect(slice(root!)).toBe('{"a": [1]}');
  });

  it.each([
    ['a byte order mark', '\ufeff{"a": 1}', { a: '1' }, []],
    ['trailing commas', '{"a": [1, 2,], }', { a: ['1', '2'] }, ['oddity', 'oddity']],
    ['comments', '// x\n{"a": /* y */ 1}', { a: '1' }, ['oddity', 'oddity']],
    ['duplicate keys: the last one counts', '{"a": 1, "b": 2, "a": 3}', { b: '2', a: '3' }, ['oddity']],
    ['a missing comma', '{"a": 1 "b": 2}', { a: '1', b: '2' }, ['partly-read']],
    ['a missing value', '{"a": , "b": 2}', { a: '', b: '2' }, ['partly-read']],
    ['a missing value at the end', '{"a": }', { a: '' }, ['partly-read']],
    ['a missing colon', '{"a" 1}', { a: '1' }, ['partly-read']],
    ['a wrong bracket', '{"a": [1, 2}', { a: ['1', '2'] }, ['partly-read']],
    ['a bracket too many', '{"a": 1}}', { a: '1' }, ['partly-read']],
    ['an unfinished text', '{"a": [1, {"b": 2', { a: ['1', { b: '2' }] }, ['partly-read']],
    ['an unfinished string', '{"a": "x\n, "b": 1}', { a: 'x', b: '1' }, ['partly-read']],
    ['words', '{a: yes}', { a: 'yes' }, ['partly-read', 'partly-read']],
    ['escapes', '"\\u00e9\\n\\/\\"\\\\"', 'é\n/"\\', []],
    ['an unknown escape', '"a\\q"', 'a\\q', ['partly-read']],
    ['nothing', '  ', undefined, ['partly-read']],
    ['text after the end', '[1] [2]', ['1'], ['partly-read']],
  ])('reads %s', (_name, text, tree, problems) => {
    const found = read(text);
    expect(found.tree).toEqual(tree);
    expect(found.problems).toEqual(problems);
  });

  it('gives the long form of an intrinsic the span of its map', () => {
    const { root } = read('{"a": {"Fn::Sub": "x"}, "b": {"Ref": "X"}, "c": {"Ref": {"Type": "A"}}}');
    expect(get(root, 'a')).toMatchObject({ kind: 'intrinsic', fn: 'Fn::Sub', argument: { text: 'x' } });
    expect(slice(get(root, 'a')!)).toBe('{"Fn::Sub": "x"}');
    expect(get(root, 'b')).toMatchObject({ kind: 'intrinsic', fn: 'Ref' });
    expect(get(root, 'c')?.kind).toBe('map');
  });

  it('does not exhaust the stack at ten thousand levels, and says what it left out', () => {
    const deep = '{"a":['.repeat(10_000) + '1' + ']}'.repeat(10_000);
    const { root, problems } = parseJson(fileOf(`{"deep": ${deep}, "after": 1}`));
    expect(plain(get(root, 'after'))).toBe('1');
    expect(problems.map(({ kind }) => kind)).toEqual(['partly-read']);
    expect(read('['.repeat(200_000)).problems).toHaveLength(2);
  });

  it('says a bounded number of things about a text that is all wrong', () => {
    const { problems } = parseJson(fileOf(`{${'"a" 1 '.repeat(10_000)}`));
    expect(problems.length).toBeLessThan(200);
    expect(problems.some(({ message }) => /\d+ more problems/.test(message))).toBe(true);
  });
});
