import { type Finding } from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type TextEdit } from '../source/text-edit.ts';
import { findComments } from '../template/comments.ts';
import { removeEntry, removeItem } from '../template/edit-node.ts';
import { asList, type CfnNode, get, getText, type MapNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { type Acceptance, type Acceptances, bucketOfFile, bucketOfMetadata } from './acceptance.ts';
import { removeComment } from './remove-comment.ts';

/** Tools whose suppressions are understood, by the names that rules have for them in `also`. */
export type ForeignTool = 'cfn_nag' | 'checkov' | 'cdk-nag' | 'guard-registry' | 'cfn-lint';

/** What an author wrote for another tool. */
export interface ForeignSuppression {
  readonly tool: ForeignTool;
  /** As it was written: `W11`, `CKV_AWS_111`, `AwsSolutions-IAM5`. */
  readonly id: string;
  readonly reason: string | undefined;
  /** cdk-nag: what of the check is accepted, `Action::s3:*`; undefined for all of it. */
  readonly appliesTo: readonly string[] | undefined;
  /** Undefined when it holds for the whole template. */
  readonly resource: Resource | undefined;
  readonly span: SourceSpan;
  /** What takes it out of the text. */
  readonly removal: readonly TextEdit[];
}

/** Nobody writes so many in one template. */
const AT_MOST = 1_000;

/**
 * The suppressions for other tools in a template, in no order: of cfn_nag, checkov, cdk-nag, guard and cfn-lint in Metadata,
 * and checkov's comments inside a resource.
 */
export function readForeignSuppressions(template: Template): readonly ForeignSuppression[] {
  const read: ForeignSuppression[] = [];
  for (const resource of template.resources.values())
    if (resource.metadata) read.push(...inMetadata(resource.metadata, resource));
  const metadata = get(template.root, 'Metadata');
  if (metadata?.kind === 'map') read.push(...cfnLint(metadata, undefined));
  if (template.file.text.includes('checkov:skip=')) read.push(...inComments(template));
  return read.slice(0, AT_MOST);
}

/** The rules that a check of another tool stands for. */
export function rulesFor({ tool, id }: ForeignSuppression, rules: readonly Rule[]): readonly Rule[] {
  const name = tool === 'cdk-nag' ? cdkNagRule(id) : id;
  // cfn-lint takes a beginning for all checks that begin so: `E35`.
  const isMeant = (known: string): boolean => (tool === 'cfn-lint' ? known.startsWith(name) : known === name);
  return name === '' ? [] : rules.filter(({ also }) => also[tool]?.some(isMeant));
}

/** Suppressions for other tools as suppressions of the rules that they stand for. None of them is ever called unused. */
export function foreignSuppressions(templates: readonly Template[], rules: readonly Rule[]): Acceptances {
  const valid = templates.flatMap((template) =>
    readForeignSuppressions(template).flatMap((foreign) =>
      rulesFor(foreign, rules).map(({ id }) => acceptanceOf(foreign, id)),
    ),
  );
  return { valid, problems: [] };
}

function acceptanceOf(foreign: ForeignSuppression, rule: string): Acceptance {
  const { tool, id, reason, resource, span, appliesTo } = foreign;
  const path = span.file.path;
  const metadata = resource?.metadata;
  const isOwn = (finding: Finding): boolean =>
    resource === undefined ||
    (finding.resource?.logicalId === resource.logicalId && finding.resource.template.file.path === path);
  return {
    suppression: { rule, reason: reason ?? `suppressed for ${tool} as ${id}`, source: 'foreign', span },
    bucket: metadata ? bucketOfMetadata(metadata) : bucketOfFile(path),
    reaches: (finding) => isOwn(finding) && isAppliedTo(appliesTo, finding.evidence),
    path,
  };
}

function isAppliedTo(appliesTo: readonly string[] | undefined, evidence: string): boolean {
  return (
    appliesTo === undefined ||
    appliesTo.some((each) => {
      const name = each.replace(/^Policy::.*\//, 'Policy::');
      return evidence === name || evidence.startsWith(`${name}::`);
    })
  );
}

function inMetadata(metadata: MapNode, resource: Resource): readonly ForeignSuppression[] {
  const base = { reason: undefined, appliesTo: undefined, resource };
  const listed = (
    tool: ForeignTool,
    list: CfnNode | undefined,
    more: (item: CfnNode) => Partial<ForeignSuppression>,
  ): readonly ForeignSuppression[] =>
    asList(list).flatMap((item) => {
      const id = item.kind === 'scalar' ? item.text : getText(item, 'id');
      if (id === undefined || id === '') return [];
      return [{ ...base, tool, id, span: item.span, removal: removalOf(item), ...more(item) }];
    });
  const reasonIn = (key: string) => (item: CfnNode) => ({ reason: getText(item, key) || undefined });
  return [
    ...listed('cfn_nag', get(get(metadata, 'cfn_nag'), 'rules_to_suppress'), reasonIn('reason')),
    ...listed('checkov', get(get(metadata, 'checkov'), 'skip'), reasonIn('comment')),
    ...listed('guard-registry', get(get(metadata, 'guard'), 'SuppressedRules'), () => ({})),
    ...listed('cdk-nag', get(get(metadata, 'cdk_nag'), 'rules_to_suppress'), (item) => ({
      reason: cdkNagReason(item),
      appliesTo: appliesToOf(item),
    })),
    ...cfnLint(metadata, resource),
  ];
}

/** https://github.com/aws-cloudformation/cfn-lint#metadata */
function cfnLint(metadata: MapNode, resource: Resource | undefined): readonly ForeignSuppression[] {
  const list = get(get(get(metadata, 'cfn-lint'), 'config'), 'ignore_checks');
  return asList(list).flatMap((item) => {
    if (item.kind !== 'scalar' || item.text === '') return [];
    const rest = { reason: undefined, appliesTo: undefined, resource, span: item.span };
    return [{ tool: 'cfn-lint', id: item.text, removal: removalOf(item), ...rest }];
  });
}

/** Patterns of `applies_to` are left out: what they accept is not accepted here. */
function appliesToOf(item: CfnNode): readonly string[] | undefined {
  const list = get(item, 'applies_to') ?? get(item, 'appliesTo');
  return list && asList(list).flatMap((each) => (each.kind === 'scalar' ? [each.text] : []));
}

function cdkNagReason(item: CfnNode): string | undefined {
  const reason = getText(item, 'reason');
  if (!reason || getText(item, 'is_reason_encoded') !== 'true') return reason || undefined;
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(reason), (character) => character.charCodeAt(0)));
  } catch {
    return reason;
  }
}

/** A check's own name without that of its pack: `HIPAA.Security-IAMNoInlinePolicy`, `AwsSolutions-IAM5`. */
function cdkNagRule(id: string): string {
  const [, pack, name = id] = /^([\w.]+)-([^[]*)/.exec(id) ?? [];
  return (pack === 'AwsSolutions' ? AWS_SOLUTIONS.get(name) : undefined) ?? name;
}

/** https://github.com/cdklabs/cdk-nag/blob/main/src/packs/aws-solutions.ts */
const AWS_SOLUTIONS: ReadonlyMap<string, string> = new Map([
  ['APIG4', 'APIGWAuthorization'],
  ['COG2', 'CognitoUserPoolMFA'],
  ['COG4', 'CognitoUserPoolAPIGWAuthorizer'],
  ['COG7', 'CognitoUserPoolNoUnauthenticatedLogins'],
  ['ECR1', 'ECROpenAccess'],
  ['IAM4', 'IAMNoManagedPolicies'],
  ['IAM5', 'IAMNoWildcardPermissions'],
  ['N5', 'NeptuneClusterIAMAuth'],
  ['OS3', 'OpenSearchAllowlistedIPs'],
  ['OS5', 'OpenSearchNoUnsignedOrAnonymousAccess'],
  ['RDS6', 'AuroraMySQLPostgresIAMAuth'],
  ['S2', 'S3BucketLevelPublicAccessProhibited'],
  ['S10', 'S3BucketSSLRequestsOnly'],
]);

/** `# checkov:skip=CKV_AWS_111,CKV_AWS_109:reason` holds for the resource in which it stands. */
function inComments(template: Template): readonly ForeignSuppression[] {
  const resources = [...template.resources.values()]
    .filter(({ id }) => id.span.file === template.file)
    .sort((a, b) => a.id.span.start - b.id.span.start);
  return findComments(template.file, template.root).flatMap(({ span, text }) => {
    const match = /^checkov:skip=([\w,]+)(?::(.*))?$/.exec(text);
    if (!match) return [];
    const resource = resources.filter(({ id }) => id.span.start < span.start).at(-1);
    if (!resource) return [];
    const reason = match[2]?.trim() || undefined;
    const rest = { reason, appliesTo: undefined, resource, span, removal: removeComment(span) };
    return match[1]!
      .split(',')
      .filter((id) => id !== '')
      .map((id) => ({ tool: 'checkov' as const, id, ...rest }));
  });
}

/** The last item takes along what held nothing else. */
function removalOf(item: CfnNode): readonly TextEdit[] {
  for (let node = item; node.parent; node = node.parent) {
    const { parent } = node;
    if (parent.kind === 'list' && parent.items.length > 1) return removeItem(node) ?? [];
    if (parent.kind === 'map' && parent.entries.size > 1) return removeEntry(parent, String(node.key)) ?? [];
  }
  return [];
}
