import {
  type AccessLevel,
  type Action,
  type ActionResource,
  type ConditionKey,
  type ConditionKeyType,
  type ResourceType,
  type Service,
} from './types.ts';

/** The order is that of the `level` numbers in the packaged data. */
const LEVELS: readonly AccessLevel[] = ['List', 'Read', 'Write', 'Tagging', 'Permissions management'];
const ZERO = 48;

/** One service as `services.jsonl` holds it: strings and lists are written once and meant by their index. */
export interface ServiceRecord {
  /** Condition keys with their types; a key without one is not of the service itself. */
  readonly k: readonly (readonly [name: string, type?: ConditionKeyType])[];
  /** Lists of indices into `k`. */
  readonly s: readonly (readonly number[])[];
  /** Resource types; the keys are an index into `s`. */
  readonly r: readonly (readonly [name: string, arns: readonly string[], keys: number])[];
  /** Lists of what an action may be limited to: twice the index into `r`, plus one when required; then an index into `s`. */
  readonly l: readonly (readonly number[])[];
  /** The names of the actions with spaces between them, then column by column what is known of them. */
  readonly a: string;
  /** Levels, a digit each. */
  readonly v: string;
  /** Resources, indices into `l`. */
  readonly x: readonly number[];
  /** Condition keys, indices into `s`. */
  readonly c: readonly number[];
  /** Dependent actions by number of the action. */
  readonly d: Readonly<Record<string, readonly string[]>>;
}

const NONE: readonly string[] = [];

/** Gives a record of the packaged data its shape. Lists that are shared in the record are shared in the result. */
export function decodeService(prefix: string, name: string, record: ServiceRecord): Service {
  const keyNames = record.k.map(([key]) => key.toLowerCase());
  const keyLists = record.s.map((list) => list.map((index) => keyNames[index]!));
  const conditionKeys = new Map<string, ConditionKey>();
  record.k.forEach(([key, type], index) => {
    if (type) conditionKeys.set(keyNames[index]!, { name: key, type });
  });
  const types: readonly ResourceType[] = record.r.map(([type, arns, keys]) => ({
    name: type,
    arns,
    conditionKeys: keyLists[keys]!,
  }));
  const resourceLists = record.l.map((list) => {
    const resources: ActionResource[] = [];
    for (let at = 0; at < list.length; at += 2)
      resources.push({
        type: types[list[at]! >> 1]!.name,
        required: (list[at]! & 1) === 1,
        conditionKeys: keyLists[list[at + 1]!]!,
      });
    return resources;
  });
  const actions = new Map<string, Action>();
  if (record.v.length > 0) {
    const names = record.a.split(' ');
    const lowerNames = record.a.toLowerCase().split(' ');
    for (let at = 0; at < names.length; at++)
      actions.set(lowerNames[at]!, {
        service: prefix,
        name: names[at]!,
        level: LEVELS[record.v.charCodeAt(at) - ZERO]!,
        resources: resourceLists[record.x[at]!]!,
        conditionKeys: keyLists[record.c[at]!]!,
        dependentActions: record.d[at] ?? NONE,
      });
  }
  return {
    prefix,
    name,
    actions,
    resourceTypes: new Map(types.map((type) => [type.name, type])),
    conditionKeys,
  };
}
