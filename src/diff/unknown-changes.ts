import { type AccessChange, type Place } from './access-change.ts';
import { type GrantContext } from './describe-grant.ts';
import { type Opaque } from './subject.ts';

/**
 * Changes of what no template says: managed policies and boundaries that stand elsewhere, elements whose value only the
 * deployment knows. Nothing is proven of them, so each is told as it is written.
 */
export function unknownChanges(context: GrantContext): AccessChange[] {
  const { effect, subject, other, layers, otherLayers } = context;
  const added = effect === 'added';
  const here = (node: Opaque['node'], label: string): Place => ({ node, label });
  const change = (
    message: string,
    severity: AccessChange['severity'],
    own: Place | undefined,
    opposite: Place | undefined,
  ): AccessChange => ({
    effect,
    kind: subject.kind,
    subject: subject.label,
    severity: added ? severity : 'low',
    certainty: 'possible',
    message,
    witness: undefined,
    when: '',
    resource: subject.resource,
    head: added ? own : opposite,
    base: added ? opposite : own,
    evidence: message,
  });
  const elsewhere = other && here(other.node, added ? 'did not have it' : 'does not have it');
  const changes: AccessChange[] = [];
  const known = new Set(otherLayers.opaque.map(({ name }) => name));
  for (const { name, node } of layers.opaque)
    if (!known.has(name))
      changes.push(
        change(
          `${subject.label} is ${added ? 'now' : 'no longer'} given the managed policy \`${name}\`, which stands in no template that was read`,
          'medium',
          here(node, added ? 'gives it' : 'gave it'),
          elsewhere,
        ),
      );
  changes.push(...boundaryChanges(context, change));
  const before = new Set(otherLayers.unread);
  for (const reason of new Set(layers.unread.filter((one) => !before.has(one))))
    changes.push(change(`${subject.label} ${added ? 'may now be given' : 'may no longer be given'} more than could be read: ${reason}`, 'medium', here(subject.node, 'is not fully read'), elsewhere)); // prettier-ignore
  return changes;
}

/** A boundary that is gone matters where it, or what it limits, stands elsewhere; otherwise the comparison has told. */
function boundaryChanges(
  { effect, subject, other, layers, otherLayers }: GrantContext,
  change: (message: string, severity: AccessChange['severity'], own: Place | undefined, opposite: Place | undefined) => AccessChange, // prettier-ignore
): AccessChange[] {
  if (!other || subject.kind !== 'principal') return [];
  const names = (side: typeof layers): string[] => side.opaqueBoundaries.map(({ name }) => name).sort();
  const bounded = (side: typeof layers): boolean =>
    side.boundaries.length > 0 || side.opaqueBoundaries.length > 0;
  if (!bounded(otherLayers)) return [];
  const added = effect === 'added';
  const [gone] = otherLayers.opaqueBoundaries;
  const unknown = gone !== undefined || layers.opaque.length > 0;
  if (!unknown || (bounded(layers) && names(layers).join() === names(otherLayers).join())) return [];
  const node = gone?.node ?? other.boundaries[0]?.at ?? other.node;
  const name = gone ? ` \`${gone.name}\`` : '';
  const own: Place = {
    node: layers.opaqueBoundaries[0]?.node ?? subject.node,
    label: bounded(layers) ? 'has another boundary' : 'has no boundary',
  };
  const opposite: Place = { node, label: 'has this boundary' };
  const verb = bounded(layers) ? `${added ? 'now has another permissions boundary than' : 'had another permissions boundary than'}${name || ' before'}` : `${added ? 'is no longer' : 'was not'} limited by the permissions boundary${name}`; // prettier-ignore
  return [change(`${subject.label} ${verb}`, bounded(layers) ? 'medium' : 'high', own, opposite)];
}
