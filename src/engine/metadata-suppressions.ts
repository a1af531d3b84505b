import { nearest } from '../config/nearest.ts';
import { type Finding } from '../rule/finding.ts';
import { type Problem } from '../source/problem.ts';
import { type TextEdit } from '../source/text-edit.ts';
import { removeEntry, removeItem } from '../template/edit-node.ts';
import { asList, type CfnNode, get, getText, type MapNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import {
  type Acceptance,
  type Acceptances,
  bucketOfMetadata,
  faultOf,
  invalidSuppression,
} from './acceptance.ts';

const METADATA_KEYS = ['iam-lint', 'iam_lint'];
const ENTRY_KEYS = ['rule', 'reason', 'evidence', 'until'];

/**
 * The suppressions in the `Metadata` of resources: `iam-lint: { ignore: [{ rule, reason, evidence?, until? }] }`, for
 * JSON and CDK the only form inside a template. Each reaches the findings on its resource.
 * @param templates as they were read.
 * @param findings adds the metadata of resources that are not written as such, as those of a Fn::ForEach.
 */
export function metadataSuppressions(
  templates: readonly Template[],
  findings: readonly Finding[],
  knownRules: ReadonlySet<string>,
): Acceptances {
  const owners = new Map<string, { readonly metadata: MapNode; readonly resource: Resource }>();
  const resources = [
    ...templates.flatMap((template) => [...template.resources.values()]),
    ...findings.flatMap(({ resource }) => (resource ? [resource] : [])),
  ];
  for (const resource of resources) {
    const { metadata } = resource;
    // Templates are rebuilt when loops and SAM are expanded, so blocks are told apart by where they are written.
    if (metadata && !owners.has(bucketOfMetadata(metadata)))
      owners.set(bucketOfMetadata(metadata), { metadata, resource });
  }

  const valid: Acceptance[] = [];
  const problems: Problem[] = [];
  for (const { metadata, resource } of owners.values())
    for (const key of METADATA_KEYS) {
      const block = get(metadata, key);
      if (!block) continue;
      const read = readBlock(block, resource, metadata, knownRules);
      valid.push(...read.valid);
      problems.push(...read.problems);
    }
  return { valid, problems };
}

function readBlock(
  block: CfnNode,
  resource: Resource,
  metadata: MapNode,
  knownRules: ReadonlySet<string>,
): Acceptances {
  const ignore = get(block, 'ignore');
  if (!ignore) {
    const fault = 'the list `ignore` is missing; write `ignore: [{ rule: …, reason: … }]`';
    return { valid: [], problems: [invalidSuppression(fault, block.span)] };
  }
  const valid: Acceptance[] = [];
  const problems: Problem[] = [];
  for (const entry of asList(ignore)) {
    const fault = shapeFault(entry) ?? faultOf(textOf(entry), knownRules);
    if (fault !== undefined) {
      problems.push(invalidSuppression(fault, entry.span));
      continue;
    }
    const { rule, reason, evidence, until } = textOf(entry);
    valid.push({
      suppression: {
        rule: rule!,
        reason: reason!,
        source: 'metadata',
        span: entry.span,
        ...(evidence === undefined ? {} : { evidence }),
        ...(until === undefined ? {} : { until }),
      },
      bucket: bucketOfMetadata(metadata),
      reaches: () => true,
      path: resource.template.file.path,
      removal: removalOf(entry, ignore, block, metadata),
    });
  }
  return { valid, problems };
}

/** The last entry takes along what held nothing else: `ignore`, `iam-lint`, and the `Metadata` itself. */
function removalOf(entry: CfnNode, ignore: CfnNode, block: CfnNode, metadata: MapNode): readonly TextEdit[] {
  if (asList(ignore).length > 1) return removeItem(entry) ?? [];
  const isOnly = (map: CfnNode): boolean => map.kind === 'map' && map.entries.size === 1;
  const key = METADATA_KEYS.find((each) => get(metadata, each) === block);
  const properties = metadata.parent;
  if (key === undefined || !isOnly(block))
    return block.kind === 'map' ? (removeEntry(block, 'ignore') ?? []) : [];
  if (!isOnly(metadata) || properties?.kind !== 'map') return removeEntry(metadata, key) ?? [];
  return removeEntry(properties, 'Metadata') ?? [];
}

function textOf(entry: CfnNode): Record<'rule' | 'reason' | 'evidence' | 'until', string | undefined> {
  return {
    rule: getText(entry, 'rule'),
    reason: getText(entry, 'reason'),
    evidence: getText(entry, 'evidence'),
    until: getText(entry, 'until'),
  };
}

function shapeFault(entry: CfnNode): string | undefined {
  if (entry.kind !== 'map')
    return 'an entry of `ignore` is a map of `rule`, `reason` and if wanted `evidence`, `until`';
  for (const [key, { value }] of entry.entries) {
    if (!ENTRY_KEYS.includes(key)) {
      const near = nearest(key, ENTRY_KEYS);
      return `\`${key}\` is not known here${near === undefined ? '' : `; did you mean \`${near}\`?`}`;
    }
    if (value.kind !== 'scalar') return `\`${key}\` must be a text`;
  }
  return undefined;
}
