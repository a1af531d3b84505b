import { type Statement } from '../graph/policy.ts';
import { asList, get, getText } from '../template/node.ts';
import { literal } from '../values/value.ts';

/**
 * Whether a statement is not the author's but made of a few words of theirs, as SAM makes one of a policy template: all of
 * its parts stand at one place. Its author can choose other words, but cannot correct it.
 */
export function isGenerated({ node, effectNode, policy }: Statement): boolean {
  return (
    // A policy that functions put together from text stands at one place too, and every word of it is the author's.
    policy.owner.generatedFrom !== undefined &&
    effectNode !== undefined &&
    effectNode.span.file === node.span.file &&
    effectNode.span.start === node.span.start &&
    effectNode.span.end === node.span.end
  );
}

/**
 * Whether SAM chose the words of a statement: made from the author's source here, or found in the output of its
 * transform, where it tags its roles and numbers their policies. What is misspelt there nobody can correct.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
export function isWrittenBySam(statement: Statement): boolean {
  const { owner, name } = statement.policy;
  if (isGenerated(statement)) return true;
  const isNumbered = name !== undefined && /^\w+RolePolicy\d+$/.test(literal(name) ?? '');
  return (
    isNumbered &&
    asList(get(owner.properties, 'Tags')).some(
      (tag) => getText(tag, 'Key') === 'lambda:createdBy' && getText(tag, 'Value') === 'SAM',
    )
  );
}
