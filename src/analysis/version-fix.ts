import { type PolicyDocument } from '../graph/policy.ts';
import { type Fix } from '../rule/finding.ts';
import { type Text } from '../values/value.ts';

/**
 * How sure it is that a document means the same in version 2012-10-17. That version reads `${…}` as a policy variable,
 * which may match what plain text did not, and changes nothing else:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 * So it is safe when every text is known not to hold one; what a parameter or another stack gives is not known.
 */
export function versionFixSafety({ statements, defects }: PolicyDocument): Fix['safety'] {
  if (defects.length > 0) return 'suggestion';
  const texts = statements.flatMap(({ resources, notResources, conditions }) => [
    ...resources,
    ...notResources,
    ...conditions.flatMap(({ values }) => values),
  ]);
  return texts.every(holdsNoVariable) ? 'safe' : 'suggestion';
}

/** What AWS itself names a resource or account never holds a variable. */
const HARMLESS = new Set(['pseudo-parameter', 'resource', 'attribute']);

function holdsNoVariable({ segments }: Text): boolean {
  return segments.every((segment) =>
    typeof segment === 'string' ? !segment.includes('$') : HARMLESS.has(segment.kind),
  );
}
