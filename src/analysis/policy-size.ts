import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type Guard, type Text } from '../values/value.ts';

/**
 * The least number of characters that a document has when it is deployed, white space not counted, as IAM counts: what
 * only the deployment fills in counts as nothing, what stands in one branch only neither.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export function leastSize(document: PolicyDocument): number {
  // Every list of entries is counted with a comma behind its last one.
  let size = '{"Statement":['.length + sizeOf('Version', document.version ? [document.version] : [], []);
  const counted = new Set<unknown>();
  for (const statement of document.statements) {
    if (counted.has(statement.node) || statement.when.length > document.when.length) continue;
    counted.add(statement.node);
    size += statementSize(statement);
  }
  return size;
}

function statementSize(statement: Statement): number {
  const { sid, when } = statement;
  let size = '{"Effect":"Deny"},'.length;
  size += sizeOf('Sid', sid ? [sid] : [], when);
  size += sizeOf('Action', statement.actions, when) + sizeOf('NotAction', statement.notActions, when);
  size += sizeOf('Resource', statement.resources, when) + sizeOf('NotResource', statement.notResources, when);
  size += sizeOf(
    'Principal',
    statement.principals.map(({ value }) => value),
    when,
  );
  for (const condition of statement.conditions)
    if (condition.when.length <= when.length) size += sizeOf(condition.key, condition.values, when);
  return size;
}

/** `"Name":["a","b"],` or less. */
function sizeOf(name: string, texts: readonly Text[], when: Guard): number {
  const certain = texts.filter((text) => text.when.length <= when.length);
  if (certain.length === 0) return 0;
  const values = certain.reduce((sum, { segments }) => sum + 3 + literalLength(segments), 0);
  return name.length + 3 + values;
}

/** Blanks may be left out of the count. */
function literalLength(segments: Text['segments']): number {
  return segments.reduce(
    (sum, segment) => sum + (typeof segment === 'string' ? segment.replace(/\s/g, '').length : 0),
    0,
  );
}
