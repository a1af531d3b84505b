import { type AccessLayers, type AccessPolicy, type AccessRequest, type Verdict } from '../access/index.ts';
import { accessOf, guardsOf, layersIn } from './layers.ts';
import { type DiffSide, identify } from './identity.ts';
import { type Subject, subjectsOf } from './subject.ts';
import { type GuardIn, Worlds } from './worlds.ts';

/** One policy that a check is about: a document of its own, or what a resource of a template has. */
export type CheckedPolicy =
  | { readonly kind: 'policy'; readonly policy: AccessPolicy }
  | { readonly kind: 'subject'; readonly side: DiffSide; readonly subject: Subject };

/** A verdict as it is printed: `{verdict, witness, reason}`. */
export interface CheckResult {
  readonly verdict: Verdict['verdict'];
  readonly witness: AccessRequest | null;
  /** Why it is so, as a sentence without full stop. */
  readonly reason: string;
}

/** Which of a resource's accesses a check asks about. */
export type CheckPurpose = 'grants' | 'public';

/**
 * What a resource of a template has: of a principal what it is given (for the question whether it is public, who may
 * assume it), of any other resource its policy.
 * @returns undefined when it has none.
 */
export function subjectNamed(side: DiffSide, logicalId: string, purpose: CheckPurpose): Subject | undefined {
  const { compared, attached } = subjectsOf(side, identify(side, side));
  const order = purpose === 'public' ? ['trust', 'resource', 'policy', 'ceiling', 'principal'] : ['principal', 'policy', 'resource', 'ceiling', 'trust']; // prettier-ignore
  const own = [...compared.values(), ...attached.values()].filter(
    ({ resource, grants }) =>
      resource.logicalId === logicalId ||
      grants.some(({ document }) => document.owner.logicalId === logicalId),
  );
  const named = own.filter(({ resource }) => resource.logicalId === logicalId);
  return (named.length > 0 ? named : own).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0];
}

/**
 * Asks a question in every case that the branches of the templates make. FAIL when it fails in one of them, UNKNOWN when
 * one of them is not decided, or not all that a principal is given was read, and PASS only when all of it is proven.
 */
export function checkPolicies(
  policies: readonly CheckedPolicy[],
  ask: (accesses: readonly AccessLayers[]) => Verdict,
): CheckResult {
  const subjects = policies.flatMap((one) => (one.kind === 'subject' ? [one] : []));
  const templates = [...new Set(subjects.flatMap(({ side }) => side.graph.templates))];
  const worlds = new Worlds(templates, templates, ({ file }) => file.path, {});
  const guards: GuardIn[] = subjects.flatMap(({ subject }) => guardsOf(subject));
  const unread = new Set<string>();
  let open: CheckResult | undefined;
  for (const world of worlds.over(guards)) {
    const accesses = policies.map((one): AccessLayers => {
      if (one.kind === 'policy') return { layers: [[one.policy]] };
      const layers = layersIn(one.subject, world, one.side.graph, identify(one.side, one.side));
      for (const { name } of [...layers.opaque, ...layers.opaqueBoundaries])
        unread.add(`the managed policy ${name} stands in no template that was read`);
      for (const reason of layers.unread) unread.add(reason);
      return accessOf(layers);
    });
    const verdict = ask(accesses);
    if (verdict.verdict === 'FAIL')
      return { verdict: 'FAIL', witness: verdict.witness, reason: 'the policy allows the witness' };
    if (verdict.verdict === 'UNKNOWN')
      open ??= { verdict: 'UNKNOWN', witness: verdict.witness ?? null, reason: verdict.detail };
  }
  if (open) return open;
  const [reason] = unread;
  if (reason !== undefined) return { verdict: 'UNKNOWN', witness: null, reason };
  return { verdict: 'PASS', witness: null, reason: 'proven for every request' };
}
