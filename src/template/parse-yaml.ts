import { type SourceFile } from '../source/source-file.ts';
import { type CfnNode } from './node.ts';
import { type ParsedNodes } from './parse-json.ts';
import { collectProblems } from './problem-collector.ts';
import { readYamlEvents } from './yaml-events.ts';
import { buildYamlTrees } from './yaml-tree.ts';

/** What a YAML text holds: `root` is the first document. */
export interface ParsedYaml extends ParsedNodes {
  readonly documents: readonly CfnNode[];
}

/**
 * Reads YAML into nodes: tags become intrinsics, aliases share the node of their anchor, merge keys are merged, of two equal keys
 * the last one counts. Never throws; a mistake in the text is a `partly-read` problem that says what is not read.
 */
export function parseYaml(file: SourceFile): ParsedYaml {
  const problems = collectProblems();
  const read = readYamlEvents(file.text);
  if (read.failure) {
    const { offset } = read.failure;
    problems.add(
      'partly-read',
      `this is no YAML: ${read.failure.reason}; the text from here on is not read`,
      {
        file,
        start: Math.min(offset, file.text.length),
        end: Math.min(offset + 1, file.text.length),
      },
    );
  }
  for (const offset of read.replaced)
    problems.add('oddity', 'a character that YAML does not allow, read as U+FFFD', {
      file,
      start: offset,
      end: offset + 1,
    });
  const documents = buildYamlTrees(file, read, problems);
  return { root: documents[0], documents, problems: problems.list() };
}
