export type CredentialKind = 'access-key-id' | 'secret-access-key' | 'session-token' | 'private-key';

/** A credential that stands in a text as it is. */
export interface FoundCredential {
  readonly kind: CredentialKind;
  readonly start: number;
  readonly end: number;
}

/** Whether a text can hold a credential at all; cheap, for whole files. */
export function mayHoldCredentials(text: string): boolean {
  return /AKIA|ASIA|PRIVATE KEY|secret|session|IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz/i.test(text);
}

/**
 * Ids of access keys: the prefixes of long-term and of temporary keys; those of users, roles and groups are no credentials.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
const ACCESS_KEY_ID = /(?<![A-Za-z0-9/+_])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9/+=_])/g;
/** What stands behind the words for it; 40 such characters alone may be a hash. */
const SECRET_BY_NAME =
  /(?:secret[_-]?(?:access[_-]?)?key|aws[_-]?secret)["'\\]{0,4}[ \t]{0,8}(?:[:=]|=>|,)[ \t]{0,8}["'\\]{0,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi;
/** Session tokens begin with `origin`, `aws` or the like in base64. */
const SESSION_TOKEN = /(?<![A-Za-z0-9/+])(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[A-Za-z0-9/+=%]{80,}/g;
/** A header alone is what code that reads keys holds. */
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\n|\\r|[\s"',+]){0,40}(?:(?:Proc-Type|DEK-Info|Version|Comment):[^\n]{0,100}(?:\\n|\s){1,8}){0,4}[A-Za-z0-9/+=]{40}/g;

/** The credentials in a text, in its order. */
export function findCredentials(text: string): readonly FoundCredential[] {
  if (!mayHoldCredentials(text)) return [];
  const found: FoundCredential[] = [];
  const add = (kind: CredentialKind, start: number, value: string): void => {
    if (!isPlaceholder(value)) found.push({ kind, start, end: start + value.length });
  };
  for (const match of text.matchAll(ACCESS_KEY_ID)) add('access-key-id', match.index, match[0]);
  for (const match of text.matchAll(SECRET_BY_NAME))
    if (isRandom(match[1]!))
      add('secret-access-key', match.index + match[0].length - match[1]!.length, match[1]!);
  for (const match of text.matchAll(SESSION_TOKEN)) add('session-token', match.index, match[0]);
  for (const match of text.matchAll(PRIVATE_KEY)) add('private-key', match.index, match[0]);
  return found.sort((a, b) => a.start - b.start);
}

/** Whether a value is the secret of an access key, given the name of the property or variable that it stands under. */
export function isSecretAccessKey(name: string, value: string): boolean {
  return (
    /secret[_-]?(?:access[_-]?)?key|aws[_-]?secret/i.test(name) &&
    /^[A-Za-z0-9/+]{40}$/.test(value) &&
    isRandom(value) &&
    !isPlaceholder(value)
  );
}

/** The keys of AWS's documentation, `AKIAIOSFODNN7EXAMPLE` and `…EXAMPLEKEY`, and what somebody blacked out. */
function isPlaceholder(value: string): boolean {
  return /EXAMPLE(?:KEY)?$/i.test(value) || /^(?:AKIA|ASIA)?(?:X+|\*+|0+|1+)$/i.test(value);
}

/** Upper case, lower case and digits, and no hexadecimal digest: what random base64 of that length has. */
function isRandom(value: string): boolean {
  return (
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    /\d/.test(value) &&
    !/^[0-9a-f]+$/i.test(value) &&
    new Set(value).size >= 12
  );
}
