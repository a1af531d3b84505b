import { LineTable } from './data-file.ts';
import { type CfnType, type PolicyProperty } from './types.ts';

/** A type as `cloudformation.json` holds it; what is empty is left out. */
interface CfnRecord {
  readonly ref?: string;
  readonly arns?: Readonly<Record<string, string>>;
  readonly defaults?: Readonly<Record<string, string>>;
  readonly policies?: readonly PolicyProperty[];
  readonly roles?: readonly string[];
  readonly instanceProfiles?: readonly string[];
  readonly secrets?: readonly string[];
}

const table = new LineTable<CfnRecord>('cloudformation.json');
/** Secrets among the properties that the registry schemas mark as write-only; beside the types it holds its `source`. */
const writeOnly = new LineTable<readonly string[]>('write-only-properties.json');
const types = new Map<string, CfnType>();

/** What is known of a CloudFormation or SAM resource type, `AWS::S3::Bucket`; the case counts, as for CloudFormation. */
export function findCfnType(type: string): CfnType | undefined {
  const known = types.get(type);
  if (known) return known;
  const record = table.get(type);
  if (!record) return undefined;
  const {
    ref,
    arns = {},
    defaults = {},
    policies = [],
    roles = [],
    instanceProfiles = [],
    secrets: named = [],
  } = record;
  const marked = type.includes('::') ? (writeOnly.get(type) ?? []) : [];
  const secrets = marked.length === 0 ? named : [...new Set([...named, ...marked])].sort();
  const found: CfnType = { type, ref, arns, defaults, policies, roles, instanceProfiles, secrets };
  types.set(type, found);
  return found;
}

/** The properties of a resource type that hold policy grammar; none for an unknown type. */
export function policyProperties(type: string): readonly PolicyProperty[] {
  return findCfnType(type)?.policies ?? [];
}

/** All resource types that are known, sorted. */
export function cfnTypes(): readonly string[] {
  return table.keys();
}
