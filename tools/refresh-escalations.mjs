// Compiles data/escalations.json: which actions together let a principal gain permissions.
//
//   node tools/refresh-escalations.mjs FILE
//
// FILE is a JSON list of primitives: id, category, confidence, requiredActions, requiredAnyOf, optionalActions, viaService,
// bind, needsInTemplate, sources. Only these facts are taken; the sentences are those of escalation-descriptions.mjs.
// The date of the output changes only when its content does, so that a second run changes nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DESCRIPTIONS } from './escalation-descriptions.mjs';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node refresh-escalations.mjs FILE (a JSON list of primitives)');
  process.exit(2);
}

/** Names and licences of the sources, by how they are called in the list. */
const SOURCES = [
  ['pathfinding.cloud', 'pathfinding.cloud', 'Apache-2.0'],
  ['iam-vulnerable', 'iam-vulnerable', 'MIT'],
  ['cloudsplaining/parliament', 'cloudsplaining', 'BSD-3-Clause'],
  ['cloudsplaining data', 'cloudsplaining', 'BSD-3-Clause'],
  // Only the fact that the edge exists comes from there.
  ['PMapper', 'PMapper', 'AGPL-3.0'],
  ['own derivation', 'service API', 'none'],
];
/** Objects that the list leaves open. */
const BINDS = {
  'x-iam-new-admin-user': {
    'iam:CreateUser': 'targetUser',
    'iam:AttachUserPolicy': 'targetUser',
    'iam:PutUserPolicy': 'targetUser',
    'iam:AddUserToGroup': 'targetGroup',
    'iam:CreateAccessKey': 'targetUser',
    'iam:CreateLoginProfile': 'targetUser',
  },
  'x-iam-new-admin-role': {
    'iam:CreateRole': 'targetRole',
    'iam:AttachRolePolicy': 'targetRole',
    'iam:PutRolePolicy': 'targetRole',
  },
  'x-iam-remove-deny-user': {
    'iam:DetachUserPolicy': 'self',
    'iam:DeleteUserPolicy': 'self',
    'iam:RemoveUserFromGroup': 'groupOfSelf',
    'iam:DetachGroupPolicy': 'groupOfSelf',
    'iam:DeleteGroupPolicy': 'groupOfSelf',
  },
  'x-iam-oidc-audience': {
    'iam:AddClientIDToOpenIDConnectProvider': 'provider',
    'iam:UpdateOpenIDConnectProviderThumbprint': 'provider',
  },
  'x-iam-service-credential': {
    'iam:CreateServiceSpecificCredential': 'targetUser',
    'iam:ResetServiceSpecificCredential': 'targetUser',
  },
  'x-iam-mfa-reset': { 'iam:DeactivateMFADevice': 'targetUser' },
};
/** What takes its code from a repository, where the list names the repository itself. */
const TYPES = {
  'x-ecr-image-overwrite': ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Function', 'AWS::AppRunner::Service'],
};
const CONFIDENCES = ['documented', 'well-known', 'derived'];

function sourceName({ name, id }) {
  const known = SOURCES.find(([start]) => name.startsWith(start));
  if (!known) throw new Error(`unknown source ${name}; add its licence to SOURCES`);
  return id === undefined ? known[1] : `${known[1]}:${id}`;
}

/** The resource types of a remark such as `AWS::Glue::Job Command.ScriptLocation`. */
function typesOf(remarks) {
  return [...new Set(remarks.flatMap((remark) => remark.match(/AWS::\w+::\w+/g) ?? []))];
}

function compile(primitive) {
  const { id, category, confidence, requiredActions, requiredAnyOf = [], optionalActions } = primitive;
  const description = DESCRIPTIONS[id];
  if (description === undefined) throw new Error(`${id} has no sentence in escalation-descriptions.mjs`);
  const bind = BINDS[id] ?? primitive.bind;
  if (!CONFIDENCES.includes(confidence)) throw new Error(`${id}: unknown confidence ${confidence}`);
  return {
    description,
    category,
    confidence,
    all: requiredActions,
    ...(requiredAnyOf.length > 0 && { any: requiredAnyOf }),
    ...(optionalActions.length > 0 && { optional: optionalActions }),
    ...(primitive.viaService && { service: primitive.viaService }),
    ...(Object.keys(bind).length > 0 && { bind }),
    ...(primitive.needsInTemplate.length > 0 && { types: TYPES[id] ?? typesOf(primitive.needsInTemplate) }),
    sources: [...new Set(primitive.sources.map(sourceName))],
  };
}

const primitives = JSON.parse(readFileSync(file, 'utf8'));
const ids = new Set(primitives.map(({ id }) => id));
const unused = Object.keys(DESCRIPTIONS).filter((id) => !ids.has(id));
if (unused.length > 0) throw new Error(`no primitive has the id ${unused.join(', ')}`);
const licences = Object.fromEntries(SOURCES.map(([, name, licence]) => [name, licence]));
const body = primitives
  .map((item) => `,\n${JSON.stringify(item.id)}:${JSON.stringify(compile(item))}`)
  .join('');
const text = (date) =>
  `{\n"source":${JSON.stringify({ version: String(primitives.length), date, licences })}${body}\n}\n`;
const target = new URL('../data/escalations.json', import.meta.url);
const before = existsSync(target) ? readFileSync(target, 'utf8') : '';
const dateBefore = before === '' ? undefined : JSON.parse(before).source.date;
const after = text(dateBefore);
writeFileSync(target, after === before ? before : text(new Date().toISOString().slice(0, 10)));
console.log(`escalations.json: ${primitives.length} primitives`);
