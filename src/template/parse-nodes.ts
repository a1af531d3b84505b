import { type Problem } from '../source/problem.ts';
import { type SourceFile, type SourceSpan } from '../source/source-file.ts';
import { type CfnNode } from './node.ts';
import { parseJson, type ParsedNodes } from './parse-json.ts';
import { parseYaml, type ParsedYaml } from './parse-yaml.ts';
import { recognise } from './recognise.ts';

/**
 * Reads a text into nodes, JSON or YAML by what it looks like: a text whose first character is a bracket is read as JSON, and as
 * YAML when it is none (flow YAML). Of several YAML documents the first that is a template or policy counts, or else the first.
 * Never throws; a text with nothing in it has no root.
 */
export function parseNodes(file: SourceFile): ParsedNodes {
  if (!startsWithBracket(file.text)) return oneDocument(file, parseYaml(file));
  const json = parseJson(file);
  if (!json.problems.some(isLoss)) return json;
  const yaml = parseYaml(file, false);
  return yaml.problems.some(isLoss) ? json : oneDocument(file, yaml);
}

/** Whether the first character that is no blank and in no JSON comment is a bracket. */
function startsWithBracket(text: string): boolean {
  let at = 0;
  for (;;) {
    if (/[\s\ufeff]/.test(text.charAt(at))) at++;
    else if (text.startsWith('//', at) || text.startsWith('/*', at)) {
      const isLine = text.charAt(at + 1) === '/';
      const end = text.indexOf(isLine ? '\n' : '*/', at + 2);
      if (end === -1) return false;
      at = end + (isLine ? 1 : 2);
    } else return text.charAt(at) === '{' || text.charAt(at) === '[';
  }
}

function isLoss({ kind }: Problem): boolean {
  return kind === 'partly-read';
}

function oneDocument(file: SourceFile, { root, documents, problems }: ParsedYaml): ParsedNodes {
  if (documents.length < 2) return { root, problems };
  const judged = documents.filter((document) => recognise(document).kind !== 'other');
  const chosen = judged[0] ?? root;
  const said = judged.slice(1).map((other): Problem => ({
    kind: 'partly-read',
    message: `Only the first template of a file is read, and this is another one; put each into a file of its own`,
    span: firstLine(other),
  }));
  const ignored = documents.find((document) => !judged.includes(document) && !isEmpty(document));
  if (judged.length > 0 && ignored)
    said.push({
      kind: 'oddity',
      message: `The file holds ${documents.length} YAML documents; the template is read and this one is not`,
      span: firstLine(ignored),
    });
  return { root: chosen, problems: [...problems, ...said] };

  function firstLine({ span: { start, end } }: CfnNode): SourceSpan {
    const lineEnd = start + /^[^\r\n]*/.exec(file.text.slice(start, end))![0].length;
    return { file, start, end: lineEnd };
  }
}

function isEmpty(document: CfnNode): boolean {
  return document.kind === 'scalar' && document.text === '';
}
