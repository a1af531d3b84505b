import { type ActionSet, intersect, isEmptySet, subtract } from './action-universe.ts';
import { type Placed } from './statement.ts';

/** Actions that the same statements contain. */
export interface ActionClass {
  readonly set: ActionSet;
  readonly covers: readonly Placed[];
}

/** Parts actions by the statements that contain them. */
export function classesOf(actions: ActionSet, others: readonly Placed[]): readonly ActionClass[] {
  let classes: ActionClass[] = [{ set: actions, covers: [] }];
  for (const other of others) {
    const next: ActionClass[] = [];
    for (const item of classes) {
      const inside = intersect(item.set, other.source.actions);
      if (isEmptySet(inside)) {
        next.push(item);
        continue;
      }
      const outside = subtract(item.set, inside);
      if (!isEmptySet(outside)) next.push({ set: outside, covers: item.covers });
      next.push({ set: inside, covers: [...item.covers, other] });
    }
    classes = next;
  }
  // The fewer statements are in the way, the sooner there is an answer.
  return classes.sort((a, b) => a.covers.length - b.covers.length);
}
