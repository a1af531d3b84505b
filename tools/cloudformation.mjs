import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { CORRECTIONS } from './corrections.mjs';
import { OTHER_GRAMMAR, POLICY_PROPERTIES } from './policy-properties.mjs';
import { byCodeUnit } from './write-data.mjs';

const PSEUDO = { Partition: 'AWS::Partition', Region: 'AWS::Region', Account: 'AWS::AccountId' };
const MAX_DEPTH = 8;
/** Properties that take a value of any kind, of which one kind is a role. */
const FREE_VALUE = /^(?:String|Parameter)?Value$/;
/** Properties that name a role as somebody to whom access is given; nothing acts as it there. */
const GRANTEE = /Principals?$|PrincipalIdentifier$|^SourceArn$|^MasterUserARN$/;

/**
 * The CloudFormation table: `[type, record]` as `src/catalogue/cloudformation.ts` reads it.
 * @param services as compiled, for ARN templates that the schema lacks.
 */
export function compileCloudFormation(services) {
  const db = loadAwsServiceSpecSync();
  const resources = new Map(db.all('resource').map((resource) => [resource.cloudFormationType, resource]));
  const records = new Map();
  const warnings = [];
  for (const [type, resource] of resources) {
    const paths = [...walk(db, resource.properties)];
    records.set(type, {
      ref: refOf(resource),
      arns: arnsOf(resource),
      defaults: undefined,
      policies: undefined,
      roles: paths.filter((entry) => isRole(entry, type)).map(({ path }) => path),
      instanceProfiles: paths.filter((entry) => isInstanceProfile(entry, type)).map(({ path }) => path),
      secrets: paths.filter(isSecret).map(({ path }) => path),
    });
    warnings.push(...unlistedPolicies(type, paths));
  }
  for (const [type, correction] of Object.entries(CORRECTIONS)) correct(records, type, correction, services);
  for (const [type, rows] of Object.entries(POLICY_PROPERTIES)) {
    const record = records.get(type) ?? emptyRecord();
    record.policies = rows.map(([path, kind, shape = 'document', within]) => ({
      path,
      kind,
      shape,
      ...(within && { within }),
    }));
    records.set(type, record);
    warnings.push(...vanishedPolicies(db, type, rows, resources.get(type)));
  }
  const counts = {
    resourceTypes: records.size,
    refs: count(records, (record) => (record.ref ? 1 : 0)),
    arnTemplates: count(records, (record) => Object.keys(record.arns).length),
    policyProperties: count(records, (record) => record.policies?.length ?? 0),
    roleProperties: count(records, (record) => record.roles.length),
  };
  return { records: [...records].map(([type, record]) => [type, compact(record)]), counts, warnings };
}

function emptyRecord() {
  return {
    ref: undefined,
    arns: {},
    defaults: undefined,
    policies: undefined,
    roles: [],
    instanceProfiles: [],
    secrets: [],
  };
}

/** `Ref` gives the identifier when there is one; of several, CloudFormation's documentation alone tells. */
function refOf(resource) {
  const identifier = resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? [];
  return identifier.length === 1 ? identifier[0] : undefined;
}

function arnsOf(resource) {
  const attribute = arnAttribute(resource);
  if (!attribute || !resource.arnTemplate?.startsWith('arn:')) return {};
  return { [attribute]: renameVariables(resource) };
}

/** The attribute that is the resource's own ARN, not that of something that it uses. */
function arnAttribute(resource) {
  const names = Object.keys(resource.attributes).filter((name) => /^[^.]*(?:Arn|ARN)$/.test(name));
  const own = resource.cloudFormationType.split('::').at(-1).toLowerCase();
  return (
    names.find((name) => /^arn$/i.test(name)) ??
    names.find((name) => refOf(resource) === name) ??
    names.find((name) => name.toLowerCase() === `${own}arn`) ??
    (names.length === 1 && own.endsWith(names[0].toLowerCase().replace(/arn$/, '')) ? names[0] : undefined)
  );
}

/** Gives the variables of an ARN template the names that the properties and attributes have. */
function renameVariables(resource) {
  const known = (name) => name in resource.properties || name in resource.attributes;
  const variables = new Set(Array.from(resource.arnTemplate.matchAll(/\$\{([^}]+)\}/g), (match) => match[1]));
  const unknown = [...variables].filter((name) => !(name in PSEUDO) && !known(name));
  const ref = refOf(resource);
  const rename = (name) => {
    if (name in PSEUDO) return PSEUDO[name];
    if (known(name) || unknown.length > 1) return name;
    if (/name$/i.test(name))
      return ref && /name$/i.test(ref) && known(ref) ? ref : 'Name' in resource.properties ? 'Name' : name;
    return ref && /(?:id|identifier)$/i.test(name) && /(?:id|identifier)$/i.test(ref) ? ref : name;
  };
  return resource.arnTemplate.replace(/\$\{([^}]+)\}/g, (_, name) => `\${${rename(name)}}`);
}

function correct(records, type, correction, services) {
  const record = records.get(type) ?? emptyRecord();
  records.set(type, record);
  if (correction.like) {
    const model = records.get(correction.like);
    Object.assign(record, { ref: model.ref, arns: model.arns, defaults: model.defaults });
  }
  if ('ref' in correction) record.ref = correction.ref;
  if (correction.defaults) record.defaults = correction.defaults;
  record.arns = { ...record.arns, ...correction.arns };
  for (const [attribute, [prefix, resource, names]] of Object.entries(correction.from ?? {})) {
    const service = services.find((candidate) => candidate.prefix === prefix);
    const [, [template]] = service.record.r.find(([name]) => name === resource);
    record.arns[attribute] = template.replace(
      /\$\{([^}]+)\}/g,
      (_, name) => `\${${PSEUDO[name] ?? names[name] ?? name}}`,
    );
  }
}

/** Every property below the given ones: path, name, types and documentation. Types that hold themselves end the walk. */
function* walk(db, properties, prefix = '', held = []) {
  for (const [name, property] of Object.entries(properties)) {
    for (const { type, suffix } of flatten(property.type)) {
      const path = `${prefix}${name}${suffix}`;
      yield { path, name, type, property };
      if (type.type !== 'ref' || held.length === MAX_DEPTH) continue;
      const definition = db.get('typeDefinition', type.reference.$ref);
      if (!held.includes(definition.$id))
        yield* walk(db, definition.properties, `${path}.`, [...held, definition.$id]);
    }
  }
}

function flatten(type, suffix = '') {
  if (type.type === 'union') return type.types.flatMap((member) => flatten(member, suffix));
  if (type.type === 'array') return flatten(type.element, `${suffix}[]`);
  if (type.type === 'map') return flatten(type.element, `${suffix}.*`);
  return [{ type, suffix }];
}

function refersTo(property, type) {
  return (property.relationshipRefs ?? []).some((ref) => ref.cloudFormationType === type);
}

/** IAM's own types name roles to attach something to them. SAM's schema has no documentation to tell by. */
function isRole({ path, name, type, property }, resourceType) {
  if (type.type !== 'string' && type.type !== 'json') return false;
  if (resourceType.startsWith('AWS::IAM::') || FREE_VALUE.test(name) || GRANTEE.test(name)) return false;
  if (refersTo(property, 'AWS::IAM::Role')) return true;
  if (type.type !== 'string') return false;
  if (/Role(?:Arn|ARN)s?$|^role(?:Arn|ARN)s?$/.test(name)) return true;
  if (resourceType.startsWith('AWS::Serverless::')) return path === 'Role';
  return (
    /Roles?(?:Name|Id)?s?$|^role$/.test(name) &&
    /\bIAM\b|Amazon Resource Name|\bARN\b/.test(property.documentation ?? '')
  );
}

/** Database Migration Service has instance profiles of its own, which are none of IAM's. */
function isInstanceProfile({ path, name, type, property }, resourceType) {
  if (type.type !== 'string' || FREE_VALUE.test(name)) return false;
  if (resourceType === 'AWS::IAM::InstanceProfile' || resourceType.startsWith('AWS::DMS::')) return false;
  return (
    refersTo(property, 'AWS::IAM::InstanceProfile') ||
    /InstanceProfile(?:Specification)?\.(?:Arn|Name)$|InstanceProfile(?:Arn|ARN|Name)?s?(?:\[\])*$/.test(path)
  );
}

function isSecret({ path, name, type }) {
  return (
    !path.includes('TokenValidityUnits') &&
    // The path of a file, and the id of a key that goes.
    !path.endsWith('.File.PrivateKey') &&
    name !== 'RemovePrivateKey' &&
    type.type === 'string' &&
    /(?:Password|SecretString|SecretKey|SecretAccessKey|AuthToken|OauthToken|AccessToken|RefreshToken|SecretToken|HECToken|EventSourceToken|TokenKey|PrivateKey|ClientSecret|SharedSecret)$/.test(
      name,
    )
  );
}

/** JSON properties whose name or scrutiny says policy and that the table does not list. */
function unlistedPolicies(type, paths) {
  const listed = (POLICY_PROPERTIES[type] ?? []).map(([path]) => path);
  return [
    ...new Set(
      paths
        .filter(
          ({ type: { type: kind }, name }) =>
            kind === 'json' && /Polic(?:y|ies)|PermissionsDocument/.test(name),
        )
        .map(({ path }) => path),
    ),
  ]
    .filter((path) => !listed.includes(path) && !OTHER_GRAMMAR.includes(`${type} ${path}`))
    .map((path) => `${type} ${path} looks like a policy and is in neither table`);
}

/** Listed properties that the schema has no longer; inside free-form JSON it cannot tell. */
function vanishedPolicies(db, type, rows, resource) {
  // The schema of SAM's types is older than the types.
  if (!resource || type.startsWith('AWS::Serverless::')) return [];
  const known = new Set([...walk(db, resource.properties)].map(({ path }) => path));
  const opaque = [...walk(db, resource.properties)]
    .filter(({ type: { type: kind } }) => kind === 'json')
    .map(({ path }) => path);
  return rows
    .map(([path]) => path)
    .filter(
      (path) =>
        !known.has(path) && !known.has(`${path}[]`) && !opaque.some((above) => path.startsWith(above)),
    )
    .map((path) => `${type} ${path} is not in the schema`);
}

function count(records, of) {
  return [...records.values()].reduce((sum, record) => sum + of(record), 0);
}

/** Leaves out what is empty and sorts what has no order. */
function compact(record) {
  const arns = Object.fromEntries(Object.entries(record.arns).sort(([a], [b]) => byCodeUnit(a, b)));
  return Object.fromEntries(
    Object.entries({
      ...record,
      arns,
      roles: sorted(record.roles),
      instanceProfiles: sorted(record.instanceProfiles),
      secrets: sorted(record.secrets),
    }).filter(
      ([, value]) => value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0),
    ),
  );
}

function sorted(paths) {
  return [...new Set(paths)].sort(byCodeUnit);
}
