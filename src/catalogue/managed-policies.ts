import { LineTable, readDataSlice } from './data-file.ts';
import { type ManagedPolicy } from './types.ts';

/** Path, offset and length of the document in `managed-policies.jsonl`, and 1 when AWS has deprecated the policy. */
type PolicyEntry = readonly [path: string, offset: number, length: number, deprecated?: 1];

const index = new LineTable<PolicyEntry>('managed-policies.json');
const policies = new Map<string, ManagedPolicy>();

/** Names of all AWS managed policies, sorted. Reads no document. */
export function managedPolicyNames(): readonly string[] {
  return index.keys();
}

/**
 * An AWS managed policy by its name, its name with its path (`service-role/AWSLambdaBasicExecutionRole`, with or
 * without a slash in front), or its ARN in any partition. A path that is not the policy's own gives undefined, as IAM
 * finds no such policy either.
 */
export function findManagedPolicy(nameOrArn: string): ManagedPolicy | undefined {
  const arn = /^arn:[^:]*:iam::aws:policy\//.exec(nameOrArn);
  if (!arn && nameOrArn.startsWith('arn:')) return undefined;
  const rest = arn ? nameOrArn.slice(arn[0].length) : nameOrArn.replace(/^\//, '');
  const slash = rest.lastIndexOf('/');
  const name = rest.slice(slash + 1);
  const entry = index.get(name);
  if (!entry) return undefined;
  const [path, offset, length, deprecated] = entry;
  if ((arn || slash !== -1) && path !== rest.slice(0, slash + 1)) return undefined;
  let policy = policies.get(name);
  if (!policy) {
    policy = {
      name,
      arn: `arn:aws:iam::aws:policy/${path}${name}`,
      document: readDataSlice('managed-policies.jsonl', offset, length),
      deprecated: deprecated === 1,
    };
    policies.set(name, policy);
  }
  return policy;
}
