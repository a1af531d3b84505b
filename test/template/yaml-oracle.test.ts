import { describe, expect, it } from 'vitest';
import { parseNodes } from '../../src/template/parse-nodes.ts';
import { corpusFiles, hasCorpus } from './corpus.ts';
import { readWithYaml } from './oracle.ts';
import { plain } from './trees.ts';

describe.skipIf(!hasCorpus)('both YAML readers, on the corpus in ../shared', () => {
  const files = corpusFiles();

  it('finds files', () => expect(files.length).toBeGreaterThan(100));

  it('reads the same tree wherever both read without a mistake', () => {
    let compared = 0;
    const different: string[] = [];
    for (const file of files) {
      const ours = parseNodes(file);
      const theirs = readWithYaml(file.text);
      if (theirs.errors > 0 || ours.problems.some(({ kind }) => kind === 'partly-read')) continue;
      compared++;
      if (JSON.stringify(plain(ours.root)) !== JSON.stringify(theirs.tree)) different.push(file.path);
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(files.length * 0.9);
  });
});
