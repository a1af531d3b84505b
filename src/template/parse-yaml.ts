import { type SourceFile, type SourceSpan } from '../source/source-file.ts';
import { type CfnNode } from './node.ts';
import { type ParsedNodes } from './parse-json.ts';
import { collectProblems } from './problem-collector.ts';
import { readYamlEvents, type YamlLoss } from './yaml-events.ts';
import { buildYamlTrees } from './yaml-tree.ts';

/** What a YAML text holds: `root` is the first document. */
export interface ParsedYaml extends ParsedNodes {
  readonly documents: readonly CfnNode[];
}

/**
 * Reads YAML into nodes: tags become intrinsics, aliases share the node of their anchor, merge keys are merged, of two equal keys
 * the last one counts. Never throws; a mistake in the text is a `partly-read` problem that says what is not read.
 * @param recover false when a text with a mistake is to give no documents at all, quickly.
 */
export function parseYaml(file: SourceFile, recover = true): ParsedYaml {
  const problems = collectProblems();
  const read = readYamlEvents(file.text, recover);
  for (const loss of read.losses)
    problems.add('partly-read', lossMessage(file, loss), spanOfLoss(file, loss));
  if (read.replaced !== undefined)
    problems.add('oddity', 'the text has characters that YAML does not allow, from here on read as U+FFFD', {
      file,
      start: read.replaced,
      end: read.replaced + 1,
    });
  const documents = buildYamlTrees(file, read, problems);
  return { root: documents[0], documents, problems: problems.list() };
}

function lossMessage(file: SourceFile, { reason, start, end }: YamlLoss): string {
  const first = file.positionAt(start).line;
  const last = file.positionAt(Math.max(start, end - 1)).line;
  const lines = first === last ? `line ${first} is` : `lines ${first} to ${last} are`;
  return `this is no YAML (${reason}); ${start < end ? lines : 'the text is'} not read until that is corrected`;
}

/** The place that the parser complained about when it lies in what is lost, else the line where the loss starts. */
function spanOfLoss(file: SourceFile, { offset, start, end }: YamlLoss): SourceSpan {
  if (offset >= start && offset < end) return { file, start: offset, end: offset + 1 };
  return { file, start, end: start + /^[^\r\n]*/.exec(file.text.slice(start, end))![0].length };
}
