import {
  type AccessLayers,
  type AccessPolicy,
  type AccessStatement,
  compareAccess,
} from '../access/index.ts';
import { type AccessChange } from './access-change.ts';
import { type Layered, type SubjectLayers } from './layers.ts';
import { placeIn, type Subject } from './subject.ts';

/**
 * Denials that are not there any more, where what they kept out may be granted elsewhere: on resources, in policies that
 * principals outside of the templates have, in ceilings, and for principals with policies that stand in no template.
 */
export function liftedDenials(
  subject: Subject,
  base: Subject | undefined,
  head: Subject | undefined,
  before: SubjectLayers,
  after: SubjectLayers,
): AccessChange[] {
  const outside = subject.kind === 'resource' || subject.kind === 'policy' || subject.kind === 'ceiling';
  if (!base || (!outside && after.opaque.length === 0)) return [];
  const kind = subject.kind === 'resource' ? 'resource' : 'identity';
  const known = new Set(after.grants.flatMap(({ texts }) => texts));
  return before.grants.flatMap((layered) =>
    layered.policy.statements.flatMap((statement, at): AccessChange[] => {
      if (statement.effect !== 'Deny' || known.has(layered.texts[at]!)) return [];
      const denied: AccessStatement = { ...statement, effect: 'Allow' };
      const alone: AccessPolicy = { ...layered.policy, statements: [denied] };
      // What the Deny kept out, without what is still kept out: is anything left?
      const left: AccessLayers = { layers: [[alone]], denies: denialsOf(after.grants) };
      const verdict = compareAccess({ layers: [[]] }, left, { kind });
      if (verdict.verdict === 'PASS') return [];
      const witness = 'witness' in verdict ? verdict.witness : undefined;
      const asked = witness ? ` \`${witness.action}\` on \`${witness.resource}\`` : '';
      const source = layered.sources[at]!;
      const where = subject.kind === 'resource' ? `the policy of ${subject.label}` : subject.label;
      return [
        {
          effect: 'added',
          kind: subject.kind,
          subject: subject.label,
          severity: 'medium',
          certainty: 'possible',
          message: `${where} no longer denies${asked}, which others may be granted elsewhere`,
          witness,
          when: '',
          resource: subject.resource,
          base: { node: placeIn(layered.held, source), label: 'denied it' },
          head: head && { node: head.node, label: 'does not deny it' },
          evidence: `no longer denies${asked}`,
        },
      ];
    }),
  );
}

function denialsOf(grants: readonly Layered[]): AccessPolicy[] {
  return grants.flatMap(({ policy }) => {
    const statements = policy.statements.filter(({ effect }) => effect === 'Deny');
    return statements.length === 0 ? [] : [{ ...policy, statements }];
  });
}
