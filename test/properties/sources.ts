import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rules } from '../../src/registry.ts';
import { FLAGGED } from '../../src/testing/rule-tester.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Source } from './judge.ts';

const ROOT = join(import.meta.dirname, '../..');
const CORPUS = join(ROOT, '../shared/corpus');

/** Real templates beside the project; where there are none, those that the project ships are used. */
export const hasCorpus = existsSync(CORPUS);
if (!hasCorpus) console.log('../shared/corpus is not there: properties are tested on the examples only');

function filesIn(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|ya?ml|template)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: relative(ROOT, path), text: readFileSync(path, 'utf8') }))
    .filter(({ name, text }) => readTemplate(new SourceFile(name, text)).kind === 'template');
}

/** The examples of all rules, good and bad. */
export const exampleSources: readonly Source[] = rules.flatMap((rule) =>
  [...rule.examples.bad, ...rule.examples.good].map((example) => ({
    name: `${rule.id}: ${example.title}`,
    text: example.template
      .split('\n')
      .map((line) => line.replace(FLAGGED, ''))
      .join('\n'),
    ...(example.facts ? { facts: example.facts } : {}),
    ...(example.options ? { options: { [rule.id]: example.options } } : {}),
  })),
);

/** The templates of ../shared/corpus and of examples/, up to a size that lets every property see every file. */
export const fileSources: readonly Source[] = [
  ...filesIn(join(ROOT, 'examples')),
  ...(hasCorpus ? filesIn(CORPUS) : []),
]
  .filter(({ text }) => text.length < 60_000)
  // Output of SAM's transform is recognised by the very words that the transform writes, and rewritten it is no longer that.
  .filter(({ name }) => !name.includes('/translator/output/'));
