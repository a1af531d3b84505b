import { type Located, type CfnNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type Guard, type Text } from '../values/value.ts';

/**
 * What a document is for.
 * `identity`: grants to the principal it is attached to. `trust`: who may assume a role. `resource`: who may use a
 * resource. `endpoint`: what may pass a VPC endpoint. `session`: a ceiling for one session (Roles Anywhere profile,
 * pod identity, Transfer user). `boundary`: an identity document used only as permissions boundary. `organization`: SCP
 * or RCP. `iot`: identity grammar for devices. The last five never grant anything by themselves but for `iot`.
 */
export type PolicyKind =
  'identity' | 'trust' | 'resource' | 'endpoint' | 'session' | 'boundary' | 'organization' | 'iot';

/** Where the document was found. */
export interface PolicySite {
  /** `AWS::IAM::Role` */
  readonly type: string;
  /** `Policies[].PolicyDocument` */
  readonly property: string;
}

export interface PolicyDocument extends Located {
  readonly kind: PolicyKind;
  readonly site: PolicySite;
  /** The resource in whose properties the document stands (of SAM: the generated one). */
  readonly owner: Resource;
  /** PolicyName or ManagedPolicyName, when written. */
  readonly name: Text | undefined;
  readonly version: Text | undefined;
  readonly id: Text | undefined;
  readonly statements: readonly Statement[];
  readonly when: Guard;
  /** What in it is not of policy grammar; each is judged by the grammar rules and skipped by all others. */
  readonly defects: readonly PolicyDefect[];
}

export type Effect = 'Allow' | 'Deny' | 'unknown';

/** One statement under one guard: `Effect: !If [X, Allow, Deny]` makes two of them with one node. */
export interface Statement extends Located {
  readonly policy: PolicyDocument;
  readonly effect: Effect;
  readonly effectNode: CfnNode | undefined;
  readonly sid: Text | undefined;
  readonly actions: readonly Text[];
  readonly notActions: readonly Text[];
  readonly resources: readonly Text[];
  readonly notResources: readonly Text[];
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
  readonly when: Guard;
  /** Elements that are written, with their nodes, so that an empty `Action: []` differs from none. */
  readonly elements: ReadonlyMap<string, CfnNode>;
}

export interface Principal extends Located {
  /** `*` for the bare string `"*"`, which means the same as `{AWS: "*"}` in most places. */
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | '*';
  readonly value: Text;
  readonly when: Guard;
}

/** One key of one operator; all of a statement's conditions must hold, one of the values must match. */
export interface Condition extends Located {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written; keys are compared case-insensitively. */
  readonly key: string;
  readonly values: readonly Text[];
  readonly operatorNode: CfnNode;
  readonly when: Guard;
}

export type PolicyDefectKind =
  | 'not-a-document'
  | 'unreadable-json'
  | 'unknown-element'
  | 'wrong-type'
  | 'missing-element'
  | 'conflicting-elements'
  | 'empty-element'
  | 'invalid-value';

export interface PolicyDefect extends Located {
  readonly kind: PolicyDefectKind;
  /** The element concerned: `Statement`, `Action`, `Principal.AWS`, `Condition`. */
  readonly element: string;
  /** What is there and what should be, for a message: `is a number; a string or a list of strings is expected`. */
  readonly detail: string;
  readonly statement?: Statement;
  readonly when: Guard;
}
