import { describe, expect, it } from 'vitest';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { identitiesOf, fingerprintsOf, judge, type Source } from './judge.ts';
import { printBlock } from './print-tree.ts';
import { exampleSources, fileSources } from './sources.ts';
import { copy } from './tree.ts';

const sources = [...exampleSources, ...fileSources].filter(({ text }) => text.length < 30_000);
const isJson = ({ text }: Source): boolean => /^\s*[{[]/.test(text);

function found(source: Source, text: string): readonly string[] {
  const report = judge([new SourceFile('template', text)], source);
  return [...identitiesOf(report), ...fingerprintsOf(report)];
}

function expectSame(change: (source: Source) => string | undefined): void {
  let applied = 0;
  for (const source of sources) {
    const changed = change(source);
    if (changed === undefined || changed === source.text) continue;
    applied++;
    expect(found(source, changed), source.name).toEqual(found(source, source.text));
  }
  expect(applied).toBeGreaterThan(0);
}

/** The template in block YAML, which holds no text of several lines, so that a comment may follow every line. */
function block(source: Source, indent: number): string | undefined {
  const { root } = parseNodes(new SourceFile('template', source.text));
  return root && printBlock(copy(root), { short: true, indent });
}

describe('nothing changes with', () => {
  it('line breaks of Windows', () => expectSame(({ text }) => text.replace(/\r?\n/g, '\r\n')));
  it('a byte order mark', () =>
    expectSame(({ text }) => (text.startsWith('\ufeff') ? undefined : `\ufeff${text}`)));
  it('blank lines at both ends', () =>
    expectSame(({ text }) => (text.startsWith('%') ? undefined : `\n\n${text}\n\n`)));
  it('blanks at the ends of lines', () => expectSame((source) => block(source, 2)?.replace(/\n/g, '  \n')));
  it('comments between all lines', () =>
    expectSame((source) =>
      block(source, 2)?.replace(/\n/g, '\n# Note: a comment, "with" {braces}: and [brackets]\n'),
    ));
  it('comments behind all lines', () =>
    expectSame((source) => block(source, 2)?.replace(/\n/g, ' # !Ref X: y\n')));
  it('deeper indentation', () => expectSame((source) => block(source, 5)));
  it('JSON on one line', () =>
    expectSame((source) => {
      if (!isJson(source)) return undefined;
      try {
        return JSON.stringify(JSON.parse(source.text));
      } catch {
        return undefined;
      }
    }));
});
