import { LineTable } from './data-file.ts';

/** The page that documents the name; empty when AWS's own managed policies use it. */
const table = new LineTable<string>('service-principals.json');

/** Names of the known service principals without suffix, sorted: `access-analyzer`, `apidestinations.events`, … */
export function servicePrincipalNames(): readonly string[] {
  return table.keys();
}

/** Whether `name.amazonaws.com` is a known service principal; lower case. */
export function isServicePrincipalName(name: string): boolean {
  return table.get(name) !== undefined;
}
