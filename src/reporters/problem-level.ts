import { type ProblemKind } from '../source/problem.ts';

/** Whether a problem means that something was not judged, so that the run cannot be called clean. */
export const PROBLEM_LEVEL: Readonly<Record<ProblemKind, 'error' | 'warning' | 'note'>> = {
  unreadable: 'error',
  'partly-read': 'error',
  'rule-crashed': 'error',
  'fix-discarded': 'warning',
  'unused-suppression': 'warning',
  'expired-suppression': 'warning',
  'invalid-suppression': 'warning',
  oddity: 'note',
};
