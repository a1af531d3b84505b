import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { type Config, type RuleSetting } from '../config/config.ts';
import { mergeConfig, record } from '../config/merge-config.ts';
import { didYouMean } from '../config/nearest.ts';
import { LEVELS } from '../config/read-config-node.ts';
import { type Report } from '../engine/report.ts';
import { findInputs } from '../load/find-inputs.ts';
import { type LoadedConfig, readConfig } from '../load/read-config.ts';
import { type LoadedInputs, readInputs } from '../load/read-inputs.ts';
import { type Problem } from '../source/problem.ts';
import { type Rule } from '../rule/rule.ts';
import { unknownRule } from './commands.ts';
import { exitCode } from './exit-code.ts';
import { deliverFixes, fixInputs, fixRequest } from './fix-files.ts';
import { UsageError } from './known-errors.ts';
import { COMMANDS, READABLE_FORMATS } from './options.ts';
import { checkChoice, type CommandLine } from './parse-arguments.ts';
import { checkPastFlags, pastFindings, writeBaseline } from './past-findings.ts';
import { type Progress, progressOn } from './progress.ts';
import { type Invocation } from './run.ts';

/** The lint itself: from the arguments to the printed report. */
export async function lintCommand(invocation: Invocation): Promise<number> {
  const { line, streams, environment } = invocation;
  checkPastFlags(line);
  const request = fixRequest(line);
  const { rules } = await import('../registry.ts');
  const loaded = await readConfig({
    cwd: environment.cwd,
    ...(line.value('config') !== undefined && { path: line.value('config')! }),
    plugins: !line.flag('no-plugins'),
    typescript: environment.typescript,
    rules,
  });
  const config = await withFlags(loaded, line, environment.cwd);
  if (line.flag('print-config')) {
    streams.stdout.write(`${JSON.stringify(config, undefined, 2)}\n`);
    return 0;
  }
  const progress = progressOn(streams.stderr, line.flag('quiet'));
  const inputs = await load(invocation, loaded, progress);
  if (line.flag('list-files')) return listFiles(invocation, inputs);
  progress.say('judging');
  const { lint } = await import('../lint.ts');
  const past = await pastFindings(invocation, config, loaded.rules, inputs);
  const judge = (from: LoadedInputs): Report =>
    lint(
      {
        templates: from.templates,
        problems: [...from.problems, ...past.problems],
        skipped: [...from.passedOver.values()].reduce((sum, count) => sum + count, 0),
        related: from.related,
        acknowledged: from.acknowledged,
        ignoreSuppressions: line.flag('no-ignores'),
        ...(past.baseline && { baseline: past.baseline }),
      },
      loaded.rules,
      config,
    );
  const found = judge(inputs);
  const outcome = request && fixInputs(found, request, inputs, judge);
  progress.clear();
  const unwritten = outcome ? deliverFixes(outcome, request, invocation) : [];
  const isDryRun = request?.isDryRun ?? false;
  const { report: left, discarded } = outcome && !isDryRun ? outcome : { report: found, discarded: [] };
  const report = { ...left, problems: [...left.problems, ...discarded, ...unwritten] };
  const exit = { exitZero: line.flag('exit-zero'), nothingIsFine: nothingIsFine(line) };
  const record = line.value('write-baseline');
  if (record !== undefined) {
    const done = writeBaseline(record, report, environment.cwd);
    for (const problem of report.problems)
      if (isError(problem)) streams.stderr.write(`iam-lint: ${problem.message}\n`);
    if (!line.flag('quiet')) streams.stderr.write(done);
    return exitCode({ ...report, findings: [] }, config, exit);
  }
  if (!isDryRun) await print(report, inputs, loaded, invocation);
  else
    for (const problem of [...report.problems, ...outcome!.discarded])
      if (isError(problem) || problem.kind === 'fix-discarded')
        streams.stderr.write(`iam-lint: ${problem.message}\n`);
  return exitCode(report, config, exit);
}

/** pre-commit names the changed files, and often none of them is a template. */
function nothingIsFine(line: CommandLine): boolean {
  return line.flag('ignore-non-templates') && line.positionals.length > 0;
}

/** Finds and reads what the arguments name. */
export async function load(
  { line, streams, environment }: Invocation,
  { excluded }: LoadedConfig,
  progress: Progress,
): Promise<LoadedInputs> {
  const found = await findInputs(line.positionals, { cwd: environment.cwd, excluded });
  const path = line.value('stdin-filename') ?? '<stdin>';
  const inputs = readInputs(found, {
    cwd: environment.cwd,
    ignoreNonTemplates: line.flag('ignore-non-templates'),
    ...(found.stdin && { stdin: { bytes: await streams.stdin.read(), path } }),
    progress: (done, total) => progress.say(`reading ${done} of ${total}`),
  });
  progress.clear();
  return inputs;
}

/** The settings of the file with those of the command line on top. */
export async function withFlags(
  { config, rules }: LoadedConfig,
  line: CommandLine,
  cwd: string,
): Promise<Config> {
  const files = line.values('parameters');
  const parameters =
    files.length === 0 ? {} : (await import('../load/parameters.ts')).readParameters(files, cwd);
  const preset = line.value('preset') as Config['preset'] | undefined;
  const failOn = line.value('fail-on') as Config['failOn'] | undefined;
  const minConfidence = line.value('min-confidence') as Config['minConfidence'] | undefined;
  const merged = mergeConfig(config, {
    ...(preset && { preset }),
    ...(failOn && { failOn }),
    ...(minConfidence && { minConfidence }),
    ...(line.flag('honor-foreign-suppressions') && { honorForeignSuppressions: true }),
    parameters,
  });
  // A severity that was asked for holds for all files.
  const overrides = failOn
    ? merged.overrides.map(({ files: globs, rules: own }) => ({ files: globs, rules: own }))
    : merged.overrides;
  const references = line.values('reference').map((reference) => ({ reference }));
  const limited =
    references.length === 0
      ? merged
      : (await import('../load/read-limits.ts')).withLimits(merged, references, join(cwd, 'limits'), cwd);
  return chooseRules({ ...limited, overrides }, line.values('rule'), rules);
}

/** `--rule ID=LEVEL` sets a level, `--rule ID` switches all rules off that are not named in this way. */
function chooseRules(config: Config, flags: readonly string[], rules: readonly Rule[]): Config {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const levels = record<RuleSetting>();
  const only = new Set<string>();
  for (const flag of flags) {
    const [, id = '', level] = /^([^=]*)(?:=(.*))?$/s.exec(flag) ?? [];
    if (!known.has(id)) throw unknownRule(id, rules);
    if (level === undefined) only.add(id);
    else {
      checkChoice(`The level of ${id}`, level, LEVELS);
      levels[id] = { level: level as RuleSetting['level'] };
    }
  }
  const chosen = mergeConfig(config, { rules: levels });
  if (only.size === 0) return chosen;
  const settings = record<RuleSetting>();
  for (const id of known.keys()) {
    const setting = chosen.rules[id];
    const on = only.has(id) || (levels[id] !== undefined && levels[id].level !== 'off');
    if (!on) settings[id] = { ...setting, level: 'off' };
    else settings[id] = { ...setting, level: setting && setting.level !== 'off' ? setting.level : 'on' };
  }
  const overrides = chosen.overrides.map((override) => ({
    ...override,
    rules: record(
      Object.fromEntries(Object.entries(override.rules).filter(([id]) => settings[id]?.level !== 'off')),
    ),
  }));
  return { ...chosen, rules: settings, overrides };
}

function listFiles({ line, streams }: Invocation, inputs: LoadedInputs): number {
  const paths = inputs.templates.map(({ file }) => file.path);
  streams.stdout.write(paths.map((path) => `${path}\n`).join(''));
  for (const problem of inputs.problems) streams.stderr.write(`iam-lint: ${problem.message}\n`);
  const unread = inputs.problems.some(({ kind }) => kind === 'unreadable' || kind === 'partly-read');
  if (paths.length === 0 && !unread && !nothingIsFine(line)) streams.stderr.write(nothingFound(line));
  return unread || (paths.length === 0 && !nothingIsFine(line)) ? 2 : 0;
}

async function print(
  report: Report,
  inputs: LoadedInputs,
  loaded: LoadedConfig,
  invocation: Invocation,
): Promise<void> {
  const { line, streams, environment, color, width } = invocation;
  const { reporters } = await import('../reporters/index.ts');
  const format = line.value('format') ?? 'pretty';
  const output = line.value('output');
  const text = reporters[format]!(report, {
    color,
    width,
    version: manifest.version,
    verbose: line.flag('verbose'),
  });
  if (output === undefined || output === '-') streams.stdout.write(text);
  else
    try {
      writeFileSync(resolve(environment.cwd, output), text);
    } catch (error) {
      throw new UsageError(
        `Cannot write ${output}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  const seen = (output === undefined || output === '-') && READABLE_FORMATS.includes(format);
  if (!seen)
    for (const problem of report.problems)
      if (isError(problem)) streams.stderr.write(`iam-lint: ${problem.message}\n`);
  if (report.summary.templates === 0 && !nothingIsFine(line)) streams.stderr.write(nothingFound(line));
  if (line.flag('quiet')) return;
  if (output !== undefined && output !== '-') streams.stderr.write(`Wrote ${output}\n`);
  if (line.flag('verbose')) streams.stderr.write(details(inputs, loaded));
}

function isError({ kind }: Problem): boolean {
  return kind === 'unreadable' || kind === 'partly-read' || kind === 'rule-crashed';
}

function nothingFound({ positionals }: CommandLine): string {
  const commands = COMMANDS.flatMap(({ name }) => (name === '' ? [] : [name]));
  const [first] = positionals;
  const hint = first === undefined || /[/\\.*]/.test(first) ? undefined : didYouMean(first, commands);
  const where = positionals.length === 0 ? 'below the working directory' : `in ${positionals.join(', ')}`;
  return `iam-lint: no template found ${where}${hint === undefined ? '' : `\n${hint}`}\n`;
}

/** For `--verbose`: the configuration, and what was passed over. */
function details({ passedOver }: LoadedInputs, { path }: LoadedConfig): string {
  const kinds = [...passedOver].sort(([, a], [, b]) => b - a).map(([what, count]) => `${count} ${what}`);
  return [
    `Configuration: ${path ?? 'none, the defaults'}`,
    `Passed over: ${kinds.length === 0 ? 'nothing' : kinds.join(', ')}`,
    '',
  ].join('\n');
}
