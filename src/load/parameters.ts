import { extname, resolve } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { record } from '../config/merge-config.ts';
import { type SourceFile } from '../source/source-file.ts';
import { asBoolean, asList, type CfnNode, fileOf, get, getMap, getText, isNull } from '../template/node.ts';
import { parseNodes } from '../template/parse-nodes.ts';
import { parseToml } from './parse-toml.ts';
import { displayPath, readSource } from './read-source.ts';

type Values = Map<string, string>;

/**
 * Values of template parameters from files, later ones over earlier ones. Understood are the list of the AWS CLI
 * (`[{"ParameterKey": …, "ParameterValue": …}]`, `["Key=Value"]`), CodePipeline's and Git sync's files (`Parameters` or
 * `parameters` with a map), a plain map, `parameter_overrides` of samconfig.toml or .yaml (`samconfig.toml#prod` for another
 * environment than `default`), and lines of `Key=Value`.
 * @throws ConfigError for a file that is none of these.
 */
export function readParameters(files: readonly string[], cwd: string): Readonly<Record<string, string>> {
  const values: Values = new Map();
  for (const name of files) readFile(name, cwd, values);
  return record(Object.fromEntries(values));
}

function readFile(name: string, cwd: string, values: Values): void {
  const [, path = name, environment = 'default'] = /^(.*?)(?:#([^#/\\]+))?$/.exec(name) ?? [];
  const absolute = resolve(cwd, path);
  const source = readSource(absolute, displayPath(cwd, absolute));
  if (source.kind !== 'text')
    throw new ConfigError(path, [
      {
        message:
          source.kind === 'unreadable' ? source.problem.message : `Cannot read ${path}: it is no text file`,
      },
    ]);
  const { file } = source;
  const extension = extname(path).toLowerCase();
  if (extension === '.toml') readSamConfig(parseToml(file), environment, values);
  else if (/^\.(?:json|ya?ml)$/.test(extension) || /^\s*[[{]/.test(file.text))
    readNodes(file, environment, values);
  else readLines(file, values);
}

function readNodes(file: SourceFile, environment: string, values: Values): void {
  const { root, problems } = parseNodes(file);
  const broken = problems.find(({ kind }) => kind === 'partly-read');
  if (broken)
    throw new ConfigError(file.path, [
      { message: broken.message, ...(broken.span && { span: broken.span }) },
    ]);
  if (!root) return;
  const parameters = get(root, 'Parameters') ?? get(root, 'parameters');
  if (root.kind === 'list') readList(root.items, values);
  else if (root.kind === 'map' && isSamConfig(root)) readSamConfig(root, environment, values);
  else if (parameters?.kind === 'map') readMap(parameters, values);
  else if (parameters?.kind === 'list') readList(parameters.items, values);
  else readMap(root, values);
}

function isSamConfig(root: CfnNode): boolean {
  if (root.kind !== 'map') return false;
  return [...root.entries.values()].some(({ value }) =>
    ['global', 'deploy'].some((command) => getMap(getMap(value, command), 'parameters') !== undefined),
  );
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html */
function readSamConfig(root: CfnNode, environment: string, values: Values): void {
  const found = get(root, environment);
  if (!found) {
    const known = root.kind === 'map' ? [...root.entries.keys()].filter((key) => key !== 'version') : [];
    fail(root, `There is no environment \`${environment}\``, `Known: ${known.join(', ') || 'none'}.`);
  }
  for (const command of ['global', 'deploy']) {
    const overrides = get(get(get(found, command), 'parameters'), 'parameter_overrides');
    if (!overrides) continue;
    if (overrides.kind === 'map') readMap(overrides, values);
    else for (const item of asList(overrides)) readOverrides(item, values);
  }
}

/** `Key=Value Other="a value"`, or `ParameterKey=Key,ParameterValue=Value …`. */
function readOverrides(node: CfnNode, values: Values): void {
  if (node.kind === 'map') readMap(node, values);
  else if (node.kind === 'scalar')
    for (const word of words(node.text)) {
      const cli = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(word) ?? /^([^=,]+)=(.*)$/s.exec(word);
      if (!cli) fail(node, `\`${word}\` is no \`Key=Value\``);
      values.set(cli[1]!, cli[2]!);
    }
  else fail(node, 'Parameter overrides are strings `Key=Value`');
}

/** Splits at blanks outside of quotes, as a shell does, and takes the quotes off. */
function words(text: string): string[] {
  const found = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/gs) ?? [];
  return found.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/gs, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replace(/\\(.)/gs, '$1'),
    ),
  );
}

function readList(items: readonly CfnNode[], values: Values): void {
  for (const item of items) {
    const key = getText(item, 'ParameterKey');
    const value = get(item, 'ParameterValue');
    if (item.kind === 'scalar') readOverrides(item, values);
    else if (key === undefined) fail(item, 'An entry needs a `ParameterKey` and a `ParameterValue`');
    else if (value) values.set(key, valueOf(value, key));
    else if (asBoolean(get(item, 'UsePreviousValue')) !== true)
      fail(item, `\`${key}\` has no \`ParameterValue\``);
  }
}

function readMap(node: CfnNode, values: Values): void {
  if (node.kind !== 'map') fail(node, 'This is no list and no map of parameters');
  for (const [key, { value }] of node.entries) if (!isNull(value)) values.set(key, valueOf(value, key));
}

/** A list is the value of a CommaDelimitedList. */
function valueOf(node: CfnNode, key: string): string {
  if (node.kind === 'scalar') return node.text;
  if (node.kind !== 'list') fail(node, `The value of \`${key}\` must be a string`);
  return node.items.map((item) => valueOf(item, key)).join(',');
}

function readLines(file: SourceFile, values: Values): void {
  for (let number = 1; number <= file.lineCount; number++) {
    const line = file.lineText(number).trim();
    if (line === '' || line.startsWith('#')) continue;
    const pair = /^(?:export\s+)?([^=\s]+)\s*=\s*(.*)$/.exec(line);
    if (!pair) {
      const start = file.offsetOfLine(number);
      const span = { file, start, end: start + file.lineText(number).length };
      throw new ConfigError(file.path, [{ message: 'This line is no `Key=Value`', span }]);
    }
    values.set(pair[1]!, pair[2]!.replace(/^(["'])(.*)\1$/, '$2'));
  }
}

function fail(node: CfnNode, message: string, hint?: string): never {
  throw new ConfigError(fileOf(node).path, [
    { message, span: node.span, ...(hint !== undefined && { hint }) },
  ]);
}
