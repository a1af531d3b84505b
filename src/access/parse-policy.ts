import {
  type AccessCondition,
  type AccessPolicy,
  type AccessPrincipal,
  type AccessStatement,
  type PrincipalType,
} from './policy.ts';

const PRINCIPAL_TYPES: readonly PrincipalType[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
const ELEMENTS = new Set([
  'Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition',
]); // prettier-ignore

/**
 * Reads a policy document from JSON text, or from what `JSON.parse` made of it. Never throws: what is no policy grammar
 * is named in `unreadable`, and the statement with it is left out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(source: unknown): AccessPolicy {
  const unreadable: string[] = [];
  let document: unknown = source;
  if (typeof source === 'string') {
    try {
      document = JSON.parse(source);
    } catch {
      return { version: '2008-10-17', statements: [], unreadable: ['the text is not JSON'] };
    }
  }
  if (!isRecord(document))
    return { version: '2008-10-17', statements: [], unreadable: ['the document is not an object'] };
  const version = own(document, 'Version');
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    unreadable.push('Version is neither 2012-10-17 nor 2008-10-17');
  const written = own(document, 'Statement');
  const list = Array.isArray(written) ? (written as unknown[]) : written === undefined ? [] : [written];
  if (written === undefined) unreadable.push('the document has no Statement');
  const statements: AccessStatement[] = [];
  for (const [index, item] of list.entries()) {
    const faults: string[] = [];
    const statement = readStatement(item, faults);
    unreadable.push(...faults.map((fault) => `statement ${index}: ${fault}`));
    if (statement) statements.push(statement);
  }
  return { version: version === '2012-10-17' ? '2012-10-17' : '2008-10-17', statements, unreadable };
}

function readStatement(item: unknown, faults: string[]): AccessStatement | undefined {
  if (!isRecord(item)) {
    faults.push('is not an object');
    return undefined;
  }
  for (const key of Object.keys(item))
    if (!ELEMENTS.has(key)) faults.push(`has an unknown element ${JSON.stringify(key)}`);
  const effect = own(item, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny') faults.push('Effect is neither Allow nor Deny');
  const actions = readTexts(item, 'Action', faults);
  const notActions = readTexts(item, 'NotAction', faults);
  const resources = readTexts(item, 'Resource', faults);
  const notResources = readTexts(item, 'NotResource', faults);
  const principals = readPrincipals(item, 'Principal', faults);
  const notPrincipals = readPrincipals(item, 'NotPrincipal', faults);
  if ((actions === undefined) === (notActions === undefined)) faults.push('needs either Action or NotAction');
  if (resources && notResources) faults.push('has both Resource and NotResource');
  if (principals && notPrincipals) faults.push('has both Principal and NotPrincipal');
  if (!resources && !notResources && !principals && !notPrincipals)
    faults.push('has neither Resource nor Principal');
  const conditions = readConditions(own(item, 'Condition'), faults);
  if (
    faults.length > 0 &&
    ((effect !== 'Allow' && effect !== 'Deny') || (actions === undefined && notActions === undefined))
  )
    return undefined;
  const sid = own(item, 'Sid');
  return {
    ...(typeof sid === 'string' && { sid }),
    effect: effect as 'Allow' | 'Deny',
    ...(actions && { actions }),
    ...(notActions && { notActions }),
    ...(resources && { resources }),
    ...(notResources && { notResources }),
    ...(principals && { principals }),
    ...(notPrincipals && { notPrincipals }),
    conditions,
  };
}

function readTexts(
  item: Record<string, unknown>,
  element: string,
  faults: string[],
): readonly string[] | undefined {
  const value = own(item, element);
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((entry): entry is string => typeof entry === 'string');
  if (texts.length < list.length) faults.push(`${element} holds something that is no string`);
  return texts;
}

function readPrincipals(
  item: Record<string, unknown>,
  element: string,
  faults: string[],
): readonly AccessPrincipal[] | undefined {
  const value = own(item, element);
  if (value === undefined) return undefined;
  if (value === '*') return [{ type: '*', value: '*' }];
  if (!isRecord(value)) {
    faults.push(`${element} is neither "*" nor an object`);
    return [];
  }
  const principals: AccessPrincipal[] = [];
  for (const key of Object.keys(value)) {
    const type = PRINCIPAL_TYPES.find((known) => known === key);
    if (!type) {
      faults.push(`${element} has an unknown type ${JSON.stringify(key)}`);
      continue;
    }
    for (const text of readTexts(value, key, faults) ?? []) principals.push({ type, value: text });
  }
  return principals;
}

function readConditions(value: unknown, faults: string[]): readonly AccessCondition[] {
  if (value === undefined) return [];
  if (!isRecord(value)) {
    faults.push('Condition is not an object');
    return [];
  }
  const conditions: AccessCondition[] = [];
  for (const operator of Object.keys(value)) {
    const keys = value[operator];
    if (!isRecord(keys)) {
      faults.push(`Condition ${operator} is not an object`);
      continue;
    }
    for (const key of Object.keys(keys)) {
      const written = keys[key];
      const list: readonly unknown[] = Array.isArray(written) ? written : [written];
      const values = list
        .filter((entry) => ['string', 'number', 'boolean'].includes(typeof entry))
        .map(String);
      if (values.length < list.length)
        faults.push(`Condition ${operator} ${key} holds something that is no value`);
      conditions.push({ operator, key, values });
    }
  }
  return conditions;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
