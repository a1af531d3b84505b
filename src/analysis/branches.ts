import { type Guard } from '../values/value.ts';

/** Whether two guards contradict each other by what they say, so that what they guard is never deployed together. */
export function excludeEachOther(a: Guard, b: Guard): boolean {
  return a.some((one) =>
    b.some(
      (other) =>
        one.name === other.name &&
        ((one.kind === 'condition' && other.kind === 'condition' && one.holds !== other.holds) ||
          (one.kind === 'parameter' &&
            other.kind === 'parameter' &&
            (one.value === other.value ? one.holds !== other.holds : one.holds && other.holds))),
    ),
  );
}
