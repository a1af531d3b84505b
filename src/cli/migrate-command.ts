import { migrateSuppressions } from '../engine/migrate-suppressions.ts';
import { readConfig } from '../load/read-config.ts';
import { deliverFixes } from './fix-files.ts';
import { UsageError } from './known-errors.ts';
import { load, withFlags } from './lint-command.ts';
import { progressOn } from './progress.ts';
import { type Invocation } from './run.ts';

/** `migrate [PATHS]`: suppressions for other tools become ours, in place; with `--fix-dry-run` as a unified diff. */
export async function migrateCommand(invocation: Invocation): Promise<number> {
  const { line, streams, environment } = invocation;
  const isDryRun = line.flag('fix-dry-run');
  if (!isDryRun && line.positionals.includes('-'))
    throw new UsageError('stdin cannot be migrated in place', '--fix-dry-run prints the changes.');
  const { rules } = await import('../registry.ts');
  const loaded = await readConfig({
    cwd: environment.cwd,
    ...(line.value('config') !== undefined && { path: line.value('config')! }),
    plugins: !line.flag('no-plugins'),
    typescript: environment.typescript,
    rules,
  });
  const config = { ...(await withFlags(loaded, line, environment.cwd)), honorForeignSuppressions: true };
  const inputs = await load(invocation, loaded, progressOn(streams.stderr, line.flag('quiet')));
  const { lint } = await import('../lint.ts');
  const { templates, problems, related, acknowledged } = inputs;
  const report = lint({ templates, problems, skipped: 0, related, acknowledged }, loaded.rules, config);
  // The next synth would write the templates of a cloud assembly anew.
  const files = new Set(templates.filter(({ stack }) => !stack).map(({ file }) => file));
  const results = [...files].map((file) => ({ file, ...migrateSuppressions(file, report) }));
  const changed = results
    .filter(({ file, text }) => text !== file.text)
    .map(({ file, text }) => ({ path: file.path, before: file.text, after: text }));
  const paths = new Set(changed.map(({ path }) => path));
  const applied = results
    .filter(({ file }) => paths.has(file.path))
    .flatMap(({ file, migrated }) =>
      migrated.map(({ rule, logicalId }) => ({
        title: `\`${rule}\` on \`${logicalId}\` is suppressed`,
        path: file.path,
        ruleId: rule,
      })),
    );
  const unwritten = deliverFixes(
    { report, changed, applied, discarded: [] },
    { safety: 'safe', isDryRun },
    invocation,
  );
  const failed = [...report.problems, ...unwritten].filter(
    ({ kind }) => kind === 'unreadable' || kind === 'partly-read',
  );
  for (const { message } of failed) streams.stderr.write(`iam-lint: ${message}\n`);
  return failed.length > 0 ? 2 : 0;
}
