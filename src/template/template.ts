import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import { type CfnNode, type Located, type MapNode, type ScalarNode } from './node.ts';

/** `policy` is a plain IAM policy document: its one resource has the type {@link PLAIN_POLICY_TYPE}. */
export type Dialect = 'cloudformation' | 'sam' | 'cdk' | 'policy';

/** The type of the resource that stands for a plain policy document; its `Properties.PolicyDocument` is the document. */
export const PLAIN_POLICY_TYPE = 'IamLint::PolicyDocument';

/** One CloudFormation, SAM or CDK template, as written: nothing is resolved, nothing left out. */
export interface Template {
  readonly file: SourceFile;
  readonly dialect: Dialect;
  readonly root: MapNode;
  /** In the order of the text. `Fn::ForEach` blocks, AWS::Include and SAM are expanded by later rooms into a new Template. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** The definitions by condition name. */
  readonly conditions: ReadonlyMap<string, CfnNode>;
  readonly mappings: MapNode | undefined;
  readonly outputs: ReadonlyMap<string, Output>;
  /** Names of the template-level transforms, literal ones only. */
  readonly transforms: readonly string[];
  /** What the parser has to say; never an exception. */
  readonly problems: readonly Problem[];
  /** From the cloud assembly, when there is one. */
  readonly stack?: StackInfo;
}

export interface Resource extends Located {
  readonly logicalId: string;
  readonly type: string;
  readonly node: MapNode;
  /** Where the logical id itself is written. */
  readonly id: ScalarNode;
  readonly properties: MapNode | undefined;
  /** The resource attribute `Condition`. */
  readonly condition: string | undefined;
  readonly metadata: MapNode | undefined;
  readonly template: Template;
  /** CDK: `Stack/Construct/Resource`. */
  readonly constructPath?: string;
  /** CDK: the user's line that created the construct, `lib/stack.ts:42:5`. */
  readonly sourceLocation?: string;
  /** CDK: made by the framework itself, with the construct's name: `aws-cdk-lib BucketDeployment`. */
  readonly madeBy?: string;
  /** SAM: the resource of the author that this one is generated from; findings are reported on that one. */
  readonly generatedFrom?: Resource;
}

export interface Parameter extends Located {
  readonly name: string;
  readonly node: MapNode;
  readonly type: string;
  readonly default: CfnNode | undefined;
  readonly allowedValues: readonly CfnNode[];
  readonly allowedPattern: string | undefined;
  readonly noEcho: boolean;
}

export interface Output extends Located {
  readonly name: string;
  readonly node: MapNode;
  readonly value: CfnNode | undefined;
  readonly exportName: CfnNode | undefined;
  readonly condition: string | undefined;
}

/** What the cloud assembly says about the stack of a template. */
export interface StackInfo {
  readonly name: string;
  /** Twelve digits, or undefined when the stack is environment-agnostic. */
  readonly account?: string;
  readonly region?: string;
  /** Stage and stack as CDK displays them: `Prod/Api`. */
  readonly displayName: string;
  /** Logical id of the nested stack resource in the parent's template. */
  readonly nestedIn?: { readonly templatePath: string; readonly logicalId: string };
}

/** The id under which findings on a resource are reported: for a generated resource that of the author's. */
export function authorOf(resource: Resource): Resource {
  let at = resource;
  while (at.generatedFrom) at = at.generatedFrom;
  return at;
}
