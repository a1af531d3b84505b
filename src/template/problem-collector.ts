import { type Problem, type ProblemKind } from '../source/problem.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { MAX_PROBLEMS } from './limits.ts';

/** Gathers what a parser has to say about one text, and stays small however broken the text is. */
export interface ProblemCollector {
  add(kind: ProblemKind, message: string, span: SourceSpan): void;
  /** What was gathered, in the order of discovery; when there was more than the limit, a last one gives the number left out. */
  list(): Problem[];
}

/** A collector that keeps the first {@link MAX_PROBLEMS} problems of each kind. */
export function collectProblems(): ProblemCollector {
  const kept: Problem[] = [];
  const counts = new Map<ProblemKind, number>();
  const overflow = new Map<ProblemKind, SourceSpan>();
  return {
    add(kind, message, span) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count <= MAX_PROBLEMS)
        kept.push({ kind, message: message.replace(/^[a-z]/, (first) => first.toUpperCase()), span });
      else if (!overflow.has(kind)) overflow.set(kind, span);
    },
    list() {
      const rest: Problem[] = [];
      for (const [kind, span] of overflow)
        rest.push({
          kind,
          message: `${counts.get(kind)! - MAX_PROBLEMS} more problems of this kind; correct those above first`,
          span,
        });
      return [...kept, ...rest];
    },
  };
}

/** A name as a message quotes it: never longer than forty characters. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
