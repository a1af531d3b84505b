import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Baseline } from '../config/baseline.ts';
import { type Config } from '../config/config.ts';
import { applyBaseline, baselineEntry } from '../engine/baseline.ts';
import { type Report } from '../engine/report.ts';
import { type LoadedInputs } from '../load/read-inputs.ts';
import { baselineText, readBaseline } from '../load/read-baseline.ts';
import { type Rule } from '../rule/rule.ts';
import { type Problem } from '../source/problem.ts';
import { UsageError } from './known-errors.ts';
import { type CommandLine } from './parse-arguments.ts';
import { type Invocation } from './run.ts';

/** What of the findings was there before, and what has to be said about it. */
export interface PastFindings {
  readonly baseline?: Baseline;
  readonly problems: readonly Problem[];
}

/** @throws UsageError for flags that contradict each other. */
export function checkPastFlags(line: CommandLine): void {
  const given = ['baseline', 'write-baseline', 'new-since'].filter((name) => line.value(name) !== undefined);
  if (given.length > 1)
    throw new UsageError(
      `--${given[0]} and --${given[1]} cannot be used together`,
      'Each of them says which findings were there before.',
    );
}

/**
 * The findings of `--baseline`, of the configuration's `baseline` or of `--new-since`.
 * @throws ConfigError for a baseline that cannot be read, GitError for a commit that cannot.
 */
export async function pastFindings(
  { line, environment: { cwd } }: Invocation,
  config: Config,
  rules: readonly Rule[],
  inputs: LoadedInputs,
): Promise<PastFindings> {
  const ref = line.value('new-since');
  if (ref !== undefined) return findingsAt(ref, cwd, config, rules, inputs);
  const path = line.value('baseline') ?? config.baseline;
  if (path === undefined || line.flag('no-ignores') || line.value('write-baseline') !== undefined)
    return { problems: [] };
  return { baseline: readBaseline(path, cwd), problems: [] };
}

/** Judges the other side in memory, by the rules and the configuration of today. */
async function findingsAt(
  ref: string,
  cwd: string,
  config: Config,
  rules: readonly Rule[],
  inputs: LoadedInputs,
): Promise<PastFindings> {
  const [{ openRepository }, { readCommit }, { lint }] = await Promise.all([
    import('../load/git-objects.ts'),
    import('../load/read-commit.ts'),
    import('../lint.ts'),
  ]);
  const repository = openRepository(cwd);
  try {
    const commit = repository.resolveCommit(ref);
    const files = inputs.templates.map(({ file }) => file.path);
    const { templates, related } = readCommit(repository, commit, files, cwd);
    const past = lint(
      { templates, related, problems: [], skipped: 0, acknowledged: inputs.acknowledged },
      rules,
      { ...config, minConfidence: 'low' },
    );
    const before = new Set(templates.map(({ file }) => file.path));
    const made = inputs.templates.filter(({ stack, file }) => stack && !before.has(file.path));
    const [first] = made;
    const problems: Problem[] =
      first === undefined || made.length < inputs.templates.filter(({ stack }) => stack).length
        ? []
        : [
            {
              kind: 'oddity',
              message: `${first.file.path} is not in ${ref}, so all of its findings count as new; a cloud assembly that is not committed needs --baseline`,
              path: first.file.path,
            },
          ];
    return {
      problems,
      baseline: {
        entries: past.findings.map(baselineEntry),
        reason: `was there at ${ref}`,
        exists: (file) => existsSync(resolve(cwd, file)),
      },
    };
  } finally {
    repository.close();
  }
}

/**
 * Writes the findings of a report as baseline. Reasons that were written by hand stay, and so do entries of files that this
 * run does not judge.
 * @returns what was done, for stderr.
 * @throws UsageError when the file cannot be written.
 */
export function writeBaseline(path: string, report: Report, cwd: string): string {
  const entries = report.findings.map(baselineEntry);
  const old = existsSync(resolve(cwd, path)) ? readBaseline(path, cwd) : undefined;
  const ran = new Set(report.rules.map(({ id }) => id));
  const files = new Set(report.files.map((file) => file.path));
  const before = old && applyBaseline(report.findings, old, { files, isOn: (rule) => ran.has(rule) });
  const reasons = new Map(before?.suppressed.map(({ finding, by }) => [finding, by.reason]));
  const written = report.findings.map((finding, index) => {
    const reason = reasons.get(finding);
    return reason === undefined || reason === old?.reason ? entries[index]! : { ...entries[index]!, reason };
  });
  const waiting = before?.waiting ?? [];
  try {
    writeFileSync(resolve(cwd, path), baselineText([...written, ...waiting], path, cwd));
  } catch (error) {
    throw new UsageError(`Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parts = [
    `${written.length} ${written.length === 1 ? 'finding' : 'findings'}`,
    ...(waiting.length > 0 ? [`${waiting.length} of files or rules that were not judged now`] : []),
    ...(before && before.gone.length > 0 ? [`${before.gone.length} taken out that are gone`] : []),
  ];
  return `Wrote ${path}: ${parts.join(', ')}\n`;
}
