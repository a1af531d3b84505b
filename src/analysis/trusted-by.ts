import { type Principal, type Statement } from '../graph/policy.ts';
import { type PrincipalNode } from '../graph/resource-graph.ts';
import { matchesAction } from '../iam/action.ts';
import { literal } from '../values/value.ts';
import { boundsOf, type Bound } from './bounding-conditions.ts';
import { scopeOfPrincipal, type Ownership, type PrincipalScope } from './principal-scope.ts';

/** One way into a role: an entry of Principal in an Allow statement of its trust policy that permits assuming it. */
export interface WayIn {
  readonly statement: Statement;
  readonly principal: Principal;
  readonly scope: PrincipalScope;
  readonly bounds: readonly Bound[];
}

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
  return role.trust.flatMap((document) =>
    document.statements.filter(permitsAssuming).flatMap((statement) => {
      const bounds = boundsOf(statement);
      return statement.principals.map((principal) => ({
        statement,
        principal,
        scope: scopeOfPrincipal(principal, ownership),
        bounds,
      }));
    }),
  );
}
