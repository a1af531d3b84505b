import { type CharacterClass, CLASS } from './character-class.ts';
import {
  CONSTANT,
  FOLDED,
  type Glob,
  globOf,
  isConstant,
  isMany,
  isWild,
  lowerCode,
  many,
  one,
} from './glob.ts';
import { type AccessText, type Hole, type HoleDomain, isHole, piecesOf } from './policy.ts';

/**
 * What stands in a place of a policy. `resource`: ARN fields; `flat`: a resource as one string; `text`, `like`: values of
 * string operators without and with wildcards; `arn`: values of ARN operators.
 */
export type PatternMode = 'resource' | 'flat' | 'text' | 'like' | 'text-folded' | 'arn';

/** What a policy variable is taken for: without value, with this value, or with one that is not known. */
export type Binding =
  { readonly kind: 'absent' } | { readonly kind: 'value'; readonly text: string } | { readonly kind: 'open' };

/** Bindings by lower-case key; a variable that is not listed is open. */
export type World = ReadonlyMap<string, Binding>;

/** Texts that are not known: policy variables by `${key}`, holes by their id with a marker before it. */
export class Constants {
  readonly names: string[] = [];
  readonly classes: CharacterClass[] = [];
  readonly #byName = new Map<string, number>();

  /** The token of a name; the class of its first mention holds. */
  token(name: string, of: CharacterClass): number {
    let index = this.#byName.get(name);
    if (index === undefined) {
      index = this.names.length;
      this.names.push(name);
      this.classes.push(of);
      this.#byName.set(name, index);
    }
    return CONSTANT + index;
  }
}

export const HOLE_MARK = 'hole:';

type Part = number | { readonly variable: string; readonly fallback: string | undefined } | Hole;

/** A pattern as written; without variables and holes it is the same in every world. */
export interface Pattern {
  readonly mode: PatternMode;
  readonly parts: readonly Part[];
  /** Lower-case keys of the variables in it. */
  readonly variables: readonly string[];
  readonly fixed: Glob | undefined;
  /** Neither variable nor hole, so that `fixed` is all of it. */
  readonly closed: boolean;
}

const FIELD_SEPARATOR = 0x3a;

/** Reads a text as a pattern. */
export function patternOf(text: AccessText, mode: PatternMode, variables: boolean): Pattern {
  const parts: Part[] = [];
  const keys: string[] = [];
  const wild = mode !== 'text' && mode !== 'text-folded';
  for (const piece of piecesOf(text)) {
    if (isHole(piece)) parts.push(piece);
    else readPiece(piece, wild, variables, parts, keys);
  }
  const closed = parts.every((part) => typeof part === 'number');
  return { mode, parts, variables: keys, closed, fixed: closed ? shape(parts as number[], mode) : undefined };
}

function readPiece(text: string, wild: boolean, variables: boolean, parts: Part[], keys: string[]): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const end = variables && code === 0x24 && text[at + 1] === '{' ? text.indexOf('}', at) : -1;
    if (end > at + 2) {
      const inside = text.slice(at + 2, end);
      if (inside === '*' || inside === '?' || inside === '$') parts.push(inside.charCodeAt(0));
      else {
        const comma = inside.indexOf(',');
        const key = (comma < 0 ? inside : inside.slice(0, comma)).trim().toLowerCase();
        const quoted = comma < 0 ? undefined : /^'(.*)'$/s.exec(inside.slice(comma + 1).trim());
        const name = comma >= 0 && !quoted ? inside.trim().toLowerCase() : key;
        parts.push({ variable: name, fallback: quoted?.[1] });
        if (!keys.includes(name)) keys.push(name);
      }
      at = end;
    } else if (wild && code === 0x2a) parts.push(many(CLASS.any));
    else if (wild && code === 0x3f) parts.push(one(CLASS.any));
    else parts.push(code);
  }
}

/** The pattern in a world; undefined when nothing matches it there. */
export function globIn(pattern: Pattern, world: World, constants: Constants): Glob | undefined {
  if (pattern.closed) return pattern.fixed;
  const tokens: number[] = [];
  for (const part of pattern.parts) {
    if (typeof part === 'number') tokens.push(part);
    else if ('id' in part) tokens.push(constants.token(HOLE_MARK + part.id, domainClass(part.domain)));
    else {
      const binding = world.get(part.variable);
      if (binding?.kind === 'absent') {
        if (part.fallback === undefined) return undefined;
        pushText(part.fallback, tokens);
      } else if (binding?.kind === 'value') pushText(binding.text, tokens);
      else tokens.push(constants.token(part.variable, keyClass(part.variable)));
    }
  }
  return shape(tokens, pattern.mode);
}

function pushText(text: string, tokens: number[]): void {
  for (let at = 0; at < text.length; at++) tokens.push(text.charCodeAt(at));
}

/** Brings tokens into the form that the mode compares. */
function shape(tokens: readonly number[], mode: PatternMode): Glob | undefined {
  switch (mode) {
    case 'text-folded':
      return globOf(tokens.map(folded));
    case 'resource':
      return resourceShape(tokens);
    case 'arn': {
      const fields = splitFields(tokens);
      return fields.length === 6 ? joinFields(fields) : beginsOpen(tokens) ? globOf(tokens) : undefined;
    }
    default:
      return globOf(tokens);
  }
}

/** Only letters that have another case need the folded form. */
function folded(token: number): number {
  if (token < 0 || token >= FOLDED) return token;
  const text = String.fromCharCode(token);
  const other = text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase();
  return other !== text && other.length === 1 ? FOLDED + lowerCode(token) : token;
}

function resourceShape(tokens: readonly number[]): Glob | undefined {
  if (tokens.length > 0 && tokens.every((token) => token === many(CLASS.any))) return globOf(tokens);
  const fields = splitFields(tokens);
  if (fields.length < 6 && beginsOpen(tokens)) return globOf(tokens);
  if (fields.length < 6) {
    const last = fields.at(-1)!.at(-1);
    if (last === undefined || !isMany(last)) return undefined;
    while (fields.length < 6) fields.push([many(CLASS.any)]);
  }
  return joinFields(fields);
}

/** A text that begins with something unknown may be an ARN whose fields cannot be told apart. */
function beginsOpen(tokens: readonly number[]): boolean {
  return tokens.length > 0 && isConstant(tokens[0]!);
}

function splitFields(tokens: readonly number[]): number[][] {
  const fields: number[][] = [[]];
  for (const token of tokens) {
    if (token === FIELD_SEPARATOR && fields.length < 6) fields.push([]);
    else fields.at(-1)!.push(token);
  }
  return fields;
}

/** Wildcards of the first five fields do not reach over a colon. */
function joinFields(fields: readonly (readonly number[])[]): Glob {
  const tokens: number[] = [];
  for (const [index, field] of fields.entries()) {
    if (index > 0) tokens.push(FIELD_SEPARATOR);
    for (const token of field)
      tokens.push(
        index === 5 || !isWild(token) ? token : isMany(token) ? many(CLASS.segment) : one(CLASS.segment),
      );
  }
  return globOf(tokens);
}

function domainClass(domain: HoleDomain): CharacterClass {
  switch (domain) {
    case 'text': return CLASS.any;
    case 'name': return CLASS.name;
    case 'path': return CLASS.path;
    case 'digits': case 'account': return CLASS.digit;
    case 'region': return CLASS.lower;
  } // prettier-ignore
}

/** What values a variable can have: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function keyClass(key: string): CharacterClass {
  switch (key) {
    case 'aws:username':
      return CLASS.name;
    case 'aws:principalaccount': case 'aws:sourceaccount': case 'aws:resourceaccount':
      return CLASS.digit;
    case 'aws:requestedregion':
      return CLASS.lower;
    default:
      return CLASS.any;
  } // prettier-ignore
}
