import { type PolicyDocument, type Principal, type Statement } from '../graph/policy.ts';
import { covers } from '../iam/wildcard-inclusion.ts';
import { type CfnNode } from '../template/node.ts';
import { guardsCover } from '../values/guards.ts';
import { literal, type Guard, type Text } from '../values/value.ts';
import { boundKeptByDenial, boundsOf, type Bound } from './bounding-conditions.ts';
import { scopeOfPrincipal, type Ownership, type PrincipalScope } from './principal-scope.ts';

/** One entry of Principal in an Allow statement of a trust or resource policy: who it is and what it must meet. */
export interface Admission {
  readonly statement: Statement;
  readonly principal: Principal;
  readonly scope: PrincipalScope;
  /** Conditions of the statement, and of Deny statements beside it, that keep strangers out in every branch. */
  readonly bounds: readonly Bound[];
}

/** Whom an Allow statement lets in; nothing for Deny and for NotPrincipal. */
export function admissionsOf(statement: Statement, ownership: Ownership): readonly Admission[] {
  if (statement.effect !== 'Allow') return [];
  const bounds = [...boundsOf(statement), ...boundsByDenial(statement)];
  return statement.principals.map((principal) => ({
    statement,
    principal,
    scope: scopeOfPrincipal(principal, ownership),
    bounds,
  }));
}

/** An Admission that is open to everybody and met by everybody. */
export function isOpenToEveryone({ scope, bounds }: Admission): boolean {
  return scope.kind === 'everyone' && bounds.length === 0;
}

/**
 * Bounds that the Deny statements of the same document put on an Allow: each denies at least what the Allow allows, to
 * everybody who does not meet all of its conditions.
 */
function boundsByDenial(allowed: Statement): readonly Bound[] {
  let bounds = boundsOfAllowed.get(allowed);
  if (!bounds) {
    const denials = denialsOf(allowed.policy).filter(({ denial }) => deniesAllOf(denial, allowed));
    // Each of the branches of one statement is a statement; together they may hold wherever the Allow does.
    const whens = new Map<CfnNode, Guard[]>();
    for (const { denial } of denials)
      whens.set(denial.node, [...(whens.get(denial.node) ?? []), denial.when]);
    bounds = denials.flatMap((each) =>
      guardsCover(whens.get(each.denial.node)!, allowed.when) ? each.bounds : [],
    );
    boundsOfAllowed.set(allowed, bounds);
  }
  return bounds;
}

interface Denial {
  readonly denial: Statement;
  readonly bounds: readonly Bound[];
}

const boundsOfAllowed = new WeakMap<Statement, readonly Bound[]>();
const denialsOfPolicy = new WeakMap<PolicyDocument, readonly Denial[]>();

/** The Deny statements that leave somebody, with what they leave. */
function denialsOf(policy: PolicyDocument): readonly Denial[] {
  let denials = denialsOfPolicy.get(policy);
  if (!denials) {
    denials = policy.statements.flatMap((denial) => {
      const bounds = boundsOfDenial(denial);
      return bounds.length > 0 ? [{ denial, bounds }] : [];
    });
    denialsOfPolicy.set(policy, denials);
  }
  return denials;
}

function boundsOfDenial(denial: Statement): readonly Bound[] {
  if (denial.effect !== 'Deny') return [];
  if (denial.notPrincipals.length > 0 && denial.conditions.length === 0) return [exceptPrincipals(denial)];
  if (
    !denial.principals.some(({ type, value }) => type === '*' || (type === 'AWS' && literal(value) === '*'))
  )
    return [];
  const bounds = denial.conditions.flatMap((condition) => {
    const kind = boundKeptByDenial(condition);
    return kind && guardsCover([condition.when], denial.when) ? [{ kind, condition }] : [];
  });
  return bounds.length === denial.conditions.length ? bounds : [];
}

/** `Deny` with NotPrincipal leaves those whom it names. */
function exceptPrincipals(denial: Statement): Bound {
  const [first] = denial.notPrincipals;
  return {
    kind: 'principal',
    condition: {
      operator: 'NotPrincipal',
      key: 'aws:PrincipalArn',
      values: denial.notPrincipals.map(({ value }) => value),
      operatorNode: first!.node,
      node: first!.node,
      when: [],
    },
  };
}

function deniesAllOf(denial: Statement, allowed: Statement): boolean {
  return (
    coversAll(denial.actions, allowed.actions, true) &&
    // A trust policy has no Resource, and neither has a repository's.
    (denial.resources.length + denial.notResources.length === 0 ||
      coversAll(denial.resources, allowed.resources, false))
  );
}

function coversAll(wide: readonly Text[], narrow: readonly Text[], caseless: boolean): boolean {
  const patterns = wide.map((text) => patternOf(text, caseless));
  return narrow.every((text) => patterns.some((pattern) => covers(pattern, patternOf(text, caseless))));
}

/** The text as a pattern; a hole is a name that only the same hole has. */
function patternOf({ segments }: Text, caseless: boolean): string {
  const text = segments
    .map((segment) => (typeof segment === 'string' ? segment : `\u0000${segment.expression}\u0000`))
    .join('');
  return caseless ? text.toLowerCase() : text;
}
