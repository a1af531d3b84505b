import { LineTable, readDataFile, readDataSlice } from './data-file.ts';
import { decodeService, type ServiceRecord } from './service-record.ts';
import { type Action, type ConditionKey, type ConditionKeyType, type Service } from './types.ts';

/** Display name, offset and length of the record in `services.jsonl`. */
type ServiceEntry = readonly [name: string, offset: number, length: number];

const index = new LineTable<ServiceEntry>('services.json');
const keyTable = new LineTable<readonly [name: string, type: ConditionKeyType]>('condition-keys.json');
/**
 * The keys that every OpenID Connect provider has, after its host name and path: `oidc.eks.eu-west-1.amazonaws.com/id/1A:sub`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const OIDC_CLAIM = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^:]*)?:(?:amr|aud|email|oaud|sub)$/;

const services = new Map<string, Service>();
let all: readonly Service[] | undefined;
let keyFamilies: readonly string[] | undefined;

/** All service prefixes, sorted: `a2c`, `a4b`, … Reads no service. */
export function servicePrefixes(): readonly string[] {
  return index.keys();
}

/** The service of a prefix in any case, `s3`; read from the packaged data at the first question. */
export function findService(prefix: string): Service | undefined {
  const known = services.get(prefix);
  if (known) return known;
  const lower = prefix.toLowerCase();
  const entry = index.get(lower);
  if (!entry) return undefined;
  let service = services.get(lower);
  if (!service) {
    const record = JSON.parse(readDataSlice('services.jsonl', entry[1], entry[2])) as ServiceRecord;
    service = decodeService(lower, entry[0], record);
    services.set(lower, service);
  }
  return service;
}

/** All services, sorted by prefix. Reads and decodes the whole catalogue, so it is for questions about all of it only. */
export function allServices(): readonly Service[] {
  if (!all) {
    // A line for each prefix, in the same order.
    const lines = readDataFile('services.jsonl').split('\n');
    all = index.entries().map(([prefix, [name]], at) => {
      const known = services.get(prefix);
      if (known) return known;
      const service = decodeService(prefix, name, JSON.parse(lines[at]!) as ServiceRecord);
      services.set(prefix, service);
      return service;
    });
  }
  return all;
}

/** The action of a full name in any case, `s3:GetObject`; undefined for wildcards and unknown names. */
export function findAction(action: string): Action | undefined {
  const colon = action.indexOf(':');
  if (colon <= 0) return undefined;
  return findService(action.slice(0, colon))?.actions.get(action.slice(colon + 1).toLowerCase());
}

/**
 * A condition key that is not of one service: the global keys (`aws:SourceArn`, `aws:PrincipalTag/team`) and those of
 * identity providers (`token.actions.githubusercontent.com:sub`, `saml:aud`). In any case; undefined when not known.
 */
export function globalConditionKey(name: string): ConditionKey | undefined {
  const lower = name.toLowerCase();
  const entry = keyTable.get(lower) ?? familyOf(lower);
  if (entry) return { name: entry[0], type: entry[1] };
  return OIDC_CLAIM.test(lower)
    ? { name, type: lower.endsWith(':amr') ? 'ArrayOfString' : 'String' }
    : undefined;
}

/** All keys that {@link globalConditionKey} knows, those with a variable part included. */
export function globalConditionKeys(): readonly ConditionKey[] {
  return keyTable.keys().map((key) => {
    const [name, type] = keyTable.get(key)!;
    return { name, type };
  });
}

/**
 * A condition key of any kind, in any case: a global one, one of an identity provider, or one of a service
 * (`s3:x-amz-acl`, `iam:ResourceTag/team`).
 */
export function findConditionKey(name: string): ConditionKey | undefined {
  const shared = globalConditionKey(name);
  if (shared) return shared;
  const colon = name.indexOf(':');
  const keys = colon > 0 ? findService(name.slice(0, colon))?.conditionKeys : undefined;
  if (!keys) return undefined;
  const lower = name.toLowerCase();
  const exact = keys.get(lower);
  if (exact) return exact;
  for (const [key, value] of keys) if (key.includes('${') && fitsTemplate(lower, key)) return value;
  return undefined;
}

function familyOf(lower: string): readonly [string, ConditionKeyType] | undefined {
  keyFamilies ??= keyTable.keys().filter((key) => key.includes('${'));
  for (const family of keyFamilies) if (fitsTemplate(lower, family)) return keyTable.get(family);
  return undefined;
}

/** Whether a key is an instance of a template such as `aws:requesttag/${tagkey}`; a variable stands for at least one character. */
function fitsTemplate(key: string, template: string): boolean {
  const parts = template.split(/\$\{[^}]*\}/);
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (!key.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = key.indexOf(part, at + 1);
    if (found === -1) return false;
    at = found + part.length;
  }
  return key.length - last.length > at && key.endsWith(last);
}
