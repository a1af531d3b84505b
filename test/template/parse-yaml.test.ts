import { describe, expect, it } from 'vitest';
import { get, pathOf } from '../../src/template/node.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { parseYaml } from '../../src/template/parse-yaml.ts';
import { fileOf, nodesOf, plain, slice } from './trees.ts';

function read(text: string) {
  const { root, problems, documents } = parseYaml(fileOf(text));
  return { root, documents, tree: plain(root), problems: problems.map(({ kind }) => kind), all: problems };
}

describe('parseYaml', () => {
  it.each([
    ['block maps and lists', 'a:\n  - 1\n  - b: 2\n    c: x\n', { a: ['1', { b: '2', c: 'x' }] }],
    ['lists at the indentation of their key', 'a:\n- 1\n- 2\nb: 3', { a: ['1', '2'], b: '3' }],
    [
      'flow collections',
      'a: {b: [1, "x", {c: }], d: [e: 1]}',
      { a: { b: ['1', 'x', { c: '' }], d: [{ e: '1' }] } },
    ],
    [
      'all scalar styles',
      "a: x\nb: 'it''s'\nc: \"\\x41\\n\"\nd: |\n  l1\n   l2\ne: >-\n  f1\n  f2\n",
      {
        a: 'x',
        b: "it's",
        c: 'A\n',
        d: 'l1\n l2\n',
        e: 'f1 f2',
      },
    ],
    ['empty values', 'a:\nb:\n  -\n  - ~\nc: ""', { a: '', b: ['', '~'], c: '' }],
    [
      'dates and numbers as text',
      'v: 2012-10-17\nid: 012345678901\non: yes',
      {
        v: '2012-10-17',
        id: '012345678901',
        on: 'yes',
      },
    ],
    ['Windows line ends', 'a:\r\n  - |\r\n    x\r\n    y\r\n  - "p\r\n     q"\r\n', { a: ['x\ny\n', 'p q'] }],
    ['a byte order mark', '\ufeffa: 1', { a: '1' }],
    ['explicit keys', '? a\n: 1\n? b\n', { a: '1', b: '' }],
    [
      'tabs between tokens',
      'a:\t{b:\t1}\nc:\t- x\n'.replace('c:\t- x\n', 'c:\tx\n'),
      { a: { b: '1' }, c: 'x' },
    ],
    ['nothing', '', undefined],
    ['only a comment', '# x\n', undefined],
  ])('reads %s', (_name, text, tree) => {
    const found = read(text);
    expect(found.all).toEqual([]);
    expect(found.tree).toEqual(tree);
  });

  it('makes the short and the long form of an intrinsic the same node', () => {
    const { root } = read(
      'a: !Sub x\nb: {"Fn::Sub": x}\nc: !GetAtt A.Arn\nd: !Ref R\ne: !Condition C\nf: !Rain::Embed x\ng: !Base64\n  Fn::Sub: y\nh: !If [C, !Ref A, !Ref "AWS::NoValue"]\n',
    );
    expect(get(root, 'a')).toMatchObject({
      kind: 'intrinsic',
      fn: 'Fn::Sub',
      argument: { kind: 'scalar', text: 'x' },
    });
    expect(get(root, 'b')).toMatchObject({
      kind: 'intrinsic',
      fn: 'Fn::Sub',
      argument: { kind: 'scalar', text: 'x' },
    });
    expect(get(root, 'c')).toMatchObject({ fn: 'Fn::GetAtt', argument: { text: 'A.Arn' } });
    expect(get(root, 'd')).toMatchObject({ fn: 'Ref' });
    expect(get(root, 'e')).toMatchObject({ fn: 'Condition' });
    expect(get(root, 'f')).toMatchObject({ fn: 'Fn::Rain::Embed' });
    expect(get(root, 'g')).toMatchObject({
      fn: 'Fn::Base64',
      argument: { fn: 'Fn::Sub', argument: { text: 'y' } },
    });
    expect(slice(get(root, 'h')!)).toBe('!If [C, !Ref A, !Ref "AWS::NoValue"]');
  });

  it('leaves maps alone that only look like an intrinsic', () => {
    const { root } = read(
      [
        'a: {Fn::If: [C, 1, 2], other: 1}',
        'b: {Condition: {StringEquals: {x: y}}}',
        'c: {"Fn::ForEach::Loop": [x, [1], {}]}',
        'd: {Fn::Transform: {Name: X}, other: 1}',
        'e: !!str 1',
        'f: {Ref: {Type: X}}',
      ].join('\n'),
    );
    for (const key of ['a', 'b', 'c', 'd', 'f']) expect(get(root, key)?.kind, key).toBe('map');
    expect(get(root, 'e')?.kind).toBe('scalar');
    expect(read('Fn::Transform: {Name: X}').root?.kind).toBe('map');
  });

  it('gives every node the span of its own text', () => {
    const text = [
      'Resources: # comment',
      '  Role:',
      '    Type: "AWS::IAM::Role" # comment',
      '    Text: |  # header',
      '      one',
      '',
      '      two',
      '',
      '    Flow: [ a, { b: c } ]',
      '    Sub: !Sub',
      '      - ${A}',
      '      - A: !Ref B',
      '    Empty:',
      '',
    ].join('\n');
    const { root } = read(text);
    const role = get(get(root, 'Resources'), 'Role')!;
    expect(slice(role)).toBe(text.slice(text.indexOf('Type:'), text.indexOf('Empty:') + 6));
    expect(slice(get(role, 'Type')!)).toBe('"AWS::IAM::Role"');
    expect(slice(get(role, 'Text')!)).toBe('|  # header\n      one\n\n      two');
    expect(slice(get(role, 'Flow')!)).toBe('[ a, { b: c } ]');
    expect(slice(get(role, 'Sub')!)).toBe('!Sub\n      - ${A}\n      - A: !Ref B');
    expect(get(role, 'Empty')!.span).toMatchObject({ start: text.length - 1, end: text.length - 1 });
    for (const node of nodesOf(root))
      if (node.parent) {
        expect(node.span.start).toBeGreaterThanOrEqual(node.parent.span.start);
        expect(node.span.end).toBeLessThanOrEqual(node.parent.span.end);
      }
  });

  it('shares the node of an anchor, and keeps its own place as its path', () => {
    const { root, all } = read('a: &x {k: 1}\nb: *x\nc: [*x]\nd: {e: *x}\n');
    expect(all).toEqual([]);
    const anchored = get(root, 'a')!;
    expect(get(root, 'b')).toBe(anchored);
    expect(get(get(root, 'd'), 'e')).toBe(anchored);
    expect(pathOf(anchored)).toEqual(['a']);
    expect(plain(get(root, 'c'))).toEqual([{ k: '1' }]);
  });

  it('merges `<<`, own keys first', () => {
    const text =
      'base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\na: {<<: *b, y: 9}\nc:\n  <<: [*b, *m]\n  w: 5\n';
    expect(read(text).tree).toMatchObject({ a: { y: '9', x: '1' }, c: { w: '5', x: '1', y: '2', z: '4' } });
    expect(read('a:\n  <<: text\n').problems).toEqual(['partly-read']);
    expect(plain(get(read('r: &r {Ref: X}\na: {<<: *r, b: 1}').root, 'a'))).toEqual({ Ref: 'X', b: '1' });
  });

  it('reads an alias bomb without exploding', () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${`*a${i - 1},`.repeat(10)}]`);
    const { all, root } = read(lines.join('\n'));
    expect(all.some(({ message }) => message.includes('repeat more than'))).toBe(true);
    expect(all.length).toBeLessThan(100);
    expect(JSON.stringify(plain(root)).length).toBeLessThan(5_000_000);
  });

  it('reads an alias to nothing, or to what it stands in, as empty', () => {
    expect(read('a: *nothing').problems).toEqual(['partly-read']);
    expect(read('a: &a [*a]').tree).toEqual({ a: [''] });
  });

  it('takes the last of duplicate keys and says so at the first', () => {
    const { root, all } = read('a: 1\nb: 2\na: 3\n');
    expect(plain(root)).toEqual({ b: '2', a: '3' });
    expect(all).toMatchObject([{ kind: 'oddity', span: { start: 0, end: 1 } }]);
  });

  it('reads a key that is no text as it stands', () => {
    const { root, problems } = read('{{ name }}: 1\n');
    expect(plain(root)).toEqual({ '{{ name }}': '1' });
    expect(problems).toContain('partly-read');
  });

  it('takes indentation that CloudFormation takes', () => {
    const text = [
      'a:',
      '  b: [',
      '    x,',
      '  ]',
      "  c: !Sub '{",
      '    "k": "v"',
      "}'",
      '  d: {',
      'p: 1,',
      '  }',
      'e: 1',
    ].join('\n');
    const { root, all } = read(text);
    expect(all).toEqual([]);
    expect(plain(root)).toEqual({ a: { b: ['x'], c: { 'Fn::Sub': '{ "k": "v" }' }, d: { p: '1' } }, e: '1' });
    expect(slice(get(get(root, 'a'), 'b')!)).toBe('[\n    x,\n  ]');
    expect(slice(get(get(root, 'a'), 'c')!)).toBe('!Sub \'{\n    "k": "v"\n}\'');
    expect(slice(get(root, 'e')!)).toBe('1');
  });

  it('replaces characters that YAML does not allow', () => {
    const { tree, problems } = read('a: x\u0000y\nb: \u0007z\n');
    expect(tree).toEqual({ a: 'x\ufffdy', b: '\ufffdz' });
    expect(problems).toEqual(['oddity']);
  });

  it('stops at a depth that no template has', () => {
    const { root, problems } = read(`a: 1\nb: ${'['.repeat(10_000)}${']'.repeat(10_000)}\nc: 2\n`);
    expect(problems).toEqual(['partly-read']);
    expect(plain(root)).toEqual({ a: '1', c: '2' });
  });
});

describe('parseNodes', () => {
  it('reads a text in brackets as JSON, and as YAML when it is none', () => {
    expect(plain(parseNodes(fileOf('{a: [b, !Ref c]}')).root)).toEqual({ a: ['b', { Ref: 'c' }] });
    expect(parseNodes(fileOf('{a: [b, !Ref c]}')).problems).toEqual([]);
    expect(parseNodes(fileOf('{"a": [}')).problems[0]?.kind).toBe('partly-read');
  });

  it('takes the first of several documents that is a template', () => {
    const template = 'Resources:\n  A:\n    Type: AWS::S3::Bucket\n';
    const first = parseNodes(fileOf(`kind: x\n---\n${template}`));
    expect(get(first.root, 'Resources')).toBeDefined();
    expect(first.problems.map(({ kind }) => kind)).toEqual(['oddity']);
    const two = parseNodes(fileOf(`---\n${template}---\n${template}`));
    expect(two.problems.map(({ kind }) => kind)).toEqual(['partly-read']);
    expect(parseNodes(fileOf(`---\n${template}---\n`)).problems).toEqual([]);
  });
});
