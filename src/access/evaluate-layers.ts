import { evaluatePolicy, type EvaluationOptions } from './evaluate-policy.ts';
import { type AccessLayers } from './policy.ts';
import { type AccessRequest } from './request.ts';

/** Whether every layer allows a concrete request and no policy denies it; the statement is the one of the first layer. */
export function evaluateLayers(
  access: AccessLayers,
  request: AccessRequest,
  options: EvaluationOptions,
): { readonly allowed: boolean; readonly statement: number | undefined } {
  for (const policy of access.denies ?? [])
    if (evaluatePolicy(policy, request, options).decision === 'EXPLICIT_DENY')
      return { allowed: false, statement: undefined };
  let statement: number | undefined;
  let allowed = true;
  for (const [depth, layer] of access.layers.entries()) {
    let offset = 0;
    let granted = false;
    for (const policy of layer) {
      const found = evaluatePolicy(policy, request, options);
      if (found.decision === 'EXPLICIT_DENY') return { allowed: false, statement: undefined };
      if (found.decision === 'ALLOW') {
        if (depth === 0 && !granted) statement = offset + found.statement!;
        granted = true;
      }
      offset += policy.statements.length;
    }
    allowed &&= granted;
  }
  return { allowed, statement: allowed ? statement : undefined };
}
