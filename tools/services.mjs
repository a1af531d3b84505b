import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit } from './write-data.mjs';

const LEVELS = ['List', 'Read', 'Write', 'Tagging', 'Permissions management'];
const PACKAGES = join(import.meta.dirname, 'node_modules');
const NEWEST = join(PACKAGES, '@cloud-copilot', 'iam-data', 'data');
const WITH_DEPENDENT_ACTIONS = join(PACKAGES, 'iam-data-deps', 'data');

/**
 * All services as the records that `src/catalogue/service-record.ts` reads, sorted by prefix, and what the services say
 * about keys of other prefixes: those of identity providers, which stand under `sts`.
 */
export function compileServices() {
  const names = readJson(NEWEST, 'serviceNames.json');
  const services = readdirSync(join(NEWEST, 'actions'))
    .map((file) => file.replace(/\.json$/, ''))
    .sort(byCodeUnit)
    .map((prefix) => ({ prefix, name: names[prefix] ?? prefix, record: compileService(prefix) }));
  const counts = { actions: 0, dependentActions: 0, resourceTypes: 0, conditionKeys: 0 };
  for (const { record } of services) {
    counts.actions += record.v.length;
    counts.dependentActions += Object.keys(record.d).length;
    counts.resourceTypes += record.r.length;
    counts.conditionKeys += record.k.filter(([, type]) => type).length;
  }
  return { services, counts };
}

function compileService(prefix) {
  const keys = Object.values(readJson(NEWEST, 'conditionKeys', `${prefix}.json`)).map((key) => ({
    ...key,
    key: withVariables(key.key),
  }));
  const types = Object.values(readJson(NEWEST, 'resourceTypes', `${prefix}.json`));
  const actions = Object.values(readJson(NEWEST, 'actions', `${prefix}.json`));
  const dependent = dependentActions(prefix);

  const keyTable = new Interned((key) => key.toLowerCase());
  keys.sort((a, b) => byCodeUnit(a.key, b.key)).forEach(({ key }) => keyTable.add(key));
  const typeOf = new Map(keys.map(({ key, type }) => [key.toLowerCase(), type]));
  const keyLists = new Interned(JSON.stringify);
  const keyList = (list) =>
    keyLists.add(
      [...new Set((list ?? []).map((key) => keyTable.add(withVariables(key))))].sort((a, b) => a - b),
    );
  keyList([]);

  const typeNames = new Interned((name) => name);
  const byName = new Map();
  for (const type of types.sort((a, b) => byCodeUnit(a.key, b.key))) {
    const known = byName.get(type.key);
    if (known) known[1].push(type.arn);
    else {
      typeNames.add(type.key);
      byName.set(type.key, [type.key, [type.arn], keyList(type.conditionKeys)]);
    }
  }
  const resourceLists = new Interned(JSON.stringify);
  resourceLists.add([]);
  const columns = { a: [], v: '', x: [], c: [], d: {} };
  for (const action of actions.sort((a, b) => byCodeUnit(a.name, b.name))) {
    const resources = action.resourceTypes.flatMap((resource) => {
      if (!byName.has(resource.name))
        throw new Error(`${prefix}:${action.name} names no resource type ${resource.name}`);
      return [typeNames.add(resource.name) * 2 + Number(resource.required), keyList(resource.conditionKeys)];
    });
    const older = dependent.get(action.name.toLowerCase()) ?? [];
    const needs = [...new Set([...action.dependentActions, ...older])].sort(byCodeUnit);
    if (needs.length > 0) columns.d[columns.a.length] = needs;
    columns.a.push(action.name);
    columns.v += levelOf(action.accessLevel);
    columns.x.push(resourceLists.add(resources));
    columns.c.push(keyList(action.conditionKeys));
  }
  return {
    k: keyTable.values.map((key) =>
      typeOf.has(key.toLowerCase()) ? [key, typeOf.get(key.toLowerCase())] : [key],
    ),
    s: keyLists.values,
    r: [...byName.values()],
    l: resourceLists.values,
    ...columns,
    a: columns.a.join(' '),
  };
}

/** Some keys are written `s3:ExistingObjectTag/<key>`; all others `${key}`. */
function withVariables(key) {
  return key.replace(/<([^>]+)>/g, '${$1}');
}

/** `Tagging, Write` is Tagging and `Permissions management, Write` is Permissions management: the narrower of the two. */
function levelOf(text) {
  const level = LEVELS.indexOf(text.split(',')[0].trim());
  if (level === -1) throw new Error(`unknown access level ${text}`);
  return level;
}

/** Dependent actions by lower-case action name; newer versions of the source have lost them. */
function dependentActions(prefix) {
  const found = new Map();
  let actions;
  try {
    actions = readJson(WITH_DEPENDENT_ACTIONS, 'actions', `${prefix}.json`);
  } catch {
    return found; // A service that is younger than the old version.
  }
  for (const action of Object.values(actions)) {
    const needs = [
      ...action.dependentActions,
      ...action.resourceTypes.flatMap((resource) => resource.dependentActions),
    ];
    if (needs.length > 0) found.set(action.name.toLowerCase(), needs);
  }
  return found;
}

/** Values in the order in which they first came, each once. */
class Interned {
  values = [];
  #indices = new Map();
  #identity;

  constructor(identity) {
    this.#identity = identity;
  }

  add(value) {
    const identity = this.#identity(value);
    if (!this.#indices.has(identity)) this.#indices.set(identity, this.values.push(value) - 1);
    return this.#indices.get(identity);
  }
}

function readJson(...path) {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}
