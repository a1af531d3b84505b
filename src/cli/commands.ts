import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { didYouMean } from '../config/nearest.ts';
import { SEVERITIES } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { completionScript } from './completions.ts';
import { initialConfig } from './init.ts';
import { UsageError } from './known-errors.ts';
import { RULES_FORMATS, SHELLS } from './options.ts';
import { checkChoice } from './parse-arguments.ts';
import { type Invocation } from './run.ts';

/** `--version`; with `--verbose` also the sources of the AWS data with their days and counts. */
export async function version({ line, streams }: Invocation): Promise<number> {
  const lines = [manifest.version];
  if (line.flag('verbose')) {
    const { catalogueMeta } = await import('../catalogue/meta.ts');
    const { date, sources, counts } = catalogueMeta();
    lines.push(
      `data of ${date}: ${Object.entries(counts)
        .map(([what, count]) => `${count} ${what}`)
        .join(', ')}`,
    );
    for (const source of sources)
      lines.push(
        `  ${source.package} ${source.version}${source.date === undefined ? '' : ` of ${source.date}`}: ${source.content}`,
      );
  }
  streams.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

/** `explain RULE`: the page of a rule, or of the rules that another tool's id stands for. */
export async function explain({ line, streams }: Invocation): Promise<number> {
  const [name, ...rest] = line.positionals;
  if (name === undefined || rest.length > 0)
    throw new UsageError('explain takes one rule', '`iam-lint rules` lists them all.');
  const [{ rules }, { rulePage }] = await Promise.all([
    import('../registry.ts'),
    import('../docs/rule-page.ts'),
  ]);
  const own = rules.filter((rule) => rule.id === name);
  const found =
    own.length > 0 ? own : rules.filter((rule) => Object.values(rule.also).some((ids) => ids.includes(name)));
  if (found.length === 0) throw unknownRule(name, rules);
  streams.stdout.write(found.map(rulePage).join('\n'));
  return 0;
}

export function unknownRule(name: string, rules: readonly Rule[]): UsageError {
  const hint = didYouMean(
    name,
    rules.map(({ id }) => id),
  );
  return new UsageError(`There is no rule \`${name}\``, hint ?? '`iam-lint rules` lists them all.');
}

/** `rules`: all rules, for people, as JSON, or as Markdown tables. */
export async function listRules({ line, streams }: Invocation): Promise<number> {
  noArguments(line.positionals, 'rules');
  const format = line.value('format') ?? 'pretty';
  checkChoice('--format of rules', format, RULES_FORMATS);
  const { rules } = await import('../registry.ts');
  if (format === 'json') {
    const list = rules.map(({ id, title, category, severity, confidence, preset, covers, also, docs }) => ({
      id,
      title,
      category,
      severity,
      confidence,
      preset,
      covers,
      also,
      references: docs.references,
    }));
    streams.stdout.write(`${JSON.stringify(list, undefined, 2)}\n`);
  } else if (format === 'markdown') {
    const { ruleTable } = await import('../docs/rule-table.ts');
    streams.stdout.write(`${ruleTable(rules, (id) => `#${id}`)}\n`);
  } else streams.stdout.write(ruleList(rules));
  return 0;
}

function ruleList(rules: readonly Rule[]): string {
  const sorted = [...rules].sort(
    (a, b) =>
      (a.category < b.category ? -1 : a.category > b.category ? 1 : 0) ||
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
      (a.id < b.id ? -1 : 1),
  );
  const width = Math.max(0, ...rules.map(({ id }) => id.length)) + 2;
  const lines: string[] = [];
  let category: string | undefined;
  for (const rule of sorted) {
    if (rule.category !== category) lines.push(...(category === undefined ? [] : ['']), rule.category);
    category = rule.category;
    lines.push(`  ${rule.id.padEnd(width)}${rule.severity.padEnd(10)}${rule.preset.padEnd(13)}${rule.title}`);
  }
  return [...lines, '', `${rules.length} rules; \`iam-lint explain RULE\` says more`, ''].join('\n');
}

/** `init`: writes a configuration to start from, and never over one. */
export async function init({ line, streams, environment }: Invocation): Promise<number> {
  noArguments(line.positionals, 'init');
  const { CONFIG_FILES } = await import('../load/read-config.ts');
  const present = CONFIG_FILES.find((name) => existsSync(join(environment.cwd, name)));
  if (present !== undefined) throw new UsageError(`There is a configuration already: ${present}`);
  try {
    writeFileSync(join(environment.cwd, 'iam-lint.yaml'), initialConfig(), { flag: 'wx' });
  } catch (error) {
    throw new UsageError(
      `Cannot write iam-lint.yaml: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!line.flag('quiet')) streams.stderr.write('Wrote iam-lint.yaml\n');
  return 0;
}

/** `completions SHELL`. */
export function completions({ line, streams }: Invocation): number {
  const [shell, ...rest] = line.positionals;
  if (shell === undefined || rest.length > 0)
    throw new UsageError('completions takes one shell', `It is one of ${SHELLS.join(', ')}.`);
  checkChoice('The shell', shell, SHELLS);
  streams.stdout.write(completionScript(shell as (typeof SHELLS)[number]));
  return 0;
}

function noArguments(positionals: readonly string[], command: string): void {
  const [first] = positionals;
  if (first !== undefined)
    throw new UsageError(
      `\`iam-lint ${command}\` takes no arguments`,
      `For a folder of that name write ./${command}.`,
    );
}
