import { ActionUniverse } from './action-universe.ts';
import { type AccessLayers, type AccessPolicy } from './policy.ts';
import { type PreparedPolicy, preparePolicy, registerActions, type ResourceModel } from './statement.ts';

/** An access with its policies ready for comparison. */
export interface PreparedAccess {
  readonly source: AccessLayers;
  readonly layers: readonly (readonly PreparedPolicy[])[];
  readonly denies: readonly PreparedPolicy[];
}

/** All policies of an access. */
export function policiesOf({ layers, denies }: PreparedAccess): readonly PreparedPolicy[] {
  return layers.length === 1 && denies.length === 0 ? layers[0]! : [...layers.flat(), ...denies];
}

interface Remembered {
  readonly universe: ActionUniverse;
  readonly version: number;
  readonly prepared: PreparedPolicy;
}

const remembered: Readonly<Record<ResourceModel, WeakMap<AccessPolicy, Remembered>>> = {
  catalogue: new WeakMap(),
  arn: new WeakMap(),
  raw: new WeakMap(),
};

let shared = new ActionUniverse();

/** Makes accesses ready for comparison with each other. What was prepared before is used again while it holds. */
export function prepareAccesses(
  accesses: readonly AccessLayers[],
  model: ResourceModel,
): { readonly universe: ActionUniverse; readonly prepared: readonly PreparedAccess[] } {
  if (shared.crowded) shared = new ActionUniverse();
  const universe = shared;
  for (const { layers, denies } of accesses) {
    for (const layer of layers) for (const policy of layer) register(policy, universe, model);
    for (const policy of denies ?? []) register(policy, universe, model);
  }
  const prepare = (policy: AccessPolicy): PreparedPolicy => {
    const known = remembered[model].get(policy);
    if (known?.universe === universe && known.version === universe.version) return known.prepared;
    const prepared = preparePolicy(policy, universe, model);
    remembered[model].set(policy, { universe, version: universe.version, prepared });
    return prepared;
  };
  const prepared = accesses.map((source): PreparedAccess => ({
    source,
    layers: source.layers.map((layer) => layer.map(prepare)),
    denies: (source.denies ?? []).map(prepare),
  }));
  return { universe, prepared };
}

function register(policy: AccessPolicy, universe: ActionUniverse, model: ResourceModel): void {
  if (remembered[model].get(policy)?.universe !== universe) registerActions(policy, universe);
}
