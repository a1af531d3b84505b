import { type CfnNode, listNode, mapNode, type MapEntry, scalarNode } from '../template/node.ts';
import { parseJson } from '../template/parse-json.ts';
import { SourceFile } from '../source/source-file.ts';
import { makeScalar } from './derived-nodes.ts';
import { display, type Segment, type Text } from './value.ts';

/** Longer than any policy may be: JSON beyond it is not looked for in texts that functions put together. */
const MAX_TEXT = 200_000;

/** Private characters round the index of a hole, for the time in which the text is read as JSON. */
const HOLE = /\uE000(\d+)\uE001/;

/**
 * The map or list that a text holds as JSON, when functions such as `Fn::Join` put the text together. All of its nodes stand where
 * the function is written, and its strings have the holes of the text; keys are text. Undefined when the text is no JSON.
 */
export function documentInText(text: Text): CfnNode | undefined {
  const [first] = text.segments;
  if (typeof first !== 'string' || !/^\s*[{[]/.test(first)) return undefined;
  const written = text.segments
    .map((segment, index) => (typeof segment === 'string' ? segment : `\uE000${index}\uE001`))
    .join('');
  if (written.length > MAX_TEXT) return undefined;
  const { root, problems } = parseJson(new SourceFile(text.node.span.file.path, written));
  if (problems.length > 0 || !root || root.kind === 'scalar') return undefined;
  const document = placed(root, text);
  document.parent = text.node;
  return document;
}

function placed(node: CfnNode, text: Text): CfnNode {
  const { span } = text.node;
  switch (node.kind) {
    case 'scalar':
      return node.style === 'plain'
        ? scalarNode(span, node.text)
        : orphaned(makeScalar(text.node, segmentsIn(node.text, text)));
    case 'list':
      return listNode(
        span,
        node.items.map((item) => placed(item, text)),
      );
    case 'map':
      return mapNode(span, new Map([...node.entries].map(([key, { value }]) => entryOf(key, value, text))));
    // CloudFormation does not look into strings: what reads like a function is a map.
    case 'intrinsic':
      return mapNode(span, new Map([entryOf(node.fn, node.argument, text)]));
  }
}

function entryOf(key: string, value: CfnNode, text: Text): [string, MapEntry] {
  const name = display({ ...text, segments: segmentsIn(key, text) });
  return [name, { key: scalarNode(text.node.span, name, 'double'), value: placed(value, text) }];
}

function segmentsIn(written: string, { segments }: Text): readonly Segment[] {
  return written.split(HOLE).flatMap((part, at): Segment[] => {
    if (at % 2 === 0) return part === '' ? [] : [part];
    return [segments[Number(part)] ?? part];
  });
}

/** The scalar becomes part of the document and not of what the function stands in. */
function orphaned(node: CfnNode): CfnNode {
  node.parent = undefined;
  node.key = undefined;
  return node;
}
