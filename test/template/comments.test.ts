import { Lexer } from 'yaml';
import { describe, expect, it } from 'vitest';
import { findComments } from '../../src/template/comments.ts';
import { scalarNode } from '../../src/template/node.ts';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { corpusFiles, hasCorpus } from './corpus.ts';
import { fileOf } from './trees.ts';

function commentsOf(text: string): string[] {
  const file = fileOf(text);
  const root = parseNodes(file).root ?? scalarNode({ file, start: 0, end: 0 }, '');
  return findComments(file, root).map(({ span, line }) => `${line}:${text.slice(span.start, span.end)}`);
}

describe('findComments', () => {
  it('finds comments and nothing that only looks like one', () => {
    const text = [
      '# first',
      'a: x # after a value',
      'b: x#no',
      'c: "# no" # yes',
      "d: '# no'",
      'e: | # header',
      '  # no',
      '   # no',
      '  # iam-lint-disable no',
      'f: >-',
      '  # no',
      '# between',
      'g: [a, # in flow',
      '  "# no"]',
      'g: duplicate # last',
      'h: plain',
      '  over # ends it',
    ].join('\r\n');
    expect(commentsOf(text)).toEqual([
      '1:# first',
      '2:# after a value',
      '4:# yes',
      '6:# header',
      '12:# between',
      '13:# in flow',
      '15:# last',
      '17:# ends it',
    ]);
  });

  it('finds comments in JSON', () => {
    const text = '// a\n{"k": "// no", /* b\n c */ "u": "http://x" # d\n}';
    expect(commentsOf(text)).toEqual(['1:// a', '2:/* b\n c */', '3:# d']);
    const file = fileOf('/*  two  */ {}');
    expect(findComments(file, parseNodes(file).root!)).toMatchObject([{ text: 'two', line: 1 }]);
  });

  it.skipIf(!hasCorpus)('finds those that a second lexer finds in the corpus in ../shared', () => {
    let compared = 0;
    for (const file of corpusFiles()) {
      const { root, problems } = parseNodes(file);
      if (!root || /^\s*[[{]/.test(file.text) || problems.some(({ kind }) => kind === 'partly-read'))
        continue;
      const ours = findComments(file, root).map(({ span }) => file.text.slice(span.start, span.end));
      const theirs = [...new Lexer().lex(file.text)].filter((token) => token.startsWith('#'));
      // The second lexer loses its way in flow collections and strings that are indented too little.
      if (file.text.match(/^\}'?\s*$/m)) continue;
      expect(
        ours.map((each) => each.trimEnd()),
        file.path,
      ).toEqual(theirs.map((each) => each.trimEnd()));
      compared += ours.length;
    }
    expect(compared).toBeGreaterThan(200);
  });
});
