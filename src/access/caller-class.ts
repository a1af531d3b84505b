import { type KeyBound, type KeyBounds } from './condition-key.ts';
import { type AccessPrincipal, displayText } from './policy.ts';
import { type Caller } from './request.ts';
import { type Prepared } from './statement.ts';

/** Callers that the policies at hand cannot tell apart but by condition keys. */
export interface CallerClass {
  /** One of them. When `others` is set, ARN and name are examples. */
  readonly caller: Caller;
  /** Stands for all principals of its kind in its account that no policy names. */
  readonly others: boolean;
  readonly bounds: KeyBounds;
}

const MOST_ACCOUNTS = 128;
const MOST_NAMED = 512;
const ABSENT: KeyBound = { presence: 'absent' };
const fixed = (text: string): KeyBound => ({ presence: 'present', only: [escapeGlob(text)] });

/** The text as a pattern that matches only itself. */
function escapeGlob(text: string): string {
  return /[*?]/.test(text) ? text.replace(/[*?]/g, '?') : text;
}

/**
 * Parts all callers into classes by the principals, and the accounts in condition values, that the statements name.
 * Returns undefined when there are too many to go through.
 */
export function callerClasses(
  statements: readonly Prepared[],
  keys: readonly string[],
  kind: 'identity' | 'resource',
): readonly CallerClass[] | undefined {
  const named = statements.flatMap(({ principals, notPrincipals }) => [
    ...(principals ?? []),
    ...(notPrincipals ?? []),
  ]);
  const texts = kind === 'identity' ? [] : named.map(({ value }) => displayText(value));
  const arns = new Set(texts.filter((text) => /^arn:[^:]*:(iam|sts)::\d{12}:(?!root$)/.test(text)));
  const accounts = mentionedAccounts(statements, texts);
  accounts.add(freshAccount(accounts));
  if (accounts.size > MOST_ACCOUNTS || named.length > MOST_NAMED) return undefined;
  const tags = keys.filter((key) => key.startsWith('aws:principaltag/'));
  const classes: CallerClass[] = [];
  for (const arn of arns) classes.push(namedClass(arn, arns));
  for (const account of accounts) classes.push(...accountClasses(account, arns, keys));
  if (kind === 'identity') return classes;
  const of = (type: AccessPrincipal['type']): Set<string> =>
    new Set(named.filter((principal) => principal.type === type).map(({ value }) => displayText(value)));
  for (const name of of('CanonicalUser'))
    classes.push({ caller: { type: 'canonical', name }, others: false, bounds: new Map() });
  classes.push(anonymousClass(tags));
  for (const name of [...of('Service'), 'example.amazonaws.com'])
    classes.push({
      caller: { type: 'service', name },
      others: false,
      bounds: new Map([
        ...noPrincipal(tags),
        ['aws:principalservicename', fixed(name)],
        ['aws:principalisawsservice', fixed('true')],
      ]),
    });
  for (const name of [...of('Federated'), 'arn:aws:iam::999999999999:saml-provider/example'])
    classes.push({ caller: { type: 'federated', name }, others: false, bounds: new Map(noPrincipal(tags)) });
  return classes;
}

/** Everybody whom IAM does not know. */
export function anonymousClass(tags: readonly string[]): CallerClass {
  return {
    caller: { type: 'anonymous' },
    others: false,
    bounds: new Map([
      ...noPrincipal(tags),
      ['aws:principalaccount', fixed('anonymous')],
      ['aws:principaltype', fixed('Anonymous')],
      ['aws:userid', { presence: 'either' }],
    ]),
  };
}

function noPrincipal(tags: readonly string[]): [string, KeyBound][] {
  return [
    ...[
      'aws:principalarn',
      'aws:principalaccount',
      'aws:principalorgid',
      'aws:principalorgpaths',
      'aws:username',
      ...tags,
    ].map((key): [string, KeyBound] => [key, ABSENT]),
    ['aws:principalservicename', ABSENT],
    ['aws:principalisawsservice', fixed('false')],
  ];
}

function principalBounds(account: string, type: string): [string, KeyBound][] {
  return [
    ['aws:principalaccount', fixed(account)],
    ['aws:principaltype', fixed(type)],
    ['aws:principalservicename', ABSENT],
    ['aws:principalisawsservice', fixed('false')],
    ...(type === 'User' ? [] : [['aws:username', ABSENT] as [string, KeyBound]]),
  ];
}

function namedClass(arn: string, arns: ReadonlySet<string>): CallerClass {
  const account = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(arn)![1]!;
  const session = /^arn:([^:]*):sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn);
  if (session) {
    const role = [...arns].find(
      (other) => other.includes(`:iam::${account}:role/`) && other.endsWith(`/${session[2]}`),
    );
    const roleArn = role ?? `arn:${session[1]}:iam::${account}:role/${session[2]}`;
    return {
      caller: { type: 'role', arn: roleArn, sessionArn: arn, account },
      others: false,
      bounds: new Map([...principalBounds(account, 'AssumedRole'), ['aws:principalarn', fixed(roleArn)]]),
    };
  }
  const type = arn.includes(':federated-user/') ? 'federated-user' : arn.includes(':role/') ? 'role' : 'user';
  const typeName = { 'federated-user': 'FederatedUser', role: 'AssumedRole', user: 'User' }[type];
  const bounds = new Map([
    ...principalBounds(account, typeName),
    ['aws:principalarn', fixed(arn)] as [string, KeyBound],
  ]);
  if (type === 'user') bounds.set('aws:username', fixed(arn.slice(arn.lastIndexOf('/') + 1)));
  return { caller: { type, arn, account }, others: false, bounds };
}

/** The principals of an account that no policy names. */
export function accountClasses(
  account: string,
  arns: ReadonlySet<string>,
  keys: readonly string[],
): readonly CallerClass[] {
  const except = [...arns].map(escapeGlob);
  const arn = (kind: string): KeyBound => ({
    presence: 'present',
    arns: true,
    only: [`arn:*:iam::${account}:${kind}/?*`],
    except,
  });
  const example = (kind: string): string => {
    let name = 'example';
    while (arns.has(`arn:aws:iam::${account}:${kind}/${name}`)) name += '-2';
    return `arn:aws:iam::${account}:${kind}/${name}`;
  };
  const root = `arn:aws:iam::${account}:root`;
  return [
    {
      caller: { type: 'role', arn: example('role'), account },
      others: true,
      bounds: new Map([...principalBounds(account, 'AssumedRole'), ['aws:principalarn', arn('role')]]),
    },
    {
      caller: { type: 'user', arn: example('user'), account },
      others: true,
      bounds: new Map([...principalBounds(account, 'User'), ['aws:principalarn', arn('user')]]),
    },
    ...(keys.includes('aws:principalarn') || keys.includes('aws:principaltype')
      ? [
          {
            caller: { type: 'root', arn: root, account } as const,
            others: false,
            bounds: new Map([
              ...principalBounds(account, 'Account'),
              ['aws:principalarn', fixed(root)] as [string, KeyBound],
            ]),
          },
        ]
      : []),
  ];
}

/** Twelve digits that are none of the given. */
export function freshAccount(accounts: ReadonlySet<string>): string {
  for (let first = 999999999999; ; first -= 111111111111)
    if (first < 0 || !accounts.has(String(first))) return first < 0 ? '987654321098' : String(first);
}

/** Accounts by number, in principals and condition values; patterns for account numbers give numbers that fit. */
export function mentionedAccounts(statements: readonly Prepared[], texts: readonly string[]): Set<string> {
  const accounts = new Set<string>();
  const take = (text: string): void => {
    for (const [number] of text.matchAll(/(?<!\d)\d{12}(?!\d)/g)) accounts.add(number);
  };
  for (const text of texts) take(text);
  for (const { atoms } of statements)
    for (const { key, set } of atoms) {
      if (set.family !== 'string' || !/^aws:principal(arn|account)$/.test(key)) continue;
      for (const { parts } of set.patterns) {
        const text = parts
          .map((part) => (typeof part === 'number' ? (part < 0 ? '*' : String.fromCharCode(part)) : ''))
          .join('');
        take(text);
        const field = key === 'aws:principalaccount' ? text : (text.split(':')[4] ?? '');
        if (/^[\d*]*\d[\d*]*$/.test(field) && field.includes('*'))
          for (const digit of ['0', '5', '9'])
            accounts.add(
              field
                .replace('*', digit.repeat(Math.max(0, 12 - field.replace(/\*/g, '').length)))
                .replace(/\*/g, ''),
            );
      }
    }
  return new Set([...accounts].filter((account) => account.length === 12));
}

/** Whether the statement is about the callers of the class. */
export function appliesTo(statement: Prepared, item: CallerClass): boolean {
  if (statement.principals) return statement.principals.some((principal) => includes(principal, item));
  if (!statement.notPrincipals) return false;
  const listed = statement.notPrincipals.filter((principal) => includes(principal, item));
  if (statement.effect === 'Allow') return listed.length === 0;
  return !spares(listed, item);
}

/** Deny with NotPrincipal spares whom it lists together with the account. */
function spares(listed: readonly AccessPrincipal[], { caller, others }: CallerClass): boolean {
  if (listed.length === 0) return false;
  if (caller.account === undefined || caller.type === 'root') return true;
  if (listed.some(isEveryone)) return true;
  const values = listed.map(({ value }) => displayText(value));
  const account = values.some((value) => accountOf(value) !== undefined);
  const wanted = [caller.arn, caller.sessionArn].filter((arn) => arn !== undefined);
  return account && !others && wanted.every((arn) => values.includes(arn));
}

function includes(principal: AccessPrincipal, { caller, others }: CallerClass): boolean {
  if (isEveryone(principal)) return true;
  const value = displayText(principal.value);
  switch (principal.type) {
    case 'Service':
      return caller.type === 'service' && caller.name === value;
    case 'Federated':
      return caller.type === 'federated' && caller.name === value;
    case 'CanonicalUser':
      return caller.type === 'canonical' && caller.name === value;
    default: {
      const account = accountOf(value);
      if (account !== undefined) return account === caller.account;
      return !others && (value === caller.arn || value === caller.sessionArn);
    }
  }
}

function isEveryone({ type, value }: AccessPrincipal): boolean {
  return type === '*' || (type === 'AWS' && value === '*');
}

/** Of `111122223333` or `arn:aws:iam::111122223333:root`. */
function accountOf(value: string): string | undefined {
  return /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
}
