import { type SourceFile } from '../source/source-file.ts';
import { parseJson, type ParsedNodes } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';

/**
 * Reads a text into nodes, JSON or YAML by what it looks like: a text whose first character is a bracket is read as JSON, and as
 * YAML when it is none (flow YAML). Never throws; a text with nothing in it has no root.
 */
export function parseNodes(file: SourceFile): ParsedNodes {
  if (!/^\ufeff?\s*[[{]/.test(file.text)) return parseYaml(file);
  const json = parseJson(file);
  if (!json.problems.some(({ kind }) => kind === 'partly-read')) return json;
  const yaml = parseYaml(file);
  return yaml.problems.some(({ kind }) => kind === 'partly-read') ? json : yaml;
}
