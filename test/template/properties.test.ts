import fc from 'fast-check';
import { dump } from 'js-yaml';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { SourceFile } from '../../src/source/source-file.ts';
import { findComments } from '../../src/template/comments.ts';
import { readEmbeddedJson } from '../../src/template/embedded-json.ts';
import { type CfnNode } from '../../src/template/node.ts';
import { parseJson } from '../../src/template/parse-json.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { parseYaml } from '../../src/template/parse-yaml.ts';
import { printBlock, printInline, type PrintableValue } from '../../src/template/print-value.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { offsetIn } from '../../src/template/scalar-offsets.ts';
import { corpusFiles, hasCorpus } from './corpus.ts';
import { fileOf, nodesOf, plain, slice } from './trees.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.stringMatching(/^[a-z:#\-*&!|>'"%@`{}[\], \n?~]{0,12}$/),
  fc.constantFrom('yes', 'null', '0123', '2012-10-17', 's3:*', '<<', '- a', 'a: b', '# c', '${A}', ''),
);
const key = fc
  .oneof(fc.constantFrom('Ref', 'Fn::Sub', 'Fn::If', 'Condition', '__proto__', 'Action'), text)
  .filter((k) => k !== '<<');
const { tree } = fc.letrec<{ tree: PrintableValue; node: PrintableValue }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key, tie('node'), { maxKeys: 4 }),
  ),
  tree: fc.dictionary(key, tie('node'), { minKeys: 1, maxKeys: 5 }),
}));

/** Spans lie in the text and in the span of the node above, and those of quoted scalars are quoted. */
function checkSpans(root: CfnNode | undefined): void {
  for (const node of nodesOf(root)) {
    const { start, end, file } = node.span;
    if (start < 0 || end < start || end > file.text.length) throw new Error(`bad span ${start}-${end}`);
    const { parent } = node;
    if (parent && parent.span.file === file && (start < parent.span.start || end > parent.span.end))
      throw new Error(
        `${node.kind} ${start}-${end} leaves its ${parent.kind} ${parent.span.start}-${parent.span.end}`,
      );
    if (node.kind !== 'scalar') continue;
    if (node.style === 'single' && !/^'[^]*'$/.test(slice(node)))
      throw new Error(`no quotes: ${slice(node)}`);
    if (offsetIn(node, 0) < start || offsetIn(node, node.text.length) > file.text.length)
      throw new Error('bad offset');
  }
}

describe('random trees', () => {
  it('read back the same from JSON and from every form of YAML', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const json = parseJson(fileOf(JSON.stringify(value)));
        expect(json.problems).toEqual([]);
        checkSpans(json.root);
        const prints = [
          JSON.stringify(value, undefined, 2),
          dump(value),
          dump(value, { flowLevel: 1 }),
          stringify(value),
          stringify(value, { defaultStringType: 'QUOTE_SINGLE', blockQuote: false }),
          printInline(value, true),
          printInline(value, false),
          printBlock(value, 0, '\n').trimStart(),
          printBlock(value, 0, '\r\n').trimStart(),
        ];
        for (const print of prints) {
          const read = parseYaml(fileOf(print));
          expect(read.problems, print).toEqual([]);
          expect(plain(read.root), print).toEqual(plain(json.root));
          checkSpans(read.root);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Everything that reads a text; none of it may throw, whatever the text. */
function readAll(file: SourceFile): void {
  const { root, problems } = parseNodes(file);
  checkSpans(root);
  for (const { span } of problems)
    if (span && span.end > file.text.length) throw new Error('problem outside the text');
  readTemplate(file);
  checkSpans(parseJson(file).root);
  if (!root) return;
  findComments(file, root);
  for (const node of nodesOf(root)) checkSpans(readEmbeddedJson(node)?.root);
}

describe('broken text', () => {
  it('never makes a reader throw: random text', () => {
    const token = fc.constantFrom(
      ...[
        'a',
        ': ',
        '\n',
        '  ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        ',',
        '|',
        '>',
        '&a ',
        '*a',
        '!Sub ',
        '<<: ',
        '#',
        ' #c',
        '\t',
      ],
      ...[
        '? ',
        '---\n',
        '...\n',
        '%YAML 1.2\n',
        '\\',
        '${A}',
        '\r\n',
        '\u0000',
        '\ufeff',
        'Resources:',
        'Type: A::B::C',
        '!<x> ',
        '\ud800',
      ],
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => readAll(fileOf(tokens.join('')))),
      { numRuns: 2_000 },
    );
  });

  it.skipIf(!hasCorpus)('never makes a reader throw: templates of ../shared, cut and changed', () => {
    const files = corpusFiles().filter(({ text }) => text.length < 6_000);
    const change = fc.record({
      file: fc.constantFrom(...files),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
      insert: fc.constantFrom(
        '',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ':',
        ': ',
        '\n',
        '\t',
        '&a ',
        '*a ',
        '!',
        '|',
        '\\',
        '#',
        '- ',
      ),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(change, ({ file, at, length, insert, cut }) => {
        const offset = Math.floor(at * file.text.length);
        const rest = cut ? '' : file.text.slice(offset + length);
        readAll(new SourceFile(file.path, file.text.slice(0, offset) + insert + rest));
      }),
      { numRuns: 150 },
    );
  });

  it.each(readdirSync(join(import.meta.dirname, 'inputs')))('that once was read wrongly: %s', (name) => {
    readAll(new SourceFile(name, readFileSync(join(import.meta.dirname, 'inputs', name), 'utf8')));
  });
});

describe('hostile text', () => {
  const many = (part: string, count: number): string => part.repeat(count);
  it.each([
    ['deep flow lists', `a: ${many('[', 200_000)}`],
    ['deep flow maps', `a: ${many('{a: ', 50_000)}`],
    ['deep block lists', many('- ', 50_000)],
    ['deep keys', many('? ', 50_000)],
    ['brackets that close nothing', `{${many('}]', 100_000)}`],
    ['open substitutions', JSON.stringify({ a: many('${', 100_000) })],
    ['lines indented too little', `a:\n  b: [\n${many('x,\n', 3_000)}]\n`],
    ['quotes that are never closed', `${many('a: "\n', 3_001)}`],
    ['blanks', many(' ', 1_000_000)],
    ['line breaks', many('\n', 1_000_000)],
    ['properties of nothing', many('&a !b\n', 20_000)],
    ['duplicate keys', `{${many('"a":1,', 100_000)}"a":1}`],
    [
      'chained aliases',
      Array.from({ length: 10_000 }, (_, n) => `a${n}: &a${n} [*a${Math.max(0, n - 1)}]`).join('\n'),
    ],
    ['merges', `a: &a {x: 1}\n${many('b: {<<: *a}\n', 20_000)}`],
  ])('is read in bounded time and memory: %s', (_name, hostile) => {
    const file = fileOf(`AWSTemplateFormatVersion: 1\n${hostile}`);
    const { root, problems } = parseNodes(file);
    expect(problems.length).toBeLessThan(250);
    checkSpans(root);
    const bare = parseNodes(fileOf(hostile));
    expect(bare.problems.length).toBeLessThan(250);
    checkSpans(bare.root);
  });

  it('ten megabytes of template are read whole', () => {
    const role = (n: number): string =>
      `  Role${n}:\n    Type: AWS::IAM::Role\n    Properties:\n      Statement: [{Effect: Allow, Action: "s3:*", Resource: !Sub "x.\${A}"}]\n`;
    const yaml = `Resources:\n${Array.from({ length: 80_000 }, (_, n) => role(n)).join('')}`;
    expect(yaml.length).toBeGreaterThan(10_000_000);
    const reading = readTemplate(fileOf(yaml));
    expect(reading.kind === 'template' && reading.template.resources.size).toBe(80_000);
  });
});
