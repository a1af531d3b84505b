import { authorOf, type Resource } from '../template/template.ts';
import { type Located } from '../template/node.ts';
import {
  type Certainty,
  type Confidence,
  CONFIDENCES,
  type Finding,
  type FindingDraft,
  type Fix,
  type Location,
  SEVERITIES,
  type Severity,
} from '../rule/finding.ts';
import { type Rule } from '../rule/rule.ts';
import { ALWAYS, type Guard } from '../values/value.ts';
import { fingerprints } from './fingerprint.ts';
import { joinGuards } from './guards.ts';
import { encloses, type Places } from './place.ts';

export interface DraftOfRule {
  readonly rule: Rule;
  readonly draft: FindingDraft;
  /** What the rule was looking at when it reported; undefined for the graph. */
  readonly subject: Subject | undefined;
}

/** Something that a rule is shown, with the resource that it belongs to. */
export interface Subject extends Located {
  readonly owner?: Resource;
}

/** A draft with its place, on the way to become a finding together with the drafts that say the same. */
interface PlacedDraft extends DraftOfRule {
  readonly resource: Resource | undefined;
  readonly primary: Location;
  readonly when: Guard;
}

/**
 * Findings of drafts, ordered by file, offset, rule. Drafts of one rule with the same place and evidence are one
 * finding: it holds where any of them does, with the highest severity and confidence among them.
 */
export function makeFindings(drafts: readonly DraftOfRule[], places: Places): readonly Finding[] {
  const groups = new Map<string, PlacedDraft[]>();
  const files = new Map<unknown, number>();
  for (const each of drafts) {
    const placed = place(each, places);
    const { span } = placed.primary;
    if (!files.has(span.file)) files.set(span.file, files.size);
    const key = JSON.stringify([
      each.rule.id,
      files.get(span.file),
      span.start,
      span.end,
      each.draft.evidence,
      placed.resource?.logicalId,
    ]);
    const group = groups.get(key);
    if (group) group.push(placed);
    else groups.set(key, [placed]);
  }
  const merged = [...groups.values()].map((group) => merge(group, places)).sort(inOrder);
  const names = fingerprints(merged);
  return merged.map((finding, index) => ({ ...finding, fingerprint: names[index]! }));
}

/** File by path, then offset, then rule, then evidence: the order in which findings are printed. */
export function inOrder(a: Unnamed, b: Unnamed): number {
  return (
    compare(a.primary.span.file.path, b.primary.span.file.path) ||
    a.primary.span.start - b.primary.span.start ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.evidence, b.evidence) ||
    a.primary.span.end - b.primary.span.end ||
    compare(a.resource?.logicalId ?? '', b.resource?.logicalId ?? '')
  );
}

type Unnamed = Omit<Finding, 'fingerprint'>;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function place({ rule, draft, subject }: DraftOfRule, places: Places): PlacedDraft {
  const resource = resourceOf(draft, subject, places);
  const primary = places.locate(draft.at, resource);
  return {
    rule,
    draft,
    subject,
    resource,
    primary,
    when: draft.when ?? guardOf(draft.at) ?? guardOfResource(resource),
  };
}

/**
 * Aliases and loops give one text to several resources, so that a node alone does not tell whose it is: a place inside of
 * what the rule was looking at belongs to the owner of that.
 */
function resourceOf(draft: FindingDraft, subject: Subject | undefined, places: Places): Resource | undefined {
  if (draft.resource) return authorOf(draft.resource);
  const isInside = subject?.owner !== undefined && encloses(subject.node, draft.at.node);
  if (isInside) return authorOf(subject.owner!);
  // A value in Mappings or Parameters stands in no resource: it matters where it is used.
  return places.resourceOf(draft.at) ?? (subject?.owner && authorOf(subject.owner));
}

/** Texts, statements, principals and documents carry their guard. */
function guardOf(at: Located): Guard | undefined {
  return 'when' in at && Array.isArray(at.when) ? (at.when as unknown as Guard) : undefined;
}

function guardOfResource(resource: Resource | undefined): Guard {
  return resource?.condition === undefined
    ? ALWAYS
    : [{ kind: 'condition', name: resource.condition, holds: true }];
}

function merge(group: readonly PlacedDraft[], places: Places): Unnamed {
  const [first] = group as readonly [PlacedDraft, ...PlacedDraft[]];
  const { rule, resource, primary } = first;
  const settled = group.filter(({ draft }) => !draft.possible);
  const guards = joinGuards((settled.length > 0 ? settled : group).map(({ when }) => when));
  const isUnconditional = guards.some((guard) => guard.length === 0);
  const certainty: Certainty = settled.length === 0 ? 'possible' : isUnconditional ? 'always' : 'conditional';
  const fixes = (group.find(({ draft }) => draft.fixes)?.draft.fixes ?? []).filter(isFixWithin(resource));
  return {
    rule,
    severity: highest(
      SEVERITIES,
      group.map(({ draft }): Severity => draft.severity ?? rule.severity),
    ),
    confidence: highest(
      CONFIDENCES,
      group.map(({ draft }): Confidence => draft.confidence ?? rule.confidence),
    ),
    certainty,
    when: isUnconditional ? [] : guards,
    message: (settled[0] ?? first).draft.message,
    primary,
    related: relatedOf(group, places),
    resource,
    evidence: first.draft.evidence,
    fixes,
    ...(resource?.madeBy === undefined ? {} : { madeBy: resource.madeBy }),
  };
}

/** What stands outside of the resource, as a parameter's default or the anchor of an alias, means something elsewhere too. */
function isFixWithin(resource: Resource | undefined): (fix: Fix) => boolean {
  const whole = resource?.node.span;
  // The next synth would write a template of a cloud assembly anew.
  if (resource?.template.stack) return () => false;
  return ({ edits }) =>
    !whole ||
    edits.every(({ span }) => span.file === whole.file && span.start >= whole.start && span.end <= whole.end);
}

function relatedOf(group: readonly PlacedDraft[], places: Places): readonly Location[] {
  const related = new Map<string, Location>();
  for (const { draft } of group)
    for (const { at, label } of draft.related ?? []) {
      const location = { ...places.locate(at, places.resourceOf(at)), label };
      const key = JSON.stringify([location.span.file.path, location.span.start, location.span.end, label]);
      if (!related.has(key)) related.set(key, location);
    }
  return [...related.values()];
}

function highest<T>(ascending: readonly T[], values: readonly T[]): T {
  return values.reduce((best, value) => (ascending.indexOf(value) > ascending.indexOf(best) ? value : best));
}
