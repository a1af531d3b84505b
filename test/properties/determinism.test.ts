import { describe, expect, it } from 'vitest';
import { json } from '../../src/reporters/json.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { identitiesOf, judge } from './judge.ts';
import { exampleSources, fileSources } from './sources.ts';

const files = (): SourceFile[] =>
  [...exampleSources, ...fileSources].map(({ text }, index) => new SourceFile(`stack-${index}.yaml`, text));
const print = (inputs: readonly SourceFile[]): string =>
  json(judge(inputs), { version: '0.0.0', color: false, width: 80, verbose: true });

describe('a run over all templates together', () => {
  it('gives the same bytes as a run before it', () => {
    expect(print(files())).toBe(print(files()));
  });

  it('finds the same in whatever order the files are read', () => {
    const [first, ...others] = files();
    const orders = [[...others, first!], [...files()].reverse()];
    const expected = identitiesOf(judge(files()));
    for (const order of orders) expect(identitiesOf(judge(order))).toEqual(expected);
  });
});
