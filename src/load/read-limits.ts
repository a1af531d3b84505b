import { dirname, resolve } from 'node:path';
import { type Config, type Limit } from '../config/config.ts';
import { record } from '../config/merge-config.ts';
import { ConfigError } from '../config/config-error.ts';
import { readTemplate } from '../template/read-template.ts';
import { displayPath, readSource } from './read-source.ts';

/** The rule that holds the limits. */
const RULE = 'grants-within-reference';

/**
 * The configuration with the documents of the limits as options of the rule that holds them. Limits that are there already stay.
 * @param from the file that names the documents, or any in the folder that their paths are relative to.
 * @throws ConfigError when a document cannot be read or is no policy in JSON.
 */
export function withLimits(config: Config, limits: readonly Limit[], from: string, cwd: string): Config {
  if (limits.length === 0) return config;
  const read = limits.map(({ reference, principals }) => {
    const path = resolve(dirname(from), reference);
    const shown = displayPath(cwd, path);
    const source = readSource(path, shown);
    const fail = (why: string): never => {
      throw new ConfigError(displayPath(cwd, from), [
        { message: `The limit ${shown} cannot be used: ${why}`, hint: 'It is a policy document in JSON.' },
      ]);
    };
    if (source.kind === 'unreadable') return fail(source.problem.message);
    if (source.kind !== 'text') return fail('it is no text');
    const reading = readTemplate(source.file);
    const isPolicy = reading.kind === 'template' && reading.template.dialect === 'policy';
    if (!isPolicy || !source.file.text.trimStart().startsWith('{')) return fail('it is no policy document');
    return { reference: shown, document: source.file.text, principals: principals ?? '*' };
  });
  const setting = config.rules[RULE];
  const before = (setting?.options?.['limits'] ?? []) as readonly unknown[];
  const rule = { level: setting?.level ?? ('on' as const), options: { limits: [...before, ...read] } };
  return { ...config, rules: record(config.rules, { [RULE]: rule }) };
}
