import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { type Config } from '../config/config.ts';
import { diffAccess } from '../diff/diff-access.ts';
import { diffReport, type DiffReport, widenings } from '../diff/diff-report.ts';
import { type Report } from '../engine/report.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { connect, judge, type LintInput } from '../lint.ts';
import { type DiffInput, isPath, readDiffInputs } from '../load/diff-inputs.ts';
import { readConfig } from '../load/read-config.ts';
import { asReport } from '../reporters/diff-findings.ts';
import { diffJson } from '../reporters/diff-json.ts';
import { diffMarkdown } from '../reporters/diff-markdown.ts';
import { diffPretty } from '../reporters/diff-pretty.ts';
import { github } from '../reporters/github.ts';
import { sarif } from '../reporters/sarif.ts';
import { SEVERITIES } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { UsageError } from './known-errors.ts';
import { withFlags } from './lint-command.ts';
import { DIFF_FORMATS } from './check-options.ts';
import { checkChoice } from './parse-arguments.ts';
import { type Invocation } from './run.ts';

/** `diff BASE [HEAD]`: what access a change adds and takes away. Exit code 1 when something is added at or above --fail-on. */
export async function diffCommand(invocation: Invocation): Promise<number> {
  const { line, environment } = invocation;
  const { cwd } = environment;
  const format = line.value('format') ?? 'pretty';
  checkChoice('--format of diff', format, DIFF_FORMATS);
  const [base, head, ...rest] = line.positionals;
  if (base === undefined || rest.length > 0)
    throw new UsageError(
      'diff takes the state before and the state after',
      'Each is a revision of git, a file, a folder or a cdk.out; a revision alone is compared with the working tree.',
    );
  if (head === undefined && isPath(base, cwd))
    throw new UsageError(`diff needs something to compare ${base} with`, 'Name it after it.');
  const { rules } = await import('../registry.ts');
  const loaded = await readConfig({
    cwd,
    ...(line.value('config') !== undefined && { path: line.value('config')! }),
    plugins: !line.flag('no-plugins'),
    typescript: environment.typescript,
    rules,
  });
  const config = await withFlags(loaded, line, cwd);
  const inputs = await readDiffInputs(base, head, cwd);
  const before = judgeSide(inputs.base, loaded.rules, config);
  const after = judgeSide(inputs.head, loaded.rules, config);
  const access = diffAccess(
    { graph: before.graph, keyOf: inputs.base.keyOf },
    { graph: after.graph, keyOf: inputs.head.keyOf },
    { parameters: config.parameters },
  );
  const report = diffReport(
    access,
    { side: sideOf(inputs.base), report: before.report },
    { side: sideOf(inputs.head), report: after.report },
  );
  print(report, format, invocation);
  return exitCode(report, config, inputs.base.files + inputs.head.files);
}

function judgeSide(
  input: DiffInput,
  rules: readonly Rule[],
  config: Config,
): { graph: ResourceGraph; report: Report } {
  const { templates, context, problems, related } = input;
  const judged: LintInput = { templates, problems, skipped: 0, related };
  const graph = connect({ ...judged, templates: [...templates, ...context] }, config);
  return { graph, report: judge(judged, graph, rules, config) };
}

function sideOf({ name, templates, files }: DiffInput): DiffReport['base'] {
  return { name, compared: templates.length, templates: files };
}

function print(
  report: DiffReport,
  format: string,
  { line, streams, environment, color, width }: Invocation,
): void {
  const options = { color, width, version: manifest.version, verbose: line.flag('verbose') };
  const text = textOf(report, format, options);
  const output = line.value('output');
  if (output === undefined || output === '-') streams.stdout.write(text);
  else
    try {
      writeFileSync(resolve(environment.cwd, output), text);
    } catch (error) {
      throw new UsageError(
        `Cannot write ${output}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
}

function textOf(report: DiffReport, format: string, options: Parameters<typeof diffPretty>[1]): string {
  switch (format) {
    case 'json':
      return diffJson(report, options);
    case 'markdown':
      return diffMarkdown(report);
    case 'sarif':
      return sarif(asReport(report), options);
    case 'github':
      return github(asReport(report));
    default:
      return diffPretty(report, options);
  }
}

/** As for the lint: what was not read weighs more than what was found. */
function exitCode(report: DiffReport, { failOn }: Config, files: number): number {
  const kinds = new Set(report.problems.map(({ kind }) => kind));
  if (kinds.has('rule-crashed')) return 3;
  if (kinds.has('unreadable') || kinds.has('partly-read') || files === 0) return 2;
  if (failOn === 'none') return 0;
  const fails = widenings(report).some(
    ({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn),
  );
  return fails ? 1 : 0;
}
