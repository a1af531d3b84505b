import { type CfnNode, type Located } from '../template/node.ts';
import { type Output, type Resource, type Template } from '../template/template.ts';
import { type Guard, type Text } from '../values/value.ts';
import { type PolicyDocument } from './policy.ts';

/** All templates of a run, connected. Built once; only queried afterwards. */
export interface ResourceGraph {
  readonly templates: readonly Template[];
  /** All resources, SAM's generated ones included. */
  readonly resources: readonly Resource[];
  readonly policies: readonly PolicyDocument[];
  readonly principals: readonly PrincipalNode[];
  readonly instanceProfiles: readonly InstanceProfileNode[];
  /** What was not decided, for the summary: each says what and why. */
  readonly undecided: readonly Undecided[];

  resourcesOfType(type: string): readonly Resource[];
  /** The documents that stand in the resource's own properties. */
  policiesOf(resource: Resource): readonly PolicyDocument[];
  /** The user, group or role that a resource declares. */
  principalOf(resource: Resource): PrincipalNode | undefined;
  /** The resource that a value means by Ref, GetAtt, a known name or ARN, an import or a nested stack's output. */
  resolve(text: Text): Resource | undefined;
  references(resource: Resource): readonly Reference[];
  referrers(resource: Resource): readonly Reference[];
  /** Who runs as which role: a Lambda function, a task definition, an instance through its profile, … */
  runsAs(resource: Resource): readonly RoleUse[];
  /** Everything that runs as the role. */
  usersOfRole(role: Resource): readonly RoleUse[];
  /**
   * The values under a property path of a resource, over all branches. `Tags[].Key` goes through lists, `Events.*.Type`
   * through maps. A property that is absent (or AWS::NoValue) under a guard gives no value for that guard.
   */
  property(resource: Resource, path: string): readonly PropertyValue[];
  /** The guards under which the property at the path is absent; `[ALWAYS]` when it is not written at all. */
  absence(resource: Resource, path: string): readonly Guard[];
  /** The string that any node stands for, over all branches. */
  texts(node: CfnNode, resource: Resource): readonly Text[];
  /**
   * Every string that stands in the properties and the metadata of a template's resources, in its outputs and in its own
   * metadata, over all branches: for questions such as where a secret flows.
   */
  writtenTexts(template: Template): Iterable<WrittenText>;
}

/** A string with the place of the template in which it stands. */
export interface WrittenText extends Located {
  readonly text: Text;
  readonly when: Guard;
  readonly place: TextPlace;
}

/** `path` as property paths are written: `Environment.Variables.KEY`, `Tags[].Value`. */
export type TextPlace =
  | { readonly kind: 'property'; readonly resource: Resource; readonly path: string }
  | { readonly kind: 'metadata'; readonly resource: Resource; readonly path: string }
  | { readonly kind: 'template-metadata'; readonly path: string }
  | { readonly kind: 'output'; readonly output: Output };

export interface PropertyValue extends Located {
  readonly when: Guard;
  readonly kind: 'text' | 'list' | 'map' | 'unknown';
  /** Set when `kind` is `text`. */
  readonly text?: Text;
}

export type PrincipalType = 'user' | 'group' | 'role' | 'permission-set';

export interface PrincipalNode extends Located {
  readonly type: PrincipalType;
  readonly resource: Resource;
  /** RoleName, UserName or GroupName, when written. */
  readonly name: Text | undefined;
  /** Everything that grants to it, from wherever it is attached, the groups of a user included. */
  readonly grants: readonly Grant[];
  readonly boundaries: readonly Boundary[];
  /** Roles only: the documents of AssumeRolePolicyDocument, one for each branch. */
  readonly trust: readonly PolicyDocument[];
  /** Users only. */
  readonly groups: readonly PrincipalNode[];
}

/** One document or managed policy attached to a principal. `node` is the place where it is attached. */
export interface Grant extends Located {
  readonly how: 'inline' | 'managed' | 'group';
  /** The document, when it is written in the scanned templates or is an AWS managed policy. */
  readonly document: PolicyDocument | undefined;
  /** ARN or name of a managed policy that is attached by reference. */
  readonly managed: ManagedPolicyRef | undefined;
  readonly when: Guard;
}

export interface ManagedPolicyRef extends Located {
  readonly arn: Text;
  /** `AdministratorAccess` when it is one of AWS's and known. */
  readonly awsName: string | undefined;
  /** The resource when it is declared in the scanned templates. */
  readonly resource: Resource | undefined;
}

export interface Boundary extends Located {
  readonly policy: ManagedPolicyRef;
  readonly document: PolicyDocument | undefined;
  readonly when: Guard;
}

export interface InstanceProfileNode extends Located {
  readonly resource: Resource;
  readonly name: Text | undefined;
  /** Entries of `Roles`; `role` is set when the role is in the scanned templates. */
  readonly roles: readonly { readonly text: Text; readonly role: PrincipalNode | undefined }[];
}

export interface Reference extends Located {
  readonly from: Resource;
  readonly to: Resource;
  /** `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`, `Fn::ImportValue`, `nested-stack`. */
  readonly by: string;
  readonly attribute?: string;
}

/** `user` runs with the permissions of a role. */
export interface RoleUse extends Located {
  readonly user: Resource;
  /** The property, `Role` or `TaskRoleArn`. */
  readonly property: string;
  /** The value as written: a role's ARN or name, or an instance profile's. */
  readonly value: Text;
  readonly role: PrincipalNode | undefined;
  readonly profile: InstanceProfileNode | undefined;
  /** Service principals that must be able to assume the role, `lambda.amazonaws.com`; empty when not known. */
  readonly services: readonly string[];
}

export interface Undecided extends Located {
  readonly reason: string;
}
