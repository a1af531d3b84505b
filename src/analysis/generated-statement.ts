import { type Statement } from '../graph/policy.ts';

/**
 * Whether a statement is not the author's but made of a few words of theirs, as SAM makes one of a policy template: all of
 * its parts stand at one place. Its author can choose other words, but cannot correct it.
 */
export function isGenerated({ node, effectNode }: Statement): boolean {
  return (
    effectNode !== undefined &&
    effectNode.span.file === node.span.file &&
    effectNode.span.start === node.span.start &&
    effectNode.span.end === node.span.end
  );
}
