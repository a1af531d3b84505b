import { type AccessRequest } from '../access/index.ts';
import { type Severity } from '../rule/finding.ts';
import { type Located } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type SubjectKind } from './subject.ts';

/** Access that a change gives or takes, as one sentence with a request that shows it. */
export interface AccessChange {
  readonly effect: 'added' | 'removed';
  readonly kind: SubjectKind | 'exposure';
  /** `` role `Deploy` `` */
  readonly subject: string;
  /** How bad the addition is; `low` for what is removed. */
  readonly severity: Severity;
  /**
   * `certain`: proven by the witness. `possible`: it turns on a value that is not known before deployment, or on a policy
   * that stands in no template. `undecided`: the search ended at its limit.
   */
  readonly certainty: 'certain' | 'possible' | 'undecided';
  /** A sentence that begins with the subject, without full stop. */
  readonly message: string;
  /** The request that is newly allowed, or no longer; undefined where no policy was read that decides it. */
  readonly witness: AccessRequest | undefined;
  /** The guard of the template under which it holds, in words; empty when always. */
  readonly when: string;
  readonly resource: Resource;
  /** Where it stands on the two sides; on the side that has nothing of it undefined. */
  readonly base: Place | undefined;
  readonly head: Place | undefined;
  /** Names the change among its siblings, without positions. */
  readonly evidence: string;
}

export interface Place extends Located {
  readonly label: string;
}

/** Order in which changes are shown: what is added first, the worst first. */
export function compareChanges(a: AccessChange, b: AccessChange): number {
  const rank: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };
  if (a.effect !== b.effect) return a.effect === 'added' ? -1 : 1;
  if (rank[a.severity] !== rank[b.severity]) return rank[a.severity] - rank[b.severity];
  const place = (one: AccessChange): string => {
    const node = (one.head ?? one.base)?.node;
    return node ? `${node.span.file.path} ${String(node.span.start).padStart(9, '0')}` : '';
  };
  return place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : a.message < b.message ? -1 : 1;
}
