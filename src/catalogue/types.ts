/** As the Service Authorization Reference grades an action; Tagging and Permissions management also write. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management';

export interface Service {
  /** `s3` */
  readonly prefix: string;
  /** `Amazon S3` */
  readonly name: string;
  /** By lower-case action name without prefix. */
  readonly actions: ReadonlyMap<string, Action>;
  /** By resource type name as the reference writes it, `bucket`. */
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  /** By lower-case key; keys with a variable part keep it: `aws:requesttag/${tagkey}`. */
  readonly conditionKeys: ReadonlyMap<string, ConditionKey>;
}

export interface Action {
  readonly service: string;
  /** `GetObject` */
  readonly name: string;
  readonly level: AccessLevel;
  /** What it may be limited to; empty when only `Resource: "*"` is supported. */
  readonly resources: readonly ActionResource[];
  /** Keys usable for the action whatever the resource, lower-case. */
  readonly conditionKeys: readonly string[];
  /** `iam:PassRole` */
  readonly dependentActions: readonly string[];
}

export interface ActionResource {
  readonly type: string;
  readonly required: boolean;
  /** Lower-case. */
  readonly conditionKeys: readonly string[];
}

export interface ResourceType {
  readonly name: string;
  /** `arn:${Partition}:s3:::${BucketName}` */
  readonly arns: readonly string[];
  readonly conditionKeys: readonly string[];
}

export type ConditionKeyType =
  | 'String'
  | 'ARN'
  | 'Numeric'
  | 'Date'
  | 'Bool'
  | 'IPAddress'
  | 'Binary'
  | 'ArrayOfString'
  | 'ArrayOfARN'
  | 'ArrayOfBool'
  | 'Unknown';

export interface ConditionKey {
  /** As the reference writes it; a variable part is kept: `aws:RequestTag/${TagKey}`. */
  readonly name: string;
  readonly type: ConditionKeyType;
}

/** An AWS managed policy with its default version. */
export interface ManagedPolicy {
  readonly name: string;
  /** `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` */
  readonly arn: string;
  /** JSON text of the document. */
  readonly document: string;
  readonly deprecated: boolean;
}

/** What CloudFormation makes of a resource type. */
export interface CfnType {
  readonly type: string;
  /** `Ref` gives the value of this property or attribute, `BucketName`; undefined when not known. */
  readonly ref: string | undefined;
  /**
   * Attribute to ARN template, where the attribute is the resource's own ARN: `arn:${AWS::Partition}:s3:::${BucketName}`.
   * A variable is a pseudo parameter, a property, an attribute, or, being none of these, a part that nothing names.
   */
  readonly arns: Readonly<Record<string, string>>;
  /** What a property in an ARN template stands for when it is not written: `Path` is `/` for IAM. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Properties that hold policy documents, by path (`Policies[].PolicyDocument`). */
  readonly policies: readonly PolicyProperty[];
  /**
   * Property paths that take a role for the resource or its service to act as: `TaskRoleArn`, `Targets[].RoleArn`,
   * `RoleMappings.*.RoleArn`. Roles to which IAM's own types attach something are not among them.
   */
  readonly roles: readonly string[];
  /** Property paths that take an instance profile. */
  readonly instanceProfiles: readonly string[];
  /** Property paths that take a secret in clear, by their name or because they are write-only: `MasterUserPassword`. */
  readonly secrets: readonly string[];
}

/**
 * What stands at a policy property. `document`: a policy document, as a map or as JSON text. `statements`: one statement
 * or a list of them, without a document round it.
 */
export type PolicyShape = 'document' | 'statements';

export interface PolicyProperty {
  /** Lists as `Policies[]`, maps with free keys as `Events.*`; keys that hold no dot: `Body.x-amazon-apigateway-policy`. */
  readonly path: string;
  readonly kind: 'identity' | 'trust' | 'resource' | 'endpoint' | 'session' | 'organization' | 'iot';
  readonly shape: PolicyShape;
  /**
   * The path of the property of kind `document` that holds this one, for the `Statement` lists of SAM's `Policies`:
   * whoever reads that document must not read this one as well.
   */
  readonly within?: string;
}

/** Where the packaged data come from. */
export interface CatalogueMeta {
  /** The day of the newest of the sources of services, actions and managed policies, `2026-09-26`. */
  readonly date: string;
  readonly sources: readonly CatalogueSource[];
  readonly counts: Readonly<Record<string, number>>;
}

export interface CatalogueSource {
  /** Name of the npm package, or of the PyPI one for `cfn-lint`. */
  readonly package: string;
  readonly version: string;
  readonly licence: string;
  /** What of the data comes from it. */
  readonly content: string;
  /** The day of the data, `2026-09-26`, when the source tells it. */
  readonly date?: string;
}
