import { type PolicyDocument } from '../graph/policy.ts';
import { type Boundary, type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { documentBreadth } from './statement-breadth.ts';

/**
 * The permissions boundary that caps a principal in every branch: one that allows less than everything, or that is not
 * among the templates, which is taken for such a one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function capOf(principal: PrincipalNode): Boundary | undefined {
  return principal.boundaries.find(
    ({ document, when }) => when.length === 0 && (!document || !isOpenCeiling(document)),
  );
}

/** The cap of the first holder of a document when all of its holders are capped; undefined when nobody is known to hold it. */
export function capOfHolders(document: PolicyDocument, graph: ResourceGraph): Boundary | undefined {
  const holders = graph.principals.filter(({ grants }) =>
    grants.some((grant) => grant.document === document),
  );
  const caps = holders.map(capOf);
  return caps.includes(undefined) ? undefined : caps[0];
}

/** A boundary is no grant, so it is read as the policy of an identity to see how much it lets through. */
function isOpenCeiling(document: PolicyDocument): boolean {
  const granted: PolicyDocument = {
    ...document,
    kind: 'identity',
    statements: document.statements.map((statement) => ({
      ...statement,
      policy: { ...document, kind: 'identity' },
    })),
  };
  return documentBreadth(granted).breadth === 'administrator';
}
