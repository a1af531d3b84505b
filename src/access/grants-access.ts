import { type AccessOptions } from './access-options.ts';
import { compareAccess } from './compare-access.ts';
import { layersOf } from './access-options.ts';
import { type AccessLayers, type AccessPolicy, type AccessStatement, type AccessText } from './policy.ts';
import { type Verdict } from './verdict.ts';

/** Actions on resources; a list that is left out stands for all. */
export interface AskedAccess {
  /** Patterns, as in a policy. */
  readonly actions?: readonly AccessText[];
  readonly resources?: readonly AccessText[];
}

/**
 * Whether a policy grants any of some access. PASS: none of it. FAIL: at least one request of it is allowed; the witness
 * is one. Otherwise as {@link compareAccess}.
 */
export function grantsAccess(
  policy: AccessPolicy | AccessLayers,
  asked: readonly AskedAccess[],
  options: AccessOptions = {},
): Verdict {
  const denials = asked.map(({ actions, resources }): AccessStatement => ({
    effect: 'Deny',
    actions: actions ?? ['*'],
    resources: resources ?? ['*'],
    principals: [{ type: '*', value: '*' }],
    conditions: [],
  }));
  const everything: AccessStatement = {
    effect: 'Allow',
    actions: ['*'],
    resources: ['*'],
    principals: [{ type: '*', value: '*' }],
    conditions: [],
  };
  const rest: AccessPolicy = { version: '2012-10-17', statements: [everything, ...denials], unreadable: [] };
  const wanted = layersOf(policy);
  const named = [...wanted.layers.flat()].some(({ statements }) =>
    statements.some(({ principals, notPrincipals }) => principals ?? notPrincipals),
  );
  return compareAccess(rest, wanted, { ...options, kind: options.kind ?? (named ? 'resource' : 'identity') });
}
