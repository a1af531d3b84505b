import { type SourceSpan } from '../source/source-file.ts';
import { JsonReader } from './json-reader.ts';
import { type CfnNode, intrinsicNode, listNode, type ScalarNode } from './node.ts';
import { type ParsedNodes } from './parse-json.ts';
import { offsetIn, setOrigin } from './scalar-offsets.ts';

const readings = new WeakMap<CfnNode, ParsedNodes | undefined>();

/**
 * The JSON that stands in a scalar, or in the text of an `Fn::Sub` (string or list form), as nodes whose spans are those of the
 * inner text and whose parent is the given node. In an `Fn::Sub` every string or bare value with `${…}` becomes an `Fn::Sub`
 * of its own, with the variables of the outer one; keys stay text. Maps such as `{"Ref": …}` are plain maps: CloudFormation does
 * not look into strings. Undefined when the text is no JSON map or list. The same node always gives the same answer.
 */
export function readEmbeddedJson(node: CfnNode): ParsedNodes | undefined {
  if (readings.has(node)) return readings.get(node);
  const reading = read(node);
  readings.set(node, reading);
  return reading;
}

function read(node: CfnNode): ParsedNodes | undefined {
  if (node.kind === 'scalar') return parse(node, node);
  if (node.kind !== 'intrinsic' || node.fn !== 'Fn::Sub') return undefined;
  const { argument } = node;
  const [text, variables] = argument.kind === 'list' ? argument.items : [argument];
  if (text?.kind !== 'scalar') return undefined;
  return parse(node, text, (scalar) => {
    const { span } = scalar;
    return intrinsicNode(span, 'Fn::Sub', variables ? listNode(span, [scalar, variables]) : scalar);
  });
}

function parse(
  node: CfnNode,
  outer: ScalarNode,
  substitute?: (scalar: ScalarNode) => CfnNode,
): ParsedNodes | undefined {
  const { text } = outer;
  // `{{resolve:…}}`, shell code and the like are no JSON; what starts like JSON and goes wrong later is, and is reported.
  if (!/^\ufeff?\s*(?:\{\s*(?:"|\})|\[\s*(?:["{[\]]|\$\{))/.test(text)) return undefined;
  const { file, end: outerEnd } = outer.span;
  const spanOf = (start: number, end: number): SourceSpan => ({
    file,
    // The last line break of a block scalar belongs to its text and not to its span.
    start: Math.min(offsetIn(outer, start), outerEnd),
    end: Math.min(offsetIn(outer, end), outerEnd),
  });
  const reader = new JsonReader(text, 0, text.length, spanOf, {
    scalarRead: (scalar, start, end) => setOrigin(scalar, { outer, start, end }),
    ...(substitute && { substitute }),
  });
  const { root, problems } = reader.read();
  if (root?.kind !== 'map' && root?.kind !== 'list') return undefined;
  root.parent = node;
  return { root, problems };
}
