import { type ActionSet, intersect, isEmptySet, overlaps, subtract } from './action-set.ts';

/** Actions that the same statements contain. */
export interface ActionClass<Item> {
  readonly set: ActionSet;
  readonly covers: readonly Item[];
}

/** Parts actions by the statements that contain them; the classes with the fewest statements come first. */
export function classesOf<Item extends { readonly actions: ActionSet }>(
  actions: ActionSet,
  others: readonly Item[],
): readonly ActionClass<Item>[] {
  let classes: ActionClass<Item>[] = [{ set: actions, covers: [] }];
  for (const other of others) {
    const next: ActionClass<Item>[] = [];
    for (const item of classes) {
      if (!overlaps(item.set, other.actions)) {
        next.push(item);
        continue;
      }
      const outside = subtract(item.set, other.actions);
      if (isEmptySet(outside)) next.push({ set: item.set, covers: [...item.covers, other] });
      else {
        next.push({ set: outside, covers: item.covers });
        next.push({ set: intersect(item.set, other.actions), covers: [...item.covers, other] });
      }
    }
    classes = next;
  }
  return classes.sort((a, b) => a.covers.length - b.covers.length);
}
