import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type PrincipalNode } from '../graph/resource-graph.ts';
import { matchesAction } from '../iam/action.ts';
import { literal } from '../values/value.ts';
import { admissionsOf, type Admission } from './admissions.ts';
import { type Ownership } from './principal-scope.ts';

/** One way into a role: an entry of Principal in an Allow statement of its trust policy that permits assuming it. */
export type WayIn = Admission;

const ASSUMING = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

/** Whether the statement lets anybody assume the role, by any of the three calls. */
export function permitsAssuming(statement: Statement): boolean {
  if (statement.effect !== 'Allow') return false;
  if (statement.notActions.length > 0) return true;
  return statement.actions.some((text) => {
    const pattern = literal(text);
    return pattern === undefined || ASSUMING.some((action) => matchesAction(pattern, action));
  });
}

/** Everybody whom the trust policy of a role lets in. */
export function waysInto(role: PrincipalNode, ownership: Ownership): readonly WayIn[] {
  return role.trust.flatMap((document) => waysThrough(document, ownership));
}

/** Everybody whom one trust policy lets in. */
export function waysThrough(document: PolicyDocument, ownership: Ownership): readonly WayIn[] {
  return document.statements
    .filter(permitsAssuming)
    .flatMap((statement) => admissionsOf(statement, ownership));
}
