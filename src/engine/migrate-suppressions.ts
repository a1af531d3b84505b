import { type Report } from './report.ts';
import { SourceFile } from '../source/source-file.ts';
import { applyEdits, type TextEdit } from '../source/text-edit.ts';
import { insertEntry, insertItem } from '../template/edit-node.ts';
import { get } from '../template/node.ts';
import { readTemplate } from '../template/read-template.ts';
import { type Resource, type Template } from '../template/template.ts';
import { type ForeignSuppression, readForeignSuppressions } from './foreign-suppressions.ts';

/** A suppression of ours that takes the place of one for another tool. */
export interface MigratedSuppression {
  readonly logicalId: string;
  readonly rule: string;
  readonly reason: string;
  readonly evidence: string;
}

/** What became of one text. */
export interface Migration {
  readonly text: string;
  readonly migrated: readonly MigratedSuppression[];
}

/**
 * The text of a template in which suppressions for other tools are written as ours, each with the evidence of the finding
 * that it accepts, in the Metadata of the resource. One that accepts no finding stays as it is: it is none of ours.
 * @param report of a run that honours them.
 */
export function migrateSuppressions(file: SourceFile, report: Report): Migration {
  const template = templateOf(file);
  if (!template) return { text: file.text, migrated: [] };
  const wanted = new Map<string, MigratedSuppression>();
  const used = new Set<number>();
  for (const { finding, by } of report.suppressed) {
    const { resource } = finding;
    if (by.source !== 'foreign' || by.span?.file.path !== file.path) continue;
    if (!resource || resource.template.file.path !== file.path || !template.resources.has(resource.logicalId))
      continue;
    const entry = {
      logicalId: resource.logicalId,
      rule: by.rule,
      reason: by.reason,
      evidence: finding.evidence,
    };
    wanted.set(JSON.stringify([entry.logicalId, entry.rule, entry.evidence]), entry);
    used.add(by.span.start);
  }
  const migrated = [...wanted.values()];
  const outdated = new Set(
    readForeignSuppressions(template)
      .filter(({ span }) => used.has(span.start))
      .map(nameOf),
  );
  const edits = [...new Set(migrated.map(({ logicalId }) => logicalId))].flatMap((id) =>
    additions(
      template.resources.get(id)!,
      migrated.filter(({ logicalId }) => logicalId === id),
    ),
  );
  return { text: without(applyEdits(file.text, edits), file.path, outdated), migrated };
}

function additions(resource: Resource, entries: readonly MigratedSuppression[]): readonly TextEdit[] {
  const ignore = entries.map(({ rule, evidence, reason }) => ({ rule, evidence, reason }));
  const { metadata, node } = resource;
  if (!metadata) return insertEntry(node, 'Metadata', { 'iam-lint': { ignore } }, 'Type');
  const own = get(metadata, 'iam-lint');
  const list = get(own, 'ignore');
  if (list?.kind === 'list') return ignore.flatMap((entry) => insertItem(list, entry));
  if (own) return [];
  return insertEntry(metadata, 'iam-lint', { ignore });
}

/** Takes the suppressions out one by one, because places move with each. */
function without(text: string, path: string, outdated: ReadonlySet<string>): string {
  let current = text;
  for (let left = AT_MOST; left > 0; left--) {
    const template = templateOf(new SourceFile(path, current));
    const next = template && readForeignSuppressions(template).find((each) => outdated.has(nameOf(each)));
    if (!next || next.removal.length === 0) return current;
    current = applyEdits(current, next.removal);
  }
  return current;
}

/** Each one is read and taken out on its own. */
const AT_MOST = 1_000;

function nameOf({ tool, id, resource }: ForeignSuppression): string {
  return JSON.stringify([tool, id, resource?.logicalId ?? '']);
}

function templateOf(file: SourceFile): Template | undefined {
  const reading = readTemplate(file);
  return reading.kind === 'template' ? reading.template : undefined;
}
