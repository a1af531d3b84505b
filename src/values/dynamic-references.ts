import { joinSegments } from './holes.ts';
import { type Segment } from './value.ts';

const OPEN = '{{resolve:';
const CLOSE = '}}';

/**
 * The segments with each dynamic reference, `{{resolve:ssm:/path}}`, as one hole, whatever it is put together from.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function markDynamicReferences(segments: readonly Segment[]): readonly Segment[] {
  if (!segments.some((segment) => typeof segment === 'string' && segment.includes(OPEN))) return segments;
  const marked: Segment[] = [];
  let open: string | undefined;
  for (const segment of segments) {
    if (typeof segment !== 'string') {
      if (open === undefined) marked.push(segment);
      else open += `\${${segment.expression}}`;
      continue;
    }
    let at = 0;
    while (at < segment.length) {
      const token: string = open === undefined ? OPEN : CLOSE;
      const found = segment.indexOf(token, at);
      const piece = segment.slice(at, found === -1 ? undefined : found);
      at = found === -1 ? segment.length : found + token.length;
      if (open === undefined) {
        marked.push(piece);
        if (found !== -1) open = OPEN;
      } else if (found === -1) open += piece;
      else {
        const expression: string = open + piece + CLOSE;
        marked.push({ kind: 'dynamic-reference', name: expression, expression });
        open = undefined;
      }
    }
  }
  // A reference that never ends is ordinary text.
  return open === undefined ? joinSegments(marked) : segments;
}
