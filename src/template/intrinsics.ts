import { type SourceSpan } from '../source/source-file.ts';
import { type CfnNode, intrinsicNode, type IntrinsicNode, type MapEntry } from './node.ts';

/**
 * The intrinsic that a map with one key stands for, `{"Fn::Sub": x}` and `{"Ref": x}`, or undefined. A `Fn::ForEach::Name` is a
 * map entry that makes others, not a value, and stays one. `Ref` and `Condition` count only with a name as argument: a resource
 * may be called `Ref`, and an IAM statement has a `Condition` map.
 */
export function intrinsicOf(
  span: SourceSpan,
  entries: ReadonlyMap<string, MapEntry>,
): IntrinsicNode | undefined {
  if (entries.size !== 1) return undefined;
  for (const [key, { value }] of entries) if (isIntrinsic(key, value)) return intrinsicNode(span, key, value);
  return undefined;
}

function isIntrinsic(key: string, value: CfnNode): boolean {
  if (key.startsWith('Fn::')) return key.length > 4 && !key.startsWith('Fn::ForEach');
  if (key === 'Ref') return value.kind === 'scalar' || value.kind === 'intrinsic';
  return key === 'Condition' && value.kind === 'scalar';
}

/**
 * The long name of a YAML tag as it is written, `!GetAtt` -> `Fn::GetAtt`, `!Ref` -> `Ref`; undefined for the tags of YAML
 * itself (`!!str`, `!<tag:yaml.org,2002:str>`, `!`), which say nothing about the value that CloudFormation sees.
 */
export function intrinsicOfTag(tag: string): string | undefined {
  if (!tag.startsWith('!') || tag.length === 1 || tag.startsWith('!!') || tag.startsWith('!<'))
    return undefined;
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? name : `Fn::${name}`;
}

/** A piece of the text of an `Fn::Sub`; `start` and `end` are indices into that text, braces included. */
export type SubPiece =
  | { readonly kind: 'literal'; readonly text: string; readonly start: number; readonly end: number }
  /** `name` is what stands between `${` and `}`, without blanks around it: `Bucket`, `Bucket.Arn`, `AWS::Region`. */
  | { readonly kind: 'reference'; readonly name: string; readonly start: number; readonly end: number };

/**
 * The pieces of the text of an `Fn::Sub`, in order and without gaps. `${!Name}` is the literal text `${Name}`; a `${` without
 * `}` or with nothing in it is literal text as it stands. Neighbouring literals are not joined, so that offsets stay exact.
 * Source: "To write a dollar sign and curly braces (${}) literally, add an exclamation point (!) after the open curly brace"
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html).
 */
export function splitSub(text: string): SubPiece[] {
  const pieces: SubPiece[] = [];
  let literalStart = 0;
  const literal = (end: number): void => {
    if (end > literalStart)
      pieces.push({ kind: 'literal', text: text.slice(literalStart, end), start: literalStart, end });
  };
  let close = -1;
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', Math.max(literalStart, at + 2))) {
    if (close < at + 2) close = text.indexOf('}', at + 2);
    if (close === -1) break;
    const inner = text.slice(at + 2, close);
    const name = inner.trim();
    // `${` and a later `}` with a blank, brace or quote between them is text, such as shell code, not a reference.
    if (!inner.startsWith('!') && (name === '' || /[\s{}"'$]/.test(name))) continue;
    literal(at);
    literalStart = close + 1;
    if (inner.startsWith('!'))
      pieces.push({ kind: 'literal', text: `\${${inner.slice(1)}}`, start: at, end: literalStart });
    else pieces.push({ kind: 'reference', name, start: at, end: literalStart });
  }
  literal(text.length);
  return pieces;
}
