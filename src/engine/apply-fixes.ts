import { type Fix } from '../rule/finding.ts';
import { type Problem, type ProblemKind } from '../source/problem.ts';
import { applyEdits, type TextEdit } from '../source/text-edit.ts';
import { type Report } from './report.ts';

/** Fixes that uncover others go on; two that undo one another must not do so for ever. */
const MAX_ROUNDS = 10;

export interface FixContext {
  /** `safe` takes safe fixes only, `suggestion` all. */
  readonly safety: Fix['safety'];
  /** Judges everything again with other texts in some files, given by path. */
  readonly judge: (texts: ReadonlyMap<string, string>) => Report;
  /** Whether a file is one of the author's, which may be changed; what a tool generated is not. */
  readonly isEditable: (path: string) => boolean;
}

export interface FixOutcome {
  /** What is found in the texts as they are now. */
  readonly report: Report;
  readonly changed: readonly ChangedText[];
  readonly applied: readonly AppliedFix[];
  /** One `fix-discarded` for each fix that was taken back. */
  readonly discarded: readonly Problem[];
}

export interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface AppliedFix {
  readonly title: string;
  readonly path: string;
  readonly ruleId: string | undefined;
}

/** A fix with what must be gone after it. */
interface Candidate extends AppliedFix {
  readonly edits: readonly TextEdit[];
  /** Names the finding or problem without its place; of several that agree in it one must be gone. */
  readonly key: string;
  readonly problem: Omit<Problem, 'kind' | 'message'>;
}

/**
 * Applies fixes round by round until none is left, at most ten times. Of fixes that overlap the first one in the order of the
 * report is taken, the others wait for the next round. After each round everything is judged again: a fix after which its
 * finding is still there, or its file can be read worse than before, is taken back and not tried again.
 */
export function applyFixes(report: Report, context: FixContext): FixOutcome {
  const session = new FixSession(report, context);
  for (let round = 0; round < MAX_ROUNDS && session.round(); round++);
  return session;
}

class FixSession implements FixOutcome {
  report: Report;
  readonly applied: AppliedFix[] = [];
  readonly discarded: Problem[] = [];
  readonly #context: FixContext;
  readonly #original = new Map<string, string>();
  #texts: ReadonlyMap<string, string> = new Map();
  readonly #rejected = new Set<string>();

  constructor(report: Report, context: FixContext) {
    this.report = report;
    this.#context = context;
    for (const { path, text } of report.files) this.#original.set(path, text);
  }

  get changed(): readonly ChangedText[] {
    return [...this.#texts].flatMap(([path, after]) => {
      const before = this.#original.get(path);
      return before === undefined || before === after ? [] : [{ path, before, after }];
    });
  }

  /** @returns whether another round may find something to do. */
  round(): boolean {
    const discarded = this.discarded.length;
    let batch = this.#select();
    while (batch.length > 0) {
      const texts = this.#textsWith(batch);
      const report = this.#context.judge(texts);
      const failed = this.#failed(batch, report);
      if (failed.length === 0) {
        this.applied.push(...batch.map(({ title, path, ruleId }) => ({ title, path, ruleId })));
        this.#texts = texts;
        this.report = report;
        return true;
      }
      batch = this.#without(batch, failed);
    }
    return this.discarded.length > discarded;
  }

  /** Fixes that can be applied at once: their edits neither overlap nor touch. */
  #select(): readonly Candidate[] {
    const taken = new Map<string, TextEdit[]>();
    return candidatesOf(this.report, this.#context.safety).filter((candidate) => {
      const { path, edits } = candidate;
      if (!this.#context.isEditable(path) || this.#rejected.has(rejectionOf(candidate))) return false;
      const text = this.#texts.get(path) ?? this.#original.get(path);
      if (text === undefined || !edits.every((edit) => isWithin(edit, path, text))) return false;
      const others = taken.get(path) ?? [];
      if (
        edits.some((edit, index) =>
          [...others, ...edits.slice(0, index)].some((other) => touches(edit, other)),
        )
      )
        return false;
      taken.set(path, [...others, ...edits]);
      return true;
    });
  }

  #textsWith(batch: readonly Candidate[]): ReadonlyMap<string, string> {
    const byPath = new Map<string, TextEdit[]>();
    for (const { path, edits } of batch) byPath.set(path, [...(byPath.get(path) ?? []), ...edits]);
    const texts = new Map(this.#texts);
    for (const [path, edits] of byPath)
      texts.set(path, applyEdits(this.#texts.get(path) ?? this.#original.get(path)!, edits));
    return texts;
  }

  /** The fixes of a batch after which something is not as it should be. */
  #failed(batch: readonly Candidate[], after: Report): readonly { candidate: Candidate; why: string }[] {
    const [before, now] = [countsOf(this.report), countsOf(after)];
    const expected = new Map<string, number>();
    for (const { key } of batch) expected.set(key, (expected.get(key) ?? before.keys.get(key) ?? 0) - 1);
    const read = new Set(after.files.map(({ path }) => path));
    return batch.flatMap((candidate) => {
      const { key, path } = candidate;
      const isBroken = !read.has(path) || (now.faults.get(path) ?? 0) > (before.faults.get(path) ?? 0);
      if (isBroken) return [{ candidate, why: BROKEN }];
      const isThere = (now.keys.get(key) ?? 0) > Math.max(0, expected.get(key)!);
      return isThere ? [{ candidate, why: 'what it should repair is still found' }] : [];
    });
  }

  /** Discards what failed; of several fixes that together broke a file half is tried again, the rest in the next round. */
  #without(
    batch: readonly Candidate[],
    failed: readonly { readonly candidate: Candidate; readonly why: string }[],
  ): readonly Candidate[] {
    const left = new Set(batch);
    const broken = new Map<string, Candidate[]>();
    for (const { candidate, why } of failed)
      if (why === BROKEN) broken.set(candidate.path, [...(broken.get(candidate.path) ?? []), candidate]);
      else {
        this.#discard(candidate, why);
        left.delete(candidate);
      }
    for (const candidates of broken.values())
      if (candidates.length === 1) {
        this.#discard(candidates[0]!, BROKEN);
        left.delete(candidates[0]!);
      } else for (const candidate of candidates.slice(candidates.length >> 1)) left.delete(candidate);
    return [...left];
  }

  #discard(candidate: Candidate, why: string): void {
    if (this.#rejected.has(rejectionOf(candidate))) return;
    this.#rejected.add(rejectionOf(candidate));
    this.discarded.push({
      kind: 'fix-discarded',
      message: `The fix "${candidate.title}" was taken back: ${why}`,
      ...candidate.problem,
    });
  }
}

const BROKEN = 'the file could not be read as before';

function rejectionOf({ key, title }: Candidate): string {
  return `${key}\n${title}`;
}

function candidatesOf(report: Report, safety: Fix['safety']): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const finding of report.findings) {
    const fix = finding.fixes.find((each) => safety === 'suggestion' || each.safety === 'safe');
    const { path } = finding.primary.span.file;
    if (!fix || fix.edits.length === 0 || fix.edits.some(({ span }) => span.file.path !== path)) continue;
    const { id: ruleId } = finding.rule;
    const problem = { span: finding.primary.span, ruleId };
    candidates.push({ title: fix.title, edits: fix.edits, path, ruleId, key: findingKey(finding), problem });
  }
  for (const problem of report.problems) {
    const { edits, span, ruleId } = problem;
    if (!edits || edits.length === 0 || !span) continue;
    candidates.push({
      title: 'Remove it',
      edits,
      path: span.file.path,
      ruleId,
      key: problemKey(problem),
      problem: { span, ...(ruleId === undefined ? {} : { ruleId }) },
    });
  }
  return candidates;
}

/** What says that a text, or what is made of it, is no longer understood. */
const FAULTS: ReadonlySet<ProblemKind> = new Set([
  'unreadable',
  'partly-read',
  'oddity',
  'rule-crashed',
  'invalid-suppression',
]);

function countsOf(report: Report): {
  readonly keys: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<string, number>;
} {
  const keys = new Map<string, number>();
  const faults = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string): void =>
    void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const finding of report.findings) add(keys, findingKey(finding));
  for (const problem of report.problems) {
    add(keys, problemKey(problem));
    if (FAULTS.has(problem.kind)) add(faults, problem.span?.file.path ?? problem.path ?? '');
  }
  return { keys, faults };
}

function findingKey({ rule, resource, evidence, primary }: Report['findings'][number]): string {
  return JSON.stringify([primary.span.file.path, rule.id, resource?.logicalId, evidence]);
}

function problemKey({ kind, ruleId, span, path }: Problem): string {
  return JSON.stringify([span?.file.path ?? path, kind, ruleId]);
}

function isWithin({ span }: TextEdit, path: string, text: string): boolean {
  return (
    span.file.path === path && span.file.text === text && span.start <= span.end && span.end <= text.length
  );
}

function touches(one: TextEdit, other: TextEdit): boolean {
  return one.span.start <= other.span.end && other.span.start <= one.span.end;
}
