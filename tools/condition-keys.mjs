import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGE = join(import.meta.dirname, 'node_modules', '@cloud-copilot', 'iam-data');

/**
 * Keys that are not of one service: `[lower-case key, [key, type]]`. The global ones and the keys that services put
 * into other services' requests, then those of identity providers.
 */
export async function compileConditionKeys() {
  const keys = new Map();
  const add = (key, type) => {
    const lower = key.toLowerCase();
    if (!keys.has(lower)) keys.set(lower, [key, type]);
  };
  const { globalConditionKeys } = await import(
    pathToFileURL(join(PACKAGE, 'dist', 'esm', 'globalConditionKeys.js')).href
  );
  for (const { key, type } of globalConditionKeys) add(key.replace(/\/tag-key$/i, '/${TagKey}'), type);
  const sts = JSON.parse(readFileSync(join(PACKAGE, 'data', 'conditionKeys', 'sts.json'), 'utf8'));
  for (const { key, type } of Object.values(sts)) {
    const prefix = key.slice(0, key.indexOf(':')).toLowerCase();
    // The methods of authentication are several: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_amr
    if (prefix !== 'sts' && prefix !== 'iam') add(key, key.endsWith(':amr') ? 'ArrayOfString' : type);
  }
  return keys;
}
