import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { get, type ScalarNode } from '../../src/template/node.ts';
import { parseYaml } from '../../src/template/parse-yaml.ts';
import { parseJson } from '../../src/template/parse-json.ts';
import { offsetIn } from '../../src/template/scalar-offsets.ts';
import { corpusFiles, hasCorpus } from './corpus.ts';
import { fileOf, nodesOf } from './trees.ts';

function scalarOf(yaml: string): ScalarNode {
  const node = get(parseYaml(fileOf(yaml)).root, 'k');
  if (node?.kind !== 'scalar') throw new Error(`no scalar in ${JSON.stringify(yaml)}`);
  return node;
}

/** The source characters that an index of the decoded text may stand at. */
function standsFor(source: string, character: string): boolean {
  if (source === character) return true;
  if (source === '\\') return true;
  return /[\s]/.test(character) && (source === '' || /\s/.test(source));
}

function check(scalar: ScalarNode): void {
  const { text } = scalar.span.file;
  let last = scalar.span.start - 1;
  for (let index = 0; index < scalar.text.length; index++) {
    const offset = offsetIn(scalar, index);
    const found = text.charAt(offset);
    if (!standsFor(found, scalar.text.charAt(index)))
      throw new Error(`${JSON.stringify(scalar.text)}[${index}] at ${offset}: ${JSON.stringify(found)}`);
    if (offset < last) throw new Error(`${offset} comes after ${last}`);
    last = offset;
  }
  expect(offsetIn(scalar, scalar.text.length)).toBeGreaterThanOrEqual(last);
}

describe('offsetIn', () => {
  it.each([
    ['plain', 'k: hello world', 'world', 'world'],
    ['plain over lines', 'k: one\n  two\n\n  three', 'three', 'three'],
    ['single', "k: 'it''s me'", 's me', 's me'],
    ['single over lines', "k: 'a\n   b\n\n   c'", 'c', "c'"],
    ['double with escapes', 'k: "a\\n\\x41\\u00e9 b"', ' b', ' b"'],
    ['double with a joined line', 'k: "a\\\n   b"', 'b', 'b"'],
    ['double with a pair of surrogates', 'k: "\\U0001F600x"', 'x', 'x"'],
    ['literal', 'k: |\n  a\n    b\n  c\n', '  b', '  b'],
    ['literal with an indentation sign', 'k: |2\n    a\n  b\n', 'b', 'b\n'],
    ['literal with Windows line ends', 'k: |\r\n  a\r\n  b\r\n', 'b', 'b\r\n'],
    ['folded', 'k: >\n  a\n  b\n\n  c\n   d\n  e\n', 'e', 'e\n'],
    ['literal with a comment', 'k: |- # note\n  a\n  b\n# end', 'b', 'b\n#'],
  ])('finds the place of a character in a %s scalar', (_name, yaml, part, source) => {
    const scalar = scalarOf(yaml);
    check(scalar);
    const offset = offsetIn(scalar, scalar.text.indexOf(part));
    expect(yaml.slice(offset, offset + source.length)).toBe(source);
  });

  it('is exact for every string that JSON prints', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = JSON.stringify(value);
        const scalar = parseJson(fileOf(text)).root as ScalarNode;
        expect(scalar.text).toBe(value);
        for (let index = 0; index <= value.length; index++)
          expect(offsetIn(scalar, index)).toBe(
            JSON.stringify(value.slice(0, index)).length - 1 - brokenPair(value, index),
          );
      }),
    );
    // A prefix that ends inside a pair of surrogates is printed as an escape of six characters instead of one.
    function brokenPair(value: string, index: number): number {
      const high = /[\ud800-\udbff]/.test(value.charAt(index - 1));
      return high && /[\udc00-\udfff]/.test(value.charAt(index)) ? 5 : 0;
    }
  });

  it('stands for the right character in random block, plain and quoted scalars', () => {
    const line = fc.stringMatching(/^[a-z ]{0,6}[a-z]?$/);
    const body = fc.array(line, { minLength: 1, maxLength: 8 });
    const header = fc.constantFrom('|', '|-', '|+', '>', '>-', '>+', "'", '"', '');
    fc.assert(
      fc.property(body, header, fc.constantFrom('\n', '\r\n'), (lines, sign, eol) => {
        const isQuoted = sign === "'" || sign === '"';
        const indented = lines.map((each) => (each === '' ? '' : `  ${each}`)).join(eol);
        const yaml = isQuoted
          ? `k: ${sign}${indented}${sign}${eol}z: 1`
          : `k: ${sign}${eol}${indented}${eol}z: 1`;
        const { root, problems } = parseYaml(fileOf(yaml));
        fc.pre(problems.length === 0);
        const node = get(root, 'k');
        if (node?.kind === 'scalar') check(node);
      }),
      { numRuns: 500 },
    );
  });

  it('is clamped to the span for a node that no parser made', () => {
    const scalar = scalarOf('k: abc');
    const other: ScalarNode = { kind: 'scalar', span: scalar.span, text: 'something else', style: 'plain' };
    expect(offsetIn(other, 100)).toBe(scalar.span.end);
    expect(offsetIn(other, -1)).toBe(scalar.span.start);
  });

  it.skipIf(!hasCorpus)('stands for the right character in every scalar of the corpus in ../shared', () => {
    let scalars = 0;
    for (const file of corpusFiles().filter(({ path }) => !path.endsWith('.json')))
      for (const node of nodesOf(parseYaml(file).root))
        if (node.kind === 'scalar') {
          check(node);
          scalars++;
        }
    expect(scalars).toBeGreaterThan(10_000);
  });
});
