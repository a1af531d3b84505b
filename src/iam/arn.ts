import {
  ANY,
  ANY_RUN,
  couldMatch,
  covers,
  HOLE,
  hasWildcard,
  intersects,
  intersectTokens,
  isEverything,
  matchesWildcard,
  MAX_PATTERN_LENGTH,
  NO_SLASH,
  NO_SLASH_RUN,
  type Token,
  tokensOf,
} from './wildcard.ts';

/**
 * An ARN or a pattern of ARNs in its parts, `arn:partition:service:region:account:resource`. The resource keeps its own
 * colons; every other part is free of them. Parts may hold wildcards, holes and policy variables (`${aws:username}`).
 */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html and the isolated ones. */
export const PARTITIONS: readonly string[] = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
];

/**
 * By service the variable of ARN templates whose values have no slash, by the naming rules of their services: buckets, tables, queues,
 * topics, functions. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
const WITHOUT_SLASH: ReadonlyMap<string, string> = new Map([
  ['s3', 'BucketName'],
  ['dynamodb', 'TableName'],
  ['sqs', 'QueueName'],
  ['sns', 'TopicName'],
  ['lambda', 'FunctionName'],
]);

/** Answers about resource types that are remembered: many statements name the same resource for many actions. */
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_LENGTH = 256;
const answers = new Map<string, boolean>();

/** Twelve digits, or `aws` for what AWS itself owns; `cloudfront` owns origin access identities. */
const ACCOUNT = /^(?:\d{12}|aws|cloudfront)$/;
const REGION = /^[a-z0-9-]+$/;
const POLICY_VARIABLE = /\$\{[^}]*\}/g;

/**
 * Takes an ARN or ARN pattern apart at its first five colons; `*` alone is all parts `*`, and a pattern that ends in an
 * asterisk before its sixth part has asterisks for the rest, as IAM reads it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * Undefined for what is no ARN, or begins with a hole so that nobody knows.
 */
export function parseArn(text: string): Arn | undefined {
  if (isEverything(text)) return { partition: '*', service: '*', region: '*', account: '*', resource: '*' };
  if (text.length > MAX_PATTERN_LENGTH) return undefined;
  const parts = split(text);
  if (!matchesWildcard(parts[0]!, 'arn') || parts.length < 2) return undefined;
  if (parts.length < 6 && !text.endsWith('*')) return undefined;
  const [, partition = '*', service = '*', region = '*', account = '*', resource = '*'] = parts;
  return { partition, service, region, account, resource };
}

/** The text of an ARN; the opposite of {@link parseArn}. */
export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The account of an ARN when it names exactly one: its twelve digits. */
export function accountOfArn(text: string): string | undefined {
  const account = parseArn(text)?.account;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** The pattern of all partitions' ARNs that are otherwise like the given one; what is no ARN stays as it is. */
export function inAnyPartition(text: string): string {
  const arn = parseArn(text);
  return arn ? formatArn({ ...arn, partition: '*' }) : text;
}

/** Whether two ARNs or patterns are written alike but for their partition. */
export function equalsInAnyPartition(a: string, b: string): boolean {
  return inAnyPartition(a) === inAnyPartition(b);
}

/** Whether every ARN that matches `narrow` matches `wide`; what is no ARN is covered by itself and by `*` only. */
export function coversArn(wide: string, narrow: string): boolean {
  if (wide === narrow || isEverything(wide)) return true;
  const [a, b] = [parseArn(wide), parseArn(narrow)];
  return a !== undefined && b !== undefined && everyPart(a, b, covers);
}

/** Whether some ARN matches both patterns; what is no ARN meets itself and `*` only. */
export function intersectsArn(a: string, b: string): boolean {
  return meet(a, b, intersects);
}

/**
 * Whether some ARN matches both patterns when every {@link HOLE} may be any string of at least one character. A pattern
 * that begins with a hole (a whole ARN that is not known) is compared as a flat text.
 */
export function couldMatchArn(a: string, b: string): boolean {
  const unknown = [a, b].some((text) => parseArn(text) === undefined && text.includes(HOLE));
  return unknown ? couldMatch(a, b) : meet(a, b, couldMatch);
}

/**
 * Whether an ARN pattern could match an ARN of a resource type, given the type's template of the Service Authorization
 * Reference, `arn:${Partition}:s3:::${BucketName}`. Holes and policy variables may be anything; a variable of the
 * template is at least one character, a region has no colon, an account is twelve digits.
 */
export function matchesResourceType(pattern: string, template: string): boolean {
  if (isEverything(pattern)) return true;
  if (pattern.length > MAX_REMEMBERED_LENGTH) return couldBeOfType(pattern, template);
  const key = `${template} ${pattern}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    if (answers.size === MAX_REMEMBERED) answers.clear();
    answers.set(key, (answer = couldBeOfType(pattern, template)));
  }
  return answer;
}

function couldBeOfType(pattern: string, template: string): boolean {
  const type = parseArn(template);
  const arn = parseArn(pattern);
  if (!type) return false;
  if (!arn) return pattern.includes(HOLE) && couldMatch(pattern, template.replace(POLICY_VARIABLE, HOLE));
  return (
    fits(arn.service, type.service) &&
    PARTITIONS.some((partition) => couldMatch(unknownVariables(arn.partition), partition)) &&
    (isOpen(arn.region) || !type.region.includes('$') || REGION.test(arn.region)) &&
    fits(arn.region, type.region) &&
    (isOpen(arn.account) || !type.account.includes('$') || ACCOUNT.test(arn.account)) &&
    fits(arn.account, type.account) &&
    fits(arn.resource, type.resource, WITHOUT_SLASH.get(type.service))
  );
}

function fits(pattern: string, template: string, withoutSlash?: string): boolean {
  if (!isOpen(pattern) && !hasWildcard(template) && !template.includes('$')) return pattern === template;
  const tokens = tokensOf(unknownVariables(pattern).replaceAll(HOLE, '?*'));
  return intersectTokens(tokens, templateTokens(template, withoutSlash));
}

function templateTokens(template: string, withoutSlash: string | undefined): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of template.matchAll(POLICY_VARIABLE)) {
    tokens.push(...tokensOf(template.slice(at, match.index)));
    tokens.push(...(match[0].slice(2, -1) === withoutSlash ? [NO_SLASH, NO_SLASH_RUN] : [ANY, ANY_RUN]));
    at = match.index + match[0].length;
  }
  tokens.push(...tokensOf(template.slice(at)));
  return tokens;
}

/** A policy variable may be any text, the empty one included. */
function unknownVariables(pattern: string): string {
  return pattern.replace(POLICY_VARIABLE, '*');
}

function isOpen(part: string): boolean {
  return hasWildcard(part) || part.includes(HOLE) || part.includes('${');
}

function meet(a: string, b: string, compare: (a: string, b: string) => boolean): boolean {
  if (a === b || isEverything(a) || isEverything(b)) return true;
  const [x, y] = [parseArn(a), parseArn(b)];
  return x !== undefined && y !== undefined && everyPart(x, y, compare);
}

function everyPart(a: Arn, b: Arn, compare: (a: string, b: string) => boolean): boolean {
  return (
    compare(a.partition, b.partition) &&
    compare(a.service, b.service) &&
    compare(a.region, b.region) &&
    compare(a.account, b.account) &&
    compare(a.resource, b.resource)
  );
}

/** At most six parts; colons inside `${…}` belong to the variable. */
function split(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let inVariable = false;
  for (let at = 0; at < text.length && parts.length < 5; at++) {
    const character = text[at];
    if (character === '$' && text[at + 1] === '{') inVariable = true;
    else if (character === '}') inVariable = false;
    else if (character === ':' && !inVariable) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
