// Compiles data/sam-policy-templates.json and data/sam-connectors.json from a release of aws-sam-translator.
//
//   pip download --no-deps --dest sam aws-sam-translator && unzip -q -d sam sam/*.whl
//   node tools/refresh-sam.mjs sam
//
// The date of the output changes only when its content does, so that a second run changes nothing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node refresh-sam.mjs FOLDER (an unpacked wheel of aws-sam-translator)');
  process.exit(2);
}
const data = new URL('../data/', import.meta.url);
const readJson = (...path) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));

const info = readdirSync(folder).find((name) => /^aws_sam_translator-.*\.dist-info$/.test(name));
if (!info) throw new Error(`${folder} holds no aws_sam_translator-*.dist-info; is it an unpacked wheel?`);
const metadata = readFileSync(join(folder, info, 'METADATA'), 'utf8');
const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(metadata)?.[1]?.trim();
const source = { package: 'aws-sam-translator', version: field('Version'), licence: 'Apache-2.0' };
if (!/apache/i.test(field('License') ?? field('License-Expression') ?? ''))
  throw new Error('the licence of aws-sam-translator is no longer Apache; do not ship its data');

/** One key per line, keys sorted, `source` first. */
function write(name, entries) {
  const body = Object.keys(entries)
    .sort()
    .map((key) => `,\n${JSON.stringify(key)}:${JSON.stringify(entries[key])}`)
    .join('');
  const text = (date) => `{\n"source":${JSON.stringify({ ...source, date })}${body}\n}\n`;
  const file = new URL(name, data);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const dateBefore = before === '' ? undefined : JSON.parse(before).source.date;
  const after = text(dateBefore);
  writeFileSync(file, after === before ? before : text(new Date().toISOString().slice(0, 10)));
  console.log(`${name}: ${Object.keys(entries).length} entries from ${source.package} ${source.version}`);
}

const { Templates } = readJson('samtranslator', 'policy_templates_data', 'policy_templates.json');
const templates = {};
for (const [name, { Parameters, Definition }] of Object.entries(Templates))
  templates[name] = { parameters: Object.keys(Parameters), statements: Definition.Statement };
write('sam-policy-templates.json', templates);

const { Permissions, CfnResourceProperties } = readJson(
  'samtranslator',
  'model',
  'connector_profiles',
  'profiles.json',
);
const connectors = {};
for (const [from, destinations] of Object.entries(Permissions))
  for (const [to, { Type, Properties }] of Object.entries(destinations)) {
    connectors[`${from} ${to}`] = {
      kind: Type,
      onSource: Properties.SourcePolicy,
      access: Properties.AccessCategories,
      ...(Properties.ValidAccessCategories ? { combinations: Properties.ValidAccessCategories } : {}),
    };
  }
for (const [type, { Inputs, Outputs }] of Object.entries(CfnResourceProperties)) {
  const role = Inputs?.Role;
  connectors[type] = { ...(typeof role === 'string' ? { role } : {}), outputs: Outputs ?? {} };
}
write('sam-connectors.json', connectors);
