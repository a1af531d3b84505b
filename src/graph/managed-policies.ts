import { findManagedPolicy } from '../catalogue/managed-policies.ts';
import { type ManagedPolicy } from '../catalogue/types.ts';
import { SourceFile } from '../source/source-file.ts';
import { type CfnNode, mapNode } from '../template/node.ts';
import { parseJson } from '../template/parse-json.ts';
import { type Resource, type Template } from '../template/template.ts';
import { createScope } from '../values/create-scope.ts';
import { type Scope } from '../values/scope.ts';
import { type Guard, type Text } from '../values/value.ts';
import { type PolicyDocument, type Statement } from './policy.ts';
import { type PolicyOrigin, readDocument } from './read-policy.ts';
import { type ManagedPolicyRef } from './resource-graph.ts';

/** What a text that names a managed policy means. `AdministratorAccess` alone is how SAM names AWS's. */
export function managedPolicyRef(text: Text, resource: Resource | undefined): ManagedPolicyRef {
  const aws = resource ? undefined : awsManagedPolicy(text);
  return { node: text.node, arn: text, awsName: aws?.name, resource };
}

/** The AWS managed policy that an ARN of any partition names. */
export function awsManagedPolicy(text: Text): ManagedPolicy | undefined {
  const last = text.segments.at(-1);
  if (typeof last !== 'string') return undefined;
  const path = /:iam::aws:policy\/(.+)$/.exec(last)?.[1];
  return path === undefined ? undefined : findManagedPolicy(path);
}

interface ManagedTree {
  readonly root: CfnNode;
  readonly scope: Scope;
  /** As it is where it is attached whatever the conditions of the template are, but for what is of the attachment. */
  unconditional?: Unattached;
}

/** Knows nothing of the templates of a run, so that it may outlive them. */
type Unattached = Omit<PolicyDocument, 'owner' | 'name' | 'statements'> & {
  readonly statements: readonly Omit<Statement, 'policy'>[];
};

const trees = new Map<string, ManagedTree>();

/** The document of an AWS managed policy as a policy of the resource that it is attached to. */
export function awsManagedDocument(
  name: string,
  owner: Resource,
  when: Guard,
  at: Text,
): PolicyDocument | undefined {
  let tree = trees.get(name);
  if (!tree) {
    const policy = findManagedPolicy(name);
    if (!policy) return undefined;
    const file = new SourceFile(policy.arn, policy.document);
    const { root } = parseJson(file);
    if (!root) return undefined;
    tree = { root, scope: createScope(emptyTemplate(file), { parameters: {} }) };
    trees.set(name, tree);
  }
  const site = { type: 'AWS managed policy', property: name };
  const origin: PolicyOrigin = { owner, site, kind: 'identity', name: at, bareStatement: false };
  if (when.length > 0) return readDocument(tree.scope, tree.root, when, origin, []);
  tree.unconditional ??= unattached(readDocument(tree.scope, tree.root, when, origin, []));
  return attachedTo(tree.unconditional, owner, at);
}

function unattached(document: PolicyDocument): Unattached {
  const statements = document.statements.map((statement) => ({ ...statement, policy: undefined }));
  return { ...document, statements, ...{ owner: undefined, name: undefined } };
}

/** The document on a resource; its texts are shared. */
function attachedTo(document: Unattached, owner: Resource, name: Text): PolicyDocument {
  const statements: Statement[] = [];
  const attached: PolicyDocument = { ...document, owner, name, statements };
  for (const statement of document.statements) statements.push({ ...statement, policy: attached });
  return attached;
}

function emptyTemplate(file: SourceFile): Template {
  const root = mapNode({ file, start: 0, end: 0 }, new Map());
  return {
    file,
    dialect: 'policy',
    root,
    resources: new Map(),
    parameters: new Map(),
    conditions: new Map(),
    mappings: undefined,
    outputs: new Map(),
    transforms: [],
    problems: [],
  };
}
