import { type PolicyDocument } from '../graph/policy.ts';
import { type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { recipientName, recipientOf } from './recipient.ts';

/** Somebody whose permissions are judged as a whole. */
export interface Holder {
  /** For messages, beginning with a capital letter. */
  readonly name: string;
  /** A principal, or a policy that nobody is seen to hold. */
  readonly of: PrincipalNode | PolicyDocument;
}

/** All principals, then the identity policies that none of them holds. */
export function* holdersIn(graph: ResourceGraph): Generator<Holder> {
  const held = new Set<PolicyDocument | undefined>();
  for (const principal of graph.principals) {
    for (const { document } of principal.grants) held.add(document);
    yield { name: recipientName(principal), of: principal };
  }
  for (const document of graph.policies)
    if (document.kind === 'identity' && !held.has(document) && !graph.principalOf(document.owner))
      yield { name: recipientOf(document, graph), of: document };
}
