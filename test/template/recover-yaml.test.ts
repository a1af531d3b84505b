import { describe, expect, it } from 'vitest';
import { get } from '../../src/template/node.ts';
import { parseYaml } from '../../src/template/parse-yaml.ts';
import { corpusFiles, hasCorpus } from './corpus.ts';
import { readWithYaml } from './oracle.ts';
import { fileOf, nodesOf, type Plain, plain } from './trees.ts';

function read(...lines: string[]) {
  const { root, problems } = parseYaml(fileOf(lines.join('\n')));
  const said = problems.map(({ kind, message, span }) => {
    const { line } = span!.file.positionAt(span!.start);
    return `${kind} ${line} ${/lines? [\d to]+(?= (?:is|are) )/.exec(message)?.[0]}`;
  });
  return { tree: plain(root), said };
}

describe('a YAML text with a mistake', () => {
  it.each([
    ['text behind a quoted value', ['a: "x" y', 'b: 1'], { b: '1' }, ['partly-read 1 line 1']],
    [
      'a quote that is never closed',
      ['a: 1', 'b:', '  c: "x', '  d: 2', 'e: 3'],
      { a: '1', b: { d: '2' }, e: '3' },
      ['partly-read 3 line 3'],
    ],
    [
      'a bracket that is never closed',
      ['a: [x,', '  y', 'b: 1', 'c: {d: 1}'],
      { b: '1', c: { d: '1' } },
      ['partly-read 1 lines 1 to 2'],
    ],
    [
      'a key without colon',
      ['a:', '  b: 1', '  c', '  d: 2', 'e: 3'],
      { a: { b: '1', d: '2' }, e: '3' },
      ['partly-read 3 line 3'],
    ],
    ['a line indented too far', ['a: 1', '  b: 2', 'c: 3'], { a: '1', c: '3' }, ['partly-read 2 line 2']],
    [
      'an item among keys',
      ['a:', '  b: 1', '  - c', '  d: 2'],
      { a: { b: '1', d: '2' } },
      ['partly-read 3 line 3'],
    ],
    [
      'a tab as indentation',
      ['a:', '  b: 1', '\tc: 2', 'd: 3'],
      { a: { b: '1' }, d: '3' },
      ['partly-read 3 line 3'],
    ],
    [
      'two mistakes',
      ['a: "x" y', 'b: 1', 'c: "x" y', 'd: 2'],
      { b: '1', d: '2' },
      ['partly-read 1 line 1', 'partly-read 3 line 3'],
    ],
    ['an end in the middle', ['a: 1', 'b:', '  - c: {d: '], { a: '1', b: '' }, ['partly-read 3 line 3']],
  ])('keeps everything but the entry with %s', (_name, lines, tree, said) => {
    const found = read(...lines);
    expect(found.said).toEqual(said);
    expect(found.tree).toEqual(tree);
  });

  it('gives up on the rest of a text that is all wrong, in bounded time', () => {
    const { problems } = parseYaml(fileOf('a: "x" y: [}\n'.repeat(5_000)));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThan(100);
  });

  it.skipIf(!hasCorpus)(
    'loses less than the recovery of `yaml` on templates of ../shared in which a line is broken',
    () => {
      const files = corpusFiles().filter(({ path, text }) => path.endsWith('.yaml') && text.length < 20_000);
      let all = 0;
      let ours = 0;
      let theirs = 0;
      for (const [n, file] of files.entries()) {
        const whole = parseYaml(file);
        if (!whole.root || whole.problems.length > 0) continue;
        const lines = file.text.split('\n');
        const at = Math.floor((lines.length * ((n * 7) % 10)) / 10);
        lines[at] = [`${lines[at]} "x" y`, `${lines[at]}: [`, `${lines[at]} "`][n % 3]!;
        const text = lines.join('\n');
        all += leaves(plain(whole.root));
        ours += leaves(plain(parseYaml(fileOf(text)).root));
        theirs += leaves(readWithYaml(text).tree);
      }
      expect(ours / all).toBeGreaterThan(0.9);
      expect(ours).toBeGreaterThan(theirs);
    },
  );

  it.skipIf(!hasCorpus)('never throws, and always says so, when a template of ../shared ends early', () => {
    for (const file of corpusFiles().filter(({ text }) => text.length < 8_000))
      for (const part of [0.2, 0.5, 0.77, 0.9]) {
        const text = file.text.slice(0, Math.floor(file.text.length * part));
        const { root, problems } = parseYaml(fileOf(text));
        if (!root && /^[^#\r\n]*\w/m.test(text)) expect(problems.length).toBeGreaterThan(0);
        for (const { span } of nodesOf(root)) expect(span.end).toBeLessThanOrEqual(span.file.text.length);
      }
  });

  it('keeps a role when another one is broken', () => {
    const role = (name: string, slip = ''): string[] => [
      `  ${name}:`,
      '    Type: AWS::IAM::Role',
      '    Properties:',
      `      Path: "/"${slip}`,
      '      Policies:',
      '        - PolicyName: x',
    ];
    const { tree } = read('Resources:', ...role('A'), ...role('B', ' x'), ...role('C'));
    expect(Object.keys((tree as { Resources: Record<string, Plain> }).Resources)).toEqual(['A', 'B', 'C']);
    expect(get(parseYaml(fileOf('a: 1')).root, 'a')).toBeDefined();
  });
});

function leaves(tree: Plain | undefined): number {
  if (tree === undefined) return 0;
  if (typeof tree === 'string') return 1;
  return (Object.values(tree) as Plain[]).reduce<number>((sum, item) => sum + leaves(item), 1);
}
