import { type CfnNode, listNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { type Expansion } from './expansion.ts';
import { type NodeShape, buildNode, policyDocument } from './generated-node.ts';

/** A role while it is put together: what SAM attaches to it, each with the span of the author's text that caused it. */
export interface RoleDraft {
  readonly id: string;
  readonly managed: CfnNode[];
  readonly inline: CfnNode[];
  /** Names and ARNs of the managed ones, so that none is attached twice. */
  readonly names: Set<string>;
}

/** A role without permissions. */
export function roleDraft(id: string): RoleDraft {
  return { id, managed: [], inline: [], names: new Set() };
}

/** Attaches a managed policy, once. */
export function attachManaged(role: RoleDraft, at: SourceSpan, arn: NodeShape): void {
  attachManagedNode(role, buildNode(at, arn));
}

/** As {@link attachManaged}, for a node that is there already. */
export function attachManagedNode(role: RoleDraft, node: CfnNode): void {
  const name = textOf(node);
  if (name !== undefined && role.names.has(name)) return;
  if (name !== undefined) role.names.add(name);
  role.managed.push(node);
}

/** Attaches an inline policy of the given statements. */
export function attachInline(
  role: RoleDraft,
  at: SourceSpan,
  name: string,
  statements: readonly NodeShape[],
): void {
  role.inline.push(buildNode(at, { PolicyName: name, PolicyDocument: policyDocument(statements) }));
}

export interface RoleSettings {
  readonly from: Resource;
  readonly at: SourceSpan;
  readonly trust: NodeShape;
  readonly path?: CfnNode | undefined;
  readonly boundary?: CfnNode | undefined;
  readonly condition?: string | null;
}

/** Adds the finished role to the template. */
export function generateRole(x: Expansion, role: RoleDraft, settings: RoleSettings): void {
  const { from, at, trust, path, boundary, condition } = settings;
  x.generate({
    id: role.id,
    type: 'AWS::IAM::Role',
    at,
    from,
    ...(condition === undefined ? {} : { condition }),
    properties: {
      AssumeRolePolicyDocument: trust,
      ManagedPolicyArns: role.managed.length > 0 ? listNode(at, role.managed) : undefined,
      Policies: role.inline.length > 0 ? listNode(at, role.inline) : undefined,
      Path: path,
      PermissionsBoundary: boundary,
    },
  });
}

/** The text of a scalar or of a Sub without variables; what two equal managed policy ARNs have in common. */
function textOf(node: CfnNode): string | undefined {
  if (node.kind === 'scalar') return node.text;
  return node.kind === 'intrinsic' && node.fn === 'Fn::Sub' && node.argument.kind === 'scalar'
    ? node.argument.text
    : undefined;
}
