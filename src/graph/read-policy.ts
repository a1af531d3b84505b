import { type CfnNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { ALWAYS, type Guard, type Text } from '../values/value.ts';
import { readStatement, type StatementSink } from './read-statement.ts';
import {
  type PolicyDefect,
  type PolicyDocument,
  type PolicyKind,
  type PolicySite,
  type Statement,
} from './policy.ts';
import { type Undecided } from './resource-graph.ts';

/** Where a document stands and what it is for. */
export interface PolicyOrigin {
  readonly owner: Resource;
  readonly site: PolicySite;
  readonly kind: PolicyKind;
  readonly name: Text | undefined;
  /** One statement or a list of them stands there, without a document round them. */
  readonly bareStatement: boolean;
}

export interface PolicyReading {
  readonly documents: readonly PolicyDocument[];
  readonly undecided: readonly Undecided[];
}

/** More statements than any policy quota allows; what lies beyond is said to be undecided. */
const MAX_STATEMENTS = 4096;
/** Versions of one document that are told apart. */
const MAX_VERSIONS = 4;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);

/** Reads what stands at a policy's place, one document for each branch. Never throws: what is no policy is a defect. */
export function readPolicy(scope: Scope, node: CfnNode, when: Guard, origin: PolicyOrigin): PolicyReading {
  const documents: PolicyDocument[] = [];
  const undecided: Undecided[] = [];
  for (const { value, when: guard } of scope.documents(node, when)) {
    if (!value) continue;
    if (value.kind === 'intrinsic')
      undecided.push({
        node: value,
        reason: `the policy is given by ${value.fn}, which only the deployment can tell`,
      });
    else
      for (const branch of versionBranches(scope, value, guard))
        documents.push(readDocument(scope, value, branch, origin, undecided));
  }
  return { documents, undecided };
}

/** A document is of one version: each version that it may have makes a document. */
function versionBranches(scope: Scope, node: CfnNode, when: Guard): readonly Guard[] {
  const version = node.kind === 'map' ? node.entries.get('Version')?.value : undefined;
  if (version?.kind !== 'intrinsic') return [when];
  const texts = scope.texts(version, when);
  return texts.length > 1 && texts.length <= MAX_VERSIONS ? texts.map((text) => text.when) : [when];
}

/** Reads the JSON tree of an AWS managed policy for the resource that it is attached to. */
export function readDocument(
  scope: Scope,
  node: CfnNode,
  when: Guard,
  origin: PolicyOrigin,
  undecided: Undecided[],
): PolicyDocument {
  const statements: Statement[] = [];
  const defects: PolicyDefect[] = [];
  const document: PolicyDocument = {
    node,
    kind: origin.kind,
    site: origin.site,
    owner: origin.owner,
    name: origin.name,
    version: origin.bareStatement ? undefined : firstText(scope, node, 'Version', when),
    id: origin.bareStatement ? undefined : firstText(scope, node, 'Id', when),
    statements,
    when,
    defects,
  };
  const sink: StatementSink = { statements, defects, undecided };
  if (origin.bareStatement) {
    readStatements(scope, node, document, sink);
  } else if (node.kind !== 'map') {
    const detail =
      node.kind === 'list'
        ? 'is a list; an object with `Statement` is expected'
        : 'is a string that holds no JSON object';
    defects.push({
      kind: node.kind === 'scalar' ? 'unreadable-json' : 'not-a-document',
      element: 'document',
      detail,
      node,
      when,
    });
  } else {
    for (const [key, entry] of node.entries)
      if (!DOCUMENT_ELEMENTS.has(key))
        defects.push({
          kind: 'unknown-element',
          element: key,
          detail: 'is no element of a policy',
          node: entry.key,
          when,
        });
    readStatements(scope, node.entries.get('Statement')?.value, document, sink);
  }
  return document;
}

function readStatements(
  scope: Scope,
  node: CfnNode | undefined,
  document: PolicyDocument,
  sink: StatementSink,
): void {
  const { when } = document;
  if (!node) {
    sink.defects.push({
      kind: 'missing-element',
      element: 'Statement',
      detail: 'is missing: the policy says nothing',
      node: document.node,
      when,
    });
    return;
  }
  let read = 0;
  for (const { value: item, when: guard } of scope.items(node, when)) {
    if (read++ >= MAX_STATEMENTS) {
      sink.undecided.push({
        node,
        reason: `only the first ${MAX_STATEMENTS} statements of the policy were read`,
      });
      return;
    }
    if (item.kind === 'intrinsic')
      sink.undecided.push({
        node: item,
        reason: `the statement is given by ${item.fn}, which only the deployment can tell`,
      });
    else if (item.kind === 'map') readStatement(scope, item, guard, document, sink);
    else
      sink.defects.push({
        kind: 'wrong-type',
        element: 'Statement',
        detail: `is a ${item.kind === 'list' ? 'list' : 'string'}; an object is expected`,
        node: item,
        when: guard,
      });
  }
  if (read === 0)
    sink.defects.push({
      kind: 'empty-element',
      element: 'Statement',
      detail: 'is empty: the policy says nothing',
      node,
      when,
    });
}

function firstText(scope: Scope, node: CfnNode, key: string, when: Guard = ALWAYS): Text | undefined {
  const value = node.kind === 'map' ? node.entries.get(key)?.value : undefined;
  return value ? scope.texts(value, when)[0] : undefined;
}
