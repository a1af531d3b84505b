import { findService, servicePrefixes } from '../catalogue/services.ts';
import { parseAction } from './action.ts';
import { apiOperation, iamPrefixOf } from './api-operations.ts';
import { nearest } from './spelling.ts';

/**
 * The service prefix that was most likely meant by an unknown one: that of the service whose SDK client or former name
 * it is (`bedrock-runtime` gives `bedrock`), or one that is spelt nearly alike. Undefined for a known prefix.
 */
export function nearestService(prefix: string): string | undefined {
  if (findService(prefix)) return undefined;
  return iamPrefixOf(prefix) ?? nearest(prefix, servicePrefixes());
}

/**
 * The action that was most likely meant by an unknown one: what grants the API operation of that name
 * (`s3:HeadObject` gives `s3:GetObject`), the action of the same name where the prefix is wrong, or one that is spelt
 * nearly alike. Undefined for a known action and where nothing is near.
 */
export function nearestAction(action: string): string | undefined {
  const parsed = parseAction(action);
  if (!parsed) return undefined;
  const known = findService(parsed.service);
  const service = known ?? findService(nearestService(parsed.service) ?? '');
  if (!service) return undefined;
  const exact = service.actions.get(parsed.name.toLowerCase());
  if (exact) return known ? undefined : `${service.prefix}:${exact.name}`;
  const operation = apiOperation(`${service.prefix}:${parsed.name}`);
  if (operation) return operation.grantedBy[0];
  const name = nearest(
    parsed.name,
    Array.from(service.actions.values(), (candidate) => candidate.name),
  );
  return name && `${service.prefix}:${name}`;
}
