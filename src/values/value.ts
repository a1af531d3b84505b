import { type CfnNode, type Located } from '../template/node.ts';
import { type Resource } from '../template/template.ts';

/**
 * One thing that must hold for a variant of a value to be the one that is deployed. The template's own conditions are
 * named; a parameter's value is compared where AllowedValues or a Default make one variant each. `parameter` also stands for
 * a pseudo parameter (`AWS::Region` as key of a mapping), and for what another stack gives (`Stack.Outputs.Size`,
 * `Fn::ImportValue name`), whose variants are told apart by how they read.
 */
export type Literal =
  | { readonly kind: 'condition'; readonly name: string; readonly holds: boolean }
  | { readonly kind: 'parameter'; readonly name: string; readonly value: string; readonly holds: boolean };

/** A conjunction; the empty guard always holds. */
export type Guard = readonly Literal[];

export const ALWAYS: Guard = [];

/** A value of which one variant is deployed, each under its guard. Guards of the variants of one value exclude one another. */
export interface Variant<T> {
  readonly value: T;
  readonly when: Guard;
}

export type HoleKind =
  /** AWS::AccountId, AWS::Region, AWS::Partition, AWS::URLSuffix, AWS::StackName, AWS::StackId, AWS::NotificationARNs */
  | 'pseudo-parameter'
  /** A parameter without a value that the template settles. */
  | 'parameter'
  /** `Ref` of a resource: its physical name or id. */
  | 'resource'
  /** `Fn::GetAtt`. */
  | 'attribute'
  | 'import'
  | 'dynamic-reference'
  /** Anything else that only the service knows: macros, Fn::Transform, broken references. */
  | 'unknown';

/** A piece of a string that is not known before deployment. */
export interface Hole {
  readonly kind: HoleKind;
  /** Pseudo parameter, parameter, logical id, export name or the whole expression, by kind. */
  readonly name: string;
  /** For `attribute`: the attribute, `Arn` or `Endpoint.Address`. */
  readonly attribute?: string;
  /** As a reader would write it; not the name where a function took out a part: `AWS::AccountId`, `Bucket.Arn`, `{{resolve:ssm:/x}}`. */
  readonly expression: string;
  /** For `resource` and `attribute`: the resource meant, in whichever of the scanned templates it stands. */
  readonly target?: Resource;
  /** For `parameter`: its AllowedPattern. */
  readonly pattern?: string;
}

export type Segment = string | Hole;

/**
 * As much of a string as is known before deployment. Adjacent literal segments are joined and no literal segment is
 * empty, so a fully known text has one segment, or none when it is the empty string.
 */
export interface Text extends Located {
  readonly segments: readonly Segment[];
  readonly when: Guard;
  /** The scalar or intrinsic that was written. */
  readonly node: CfnNode;
}

/** The whole string when all of it is known. */
export function literal(text: Text): string | undefined {
  if (text.segments.length === 0) return '';
  const [only] = text.segments;
  return text.segments.length === 1 && typeof only === 'string' ? only : undefined;
}

/** The hole when the text is nothing but one. */
export function onlyHole(text: Text): Hole | undefined {
  const [only] = text.segments;
  return text.segments.length === 1 && typeof only === 'object' ? only : undefined;
}

/** For messages: holes as `${AWS::AccountId}`. */
export function display(text: Text): string {
  return text.segments
    .map((segment) => (typeof segment === 'string' ? segment : `\${${segment.expression}}`))
    .join('');
}

/** For messages: `IsProd and not HasRole`, `Env = prod`; empty for a guard that always holds. */
export function displayGuard(guard: Guard): string {
  return guard
    .map((item) =>
      item.kind === 'condition'
        ? `${item.holds ? '' : 'not '}${item.name}`
        : `${item.name} ${item.holds ? '=' : '!='} ${JSON.stringify(item.value)}`,
    )
    .join(' and ');
}
