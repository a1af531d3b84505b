import { type AccessLayers, type AccessPolicy } from './policy.ts';
import { type ResourceModel } from './statement.ts';

export interface AccessOptions {
  /** `catalogue` when left out. */
  readonly resourceModel?: ResourceModel;
  /** Whether statements name principals; when left out, told by whether some statement does. */
  readonly kind?: 'identity' | 'resource';
  /** Steps of search before the answer is UNKNOWN; 20,000 when left out. */
  readonly budget?: number;
}

/** The default of {@link AccessOptions.budget}. */
export const DEFAULT_BUDGET = 20_000;

/** A policy is one layer of itself. */
export function layersOf(access: AccessPolicy | AccessLayers): AccessLayers {
  return 'layers' in access ? access : { layers: [[access]] };
}

export function kindOf(
  options: AccessOptions,
  ...accesses: readonly AccessLayers[]
): 'identity' | 'resource' {
  if (options.kind) return options.kind;
  const named = accesses.some(({ layers, denies }) =>
    [...layers.flat(), ...(denies ?? [])].some(({ statements }) =>
      statements.some(({ principals, notPrincipals }) => principals ?? notPrincipals),
    ),
  );
  return named ? 'resource' : 'identity';
}
