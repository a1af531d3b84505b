import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyFixes, type ChangedText, type FixOutcome } from '../engine/apply-fixes.ts';
import { type Report } from '../engine/report.ts';
import { unifiedDiff } from '../engine/unified-diff.ts';
import { encodeLike } from '../load/encode-text.ts';
import { type LoadedInputs } from '../load/read-inputs.ts';
import { type Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import { readTemplate } from '../template/read-template.ts';
import { UsageError } from './known-errors.ts';
import { type CommandLine } from './parse-arguments.ts';
import { type Invocation } from './run.ts';

/** What the flags ask for; undefined when nothing is to be repaired. */
export interface FixRequest {
  readonly safety: 'safe' | 'suggestion';
  /** Print the changes and write nothing. */
  readonly isDryRun: boolean;
}

/** @throws UsageError when stdin is to be written to, or a baseline at the same time. */
export function fixRequest(line: CommandLine): FixRequest | undefined {
  const isDryRun = line.flag('fix-dry-run');
  if (!isDryRun && !line.flag('fix') && !line.flag('fix-suggestions')) return undefined;
  if (line.value('write-baseline') !== undefined)
    throw new UsageError(
      '--write-baseline and --fix cannot be used together',
      'Repair first, then record the rest.',
    );
  if (!isDryRun && line.positionals.includes('-'))
    throw new UsageError('stdin cannot be repaired in place', '--fix-dry-run prints the changes.');
  return { safety: line.flag('fix-suggestions') ? 'suggestion' : 'safe', isDryRun };
}

/**
 * Repairs the templates of a run in memory. Those of a cloud assembly are left alone: the next synth would write them anew.
 * @param judge judges the inputs again.
 */
export function fixInputs(
  report: Report,
  { safety }: FixRequest,
  inputs: LoadedInputs,
  judge: (inputs: LoadedInputs) => Report,
): FixOutcome {
  const generated = new Set(inputs.templates.filter(({ stack }) => stack).map(({ file }) => file.path));
  return applyFixes(report, {
    safety,
    judge: (texts) => judge(withTexts(inputs, texts)),
    isEditable: (path) => !generated.has(path),
  });
}

function withTexts(inputs: LoadedInputs, texts: ReadonlyMap<string, string>): LoadedInputs {
  const files = new Map([...texts].map(([path, text]) => [path, new SourceFile(path, text)]));
  return {
    ...inputs,
    templates: inputs.templates.flatMap((template) => {
      const file = files.get(template.file.path);
      if (!file || template.stack) return [template];
      const reading = readTemplate(file);
      return reading.kind === 'template' ? [reading.template] : [];
    }),
    related: (from, location) => {
      const found = inputs.related(from, location);
      return found && (files.get(found.path) ?? found);
    },
  };
}

/**
 * Writes what was repaired, or prints the difference.
 * @returns problems of files that were not written.
 */
export function deliverFixes(
  outcome: FixOutcome,
  { isDryRun }: FixRequest,
  { streams, environment, line }: Invocation,
): readonly Problem[] {
  if (isDryRun) {
    for (const { path, before, after } of outcome.changed)
      streams.stdout.write(unifiedDiff(path, before, after));
    return [];
  }
  const problems = outcome.changed.flatMap((changed) => write(changed, environment.cwd));
  if (!line.flag('quiet')) streams.stderr.write(summaryOf(outcome, problems, line.flag('verbose')));
  return problems;
}

function write({ path, before, after }: ChangedText, cwd: string): readonly Problem[] {
  const fail = (why: string): readonly Problem[] => [
    { kind: 'unreadable', message: `Cannot write ${path}: ${why}`, path },
  ];
  try {
    const target = resolve(cwd, path);
    const bytes = encodeLike(readFileSync(target), before, after);
    if (!bytes) return fail('it was changed in the meantime, or some of its bytes are no text');
    writeFileSync(target, bytes);
    return [];
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function summaryOf({ applied, changed }: FixOutcome, problems: readonly Problem[], verbose: boolean): string {
  const unwritten = new Set(problems.map(({ path }) => path));
  const done = applied.filter(({ path }) => !unwritten.has(path));
  const files = changed.length - unwritten.size;
  const lines = verbose ? done.map(({ path, title }) => `${path}: ${title}\n`) : [];
  const fixes = done.length === 1 ? '1 fix' : `${done.length} fixes`;
  const total =
    done.length === 0
      ? 'There was nothing to fix\n'
      : `Applied ${fixes} in ${files === 1 ? '1 file' : `${files} files`}\n`;
  return [...lines, total].join('');
}
