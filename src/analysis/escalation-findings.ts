import { findAction } from '../catalogue/services.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { type FindingDraft, type RelatedPlace, type Severity } from '../rule/finding.ts';
import { type Located } from '../template/node.ts';
import { type Permission } from './effective-actions.ts';
import { type EscalationStep, type EscalationTier, escalationsOf } from './escalations.ts';
import { holdersIn } from './holders.ts';
import { nameResource } from './recipient.ts';
import { documentBreadth } from './statement-breadth.ts';
import { listNames } from './unconstrained-actions.ts';

/** All steps of one principal, or of the holder of one policy. */
interface Subject {
  readonly name: string;
  readonly steps: readonly EscalationStep[];
}

/**
 * Findings for all principals whose plainest escalation is of a tier, one for each; principals that have it from the very
 * same entries share one. Policies that nobody is seen to hold are judged as if somebody held them alone.
 */
export function escalationFindings(graph: ResourceGraph, tier: EscalationTier): readonly FindingDraft[] {
  const sharing = new Map<string, Subject[]>();
  const numbers = new Map<object, number>();
  const numberOf = (node: object): number => {
    if (!numbers.has(node)) numbers.set(node, numbers.size);
    return numbers.get(node)!;
  };
  for (const { name, of } of holdersIn(graph)) {
    const subject = { name, steps: escalationsOf(of, graph) };
    const [best] = subject.steps;
    if (best?.tier !== tier || isPlain(best)) continue;
    const key = best.permissions.map((permission) => numberOf(placeOf(permission).node)).join(' ');
    const others = sharing.get(key);
    if (others) others.push(subject);
    else sharing.set(key, [subject]);
  }
  return [...sharing.values()].map((subjects) => findingFor(subjects));
}

/** Another rule says of such a document that it is an administrator's, or does everything in IAM; the way there adds nothing. */
function isPlain({ actor, permissions }: EscalationStep): boolean {
  return (
    actor.boundaries.length === 0 &&
    permissions.every(({ held }) =>
      /^(?:administrator|identities)$/.test(documentBreadth(held.document).breadth),
    )
  );
}

function findingFor(subjects: readonly Subject[]): FindingDraft {
  const { name, steps } = subjects[0]!;
  const [best, ...others] = steps;
  const { primitive, permissions, target, when, possible } = best!;
  const actions = permissions.map(({ action }) => action);
  const who = subjects.length === 1 ? name : `${name} and ${subjects.length - 1} more`;
  const reached =
    target.kind === 'resource'
      ? ` and reaches ${nameResource(target.gained.resource)}, which is stronger`
      : '';
  const more =
    others.length === 0 ? '' : ` (${others.length} other way${others.length === 1 ? '' : 's'} besides)`;
  const [first] = permissions;
  return {
    at: placeOf(first!),
    resource: first!.held.document.owner,
    message: `${who} can gain permissions: with ${listNames(actions, 6)} it can ${primitive.description}${reached}${more}. ${remedyFor(best!)}`,
    evidence: `Escalation::${actions.join('+')}`,
    when,
    ...(possible && { possible }),
    severity: severityOf(best!),
    related: relatedPlaces(best!),
  };
}

/** Text of AWS's own policies is no place in the user's files; there it is the attachment. */
function placeOf({ held, at }: Permission): Located {
  return held.grant?.managed?.awsName === undefined ? at : held.grant;
}

function relatedPlaces({ permissions, target }: EscalationStep): readonly RelatedPlace[] {
  const places = new Map<Located['node'], RelatedPlace>();
  const [first, ...others] = permissions;
  for (const permission of others) {
    const at = placeOf(permission);
    const known = places.get(at.node)?.label;
    const label = known === undefined ? `allows ${permission.action}` : `${known}, ${permission.action}`;
    if (at.node !== placeOf(first!).node) places.set(at.node, { at, label });
  }
  const grant = first!.held.grant;
  if (grant && grant.how !== 'inline' && grant.managed?.awsName === undefined && !places.has(grant.node))
    places.set(grant.node, { at: grant, label: 'attached here' });
  if (target.kind === 'resource')
    places.set(target.resource.id, { at: { node: target.resource.id }, label: 'what it reaches' });
  if (first!.reach.kind === 'all' && first!.held.grant?.managed?.awsName === undefined)
    places.set(first!.reach.at.node, { at: first!.reach.at, label: 'on everything of its kind' });
  return [...places.values()];
}

function severityOf({ primitive, tier, target }: EscalationStep): Severity {
  if (tier === 'derived') return 'low';
  if (tier === 'indirect') return target.kind === 'resource' ? 'high' : 'medium';
  return primitive.category === 'new-passrole' ? 'high' : 'critical';
}

function remedyFor({ primitive, permissions, target }: EscalationStep): string {
  const first = `\`${permissions[0]!.action}\``;
  switch (primitive.category) {
    case 'new-passrole':
      return `Name the roles that it has to pass in the Resource of ${first}`;
    case 'existing-passrole':
      return `Name in the Resource of ${first} only what it is responsible for`;
    case 'guardrail-removal':
      return `Deny ${first}, or leave it out`;
    case 'self-escalation':
    case 'principal-access':
      if (target.kind === 'self') return `Leave out ${first} on itself`;
      return takesBoundary(permissions[0]!.action)
        ? `Leave out ${first}, or name in Resource whom it is for and ask for a boundary with \`iam:PermissionsBoundary\``
        : `Leave out ${first}, or name in Resource whom it is for`;
    default:
      return `Limit ${first} to the resources that it needs`;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate */
function takesBoundary(name: string): boolean {
  const action = findAction(name);
  return [action, ...(action?.resources ?? [])].some((place) =>
    place?.conditionKeys.includes('iam:permissionsboundary'),
  );
}
