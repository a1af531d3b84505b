import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/source/text-edit.ts';
import {
  insertEntry,
  insertItem,
  removeEntry,
  removeItem,
  replaceScalar,
} from '../../src/template/edit-node.ts';
import { readEmbeddedJson } from '../../src/template/embedded-json.ts';
import { type CfnNode, get, type ListNode, type MapNode, type ScalarNode } from '../../src/template/node.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { type PrintableValue } from '../../src/template/print-value.ts';
import { fileOf, type Plain, plain } from './trees.ts';

/** One tree in each notation; `find` is the way from the root of the text to the root of the tree. */
const TREE = {
  before: 'x',
  list: ['one', { Ref: 'Two' }, 'three'],
  map: { a: '1', b: { c: 'd' }, e: 'f' },
  after: 'y',
};
const JSON_TEXT = JSON.stringify(TREE, undefined, 2);
const NOTATIONS: readonly (readonly [name: string, text: string, find: (root: CfnNode) => CfnNode])[] = [
  [
    'block YAML',
    [
      'before: x',
      'list: # comment',
      '  # about one',
      '  - one',
      '  - !Ref Two # comment',
      '  - three',
      'map:',
      '  a: 1',
      '  # about b',
      '  b:',
      '    c: d',
      '  e: f',
      'after: y',
      '',
    ].join('\n'),
    (root) => root,
  ],
  [
    'block YAML with Windows line ends',
    'before: x\r\nlist:\r\n- one\r\n- !Ref Two\r\n- three\r\nmap:\r\n    a: 1\r\n    b: {c: d}\r\n    e: f\r\nafter: y',
    (root) => root,
  ],
  [
    'compact block YAML',
    '- before: x\n  list:\n    - one\n    - Ref: Two\n    - three\n  map: {a: 1, b: {c: d}, e: f}\n  after: y\n',
    (root) => (root as ListNode).items[0]!,
  ],
  [
    'flow YAML',
    '{before: x, list: [one, !Ref Two, three], map: {a: "1", b: {c: d}, e: \'f\'}, after: y}',
    (root) => root,
  ],
  [
    'flow YAML over lines',
    'before: x\nlist: [\n  one,\n  !Ref Two,\n  three\n]\nmap: {\n  a: 1,\n  b: {\n    c: d },\n  e: f\n}\nafter: y\n',
    (root) => root,
  ],
  ['JSON over lines', JSON_TEXT, (root) => root],
  ['JSON on one line', JSON.stringify(TREE), (root) => root],
  [
    'JSON in a JSON string',
    JSON.stringify({ k: JSON_TEXT }),
    (root) => readEmbeddedJson(get(root, 'k')!)!.root!,
  ],
  [
    'JSON in a literal block',
    `k: |\n  ${JSON_TEXT.replaceAll('\n', '\n  ')}\n`,
    (root) => readEmbeddedJson(get(root, 'k')!)!.root!,
  ],
  [
    'JSON in a single-quoted !Sub',
    `k: !Sub '${JSON.stringify(TREE)}'\n`,
    (root) => readEmbeddedJson(get(root, 'k')!)!.root!,
  ],
];

function without(map: Readonly<Record<string, Plain>>, key: string): Record<string, Plain> {
  return Object.fromEntries(Object.entries(map).filter(([each]) => each !== key));
}

describe.each(NOTATIONS)('edits in %s', (_name, text, find) => {
  const tree = (): MapNode => find(parseNodes(fileOf(text)).root!) as MapNode;

  /** The tree after an edit; whatever the edit does not name must be as it was. */
  function after(edit: (root: MapNode) => ReturnType<typeof removeItem>, comments = true): Plain {
    const edits = edit(tree());
    const changed = applyEdits(text, edits ?? []);
    const { root, problems } = parseNodes(fileOf(changed));
    if (problems.length > 0) throw new Error(`${problems[0]!.message} in\n${changed}`);
    for (const comment of (comments && text.match(/# about \w+/g)) || []) expect(changed).toContain(comment);
    return plain(find(root!))!;
  }

  it('starts from the tree', () => expect(plain(tree())).toEqual(TREE));

  it.each([0, 1, 2])('removes item %i', (index) => {
    const list = TREE.list.filter((_item, at) => at !== index);
    expect(after((root) => removeItem((get(root, 'list') as ListNode).items[index]!))).toEqual({
      ...TREE,
      list,
    });
  });

  it('removes item after item until the list is empty', () => {
    let now = text;
    for (let left = 3; left > 0; left--) {
      const root = find(parseNodes(fileOf(now)).root!);
      now = applyEdits(now, removeItem((get(root, 'list') as ListNode).items[0]!)!);
    }
    expect(plain(find(parseNodes(fileOf(now)).root!))).toEqual({ ...TREE, list: [] });
  });

  it.each(['before', 'list', 'map', 'after'] as const)('removes the entry %s', (key) => {
    const rest = without(TREE, key);
    // The comments in a value go with it.
    expect(after((root) => removeEntry(root, key), false)).toEqual(rest);
  });

  it.each(['a', 'b', 'e'] as const)('removes the inner entry %s', (key) => {
    const map = without(TREE.map, key);
    expect(after((root) => removeEntry(get(root, 'map') as MapNode, key))).toEqual({ ...TREE, map });
  });

  it('removes the only entry', () => {
    const map = { ...TREE.map, b: {} };
    expect(after((root) => removeEntry(get(get(root, 'map'), 'b') as MapNode, 'c'))).toEqual({
      ...TREE,
      map,
    });
  });

  const VALUES: readonly (readonly [PrintableValue, Plain])[] = [
    ['s3:GetObject', 's3:GetObject'],
    ['*', '*'],
    ['012345678901', '012345678901'],
    ['it\'s: a # "test"', 'it\'s: a # "test"'],
    [true, 'true'],
    [
      { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, x: ['a', { b: 'c' }], y: {} },
      { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, x: ['a', { b: 'c' }], y: {} },
    ],
  ];

  it.each(VALUES)('inserts %j as an entry', (value, expected) => {
    expect(after((root) => insertEntry(root, 'new', value))).toEqual({ ...TREE, new: expected });
    const map = { ...TREE.map, 'aws:x': expected };
    expect(after((root) => insertEntry(get(root, 'map') as MapNode, 'aws:x', value, 'b'))).toEqual({
      ...TREE,
      map,
    });
  });

  it.each(VALUES)('inserts %j as an item', (value, expected) => {
    for (const index of [0, 1, 3]) {
      const list: Plain[] = [...TREE.list];
      list.splice(index, 0, expected);
      expect(after((root) => insertItem(get(root, 'list') as ListNode, value, index))).toEqual({
        ...TREE,
        list,
      });
    }
  });

  it('replaces scalars by any text', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const changed = after((root) =>
          replaceScalar((get(root, 'list') as ListNode).items[0] as ScalarNode, value),
        );
        expect(changed).toEqual({ ...TREE, list: [value, ...TREE.list.slice(1)] });
        expect(after((root) => replaceScalar(get(get(root, 'map'), 'e') as ScalarNode, value))).toEqual({
          ...TREE,
          map: { ...TREE.map, e: value },
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('edits keep the layout', () => {
  const edit = (text: string, make: (root: CfnNode) => ReturnType<typeof removeItem>): string =>
    applyEdits(text, make(parseNodes(fileOf(text)).root!)!);

  it('of JSON over lines', () => {
    const text = '{\n  "a": [\n    "x",\n    "y"\n  ]\n}\n';
    expect(edit(text, (root) => insertItem(get(root, 'a') as ListNode, 'z'))).toBe(
      '{\n  "a": [\n    "x",\n    "y",\n    "z"\n  ]\n}\n',
    );
    expect(edit(text, (root) => removeItem((get(root, 'a') as ListNode).items[0]!))).toBe(
      '{\n  "a": [\n    "y"\n  ]\n}\n',
    );
  });

  it('of block YAML with comments', () => {
    const text = 'a: # 1\n  - x # 2\n  # 3\n  - y # 4\nb: |\n  text\n\nc: 1\n';
    expect(edit(text, (root) => insertItem(get(root, 'a') as ListNode, { k: 'v', w: ['q'] }, 1))).toBe(
      'a: # 1\n  - x # 2\n  - k: v\n    w:\n      - q\n  # 3\n  - y # 4\nb: |\n  text\n\nc: 1\n',
    );
    expect(edit(text, (root) => removeItem((get(root, 'a') as ListNode).items[1]!))).toBe(
      'a: # 1\n  - x # 2\n  # 3\nb: |\n  text\n\nc: 1\n',
    );
    expect(edit(text, (root) => removeEntry(root as MapNode, 'b'))).toBe(
      'a: # 1\n  - x # 2\n  # 3\n  - y # 4\n\nc: 1\n',
    );
    expect(edit(text, (root) => replaceScalar(get(root, 'b') as ScalarNode, 'short'))).toBe(
      'a: # 1\n  - x # 2\n  # 3\n  - y # 4\nb: short\n\nc: 1\n',
    );
  });
});
