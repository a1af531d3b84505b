import { type KeyBound, keyFacts } from './condition-key.ts';
import { keyClass, type Binding, type Pattern, type World } from './pattern.ts';
import { inClass } from './character-class.ts';
import { patternsOf, type Prepared } from './statement.ts';

/** One way to take the policy variables, with what that says about their keys. */
export interface VariableWorld {
  readonly world: World;
  readonly bounds: ReadonlyMap<string, KeyBound>;
}

const MOST_CANDIDATES = 12;
const MOST_WORLDS = 96;

/**
 * Parts the requests by the values of the variables: none, one of some texts, or any other. Together the worlds are all
 * requests.
 * @param texts to tell apart, by key.
 * @returns undefined when there would be too many worlds.
 */
export function variableWorlds(
  keys: readonly string[],
  texts: ReadonlyMap<string, ReadonlySet<string>>,
): readonly VariableWorld[] | undefined {
  let worlds: VariableWorld[] = [{ world: new Map(), bounds: new Map() }];
  for (const key of keys) {
    const choices = choicesOf(key, [...(texts.get(key) ?? [])]);
    if (worlds.length * choices.length > MOST_WORLDS) return undefined;
    worlds = worlds.flatMap(({ world, bounds }) =>
      choices.map(([binding, bound]) => ({
        world: new Map(world).set(key, binding),
        bounds: new Map(bounds).set(key, bound),
      })),
    );
  }
  return worlds;
}

function choicesOf(key: string, texts: readonly string[]): [Binding, KeyBound][] {
  // A key with several values gives its variable none.
  if (keyFacts(key).multivalued) return [[{ kind: 'absent' }, { presence: 'either' }]];
  const choices: [Binding, KeyBound][] = [[{ kind: 'open' }, { presence: 'present', except: texts }]];
  for (const text of texts)
    choices.push([
      { kind: 'value', text },
      { presence: 'present', only: [text] },
    ]);
  if (!keyFacts(key).always) choices.push([{ kind: 'absent' }, { presence: 'absent' }]);
  return choices;
}

/** The world in which every variable has a value that nothing else names. */
export function openWorld(keys: readonly string[]): VariableWorld {
  const bounds = keys.map((key): [string, KeyBound] => [
    key,
    { presence: keyFacts(key).multivalued ? 'either' : 'present' },
  ]);
  const world = keys.map((key): [string, Binding] => [
    key,
    { kind: keyFacts(key).multivalued ? 'absent' : 'open' },
  ]);
  return { world: new Map(world), bounds: new Map(bounds) };
}

/** For each key, texts that the statements suggest for its value. */
export function suggestedTexts(
  keys: readonly string[],
  statements: readonly Prepared[],
): Map<string, Set<string>> {
  const patterns = statements.flatMap((statement) => [...patternsOf(statement)]);
  return new Map(keys.map((key) => [key, new Set(candidatesFor(key, patterns, statements))]));
}

/** Texts that the key is compared with, and texts that stand in other patterns where the variable stands in its own. */
function candidatesFor(key: string, patterns: readonly Pattern[], statements: readonly Prepared[]): string[] {
  const found = new Set<string>();
  const of = keyClass(key);
  const add = (text: string): void => {
    const fitting =
      text !== '' &&
      !/[*?]/.test(text) &&
      Array.from({ length: text.length }, (_, at) => inClass(text.charCodeAt(at), of)).every(Boolean);
    if (fitting && found.size < MOST_CANDIDATES) found.add(text);
  };
  for (const { atoms } of statements)
    for (const atom of atoms)
      if (atom.key === key && atom.set.family === 'string')
        for (const pattern of atom.set.patterns) if (pattern.fixed?.literal) add(plainText(pattern.parts));
  for (const pattern of patterns) {
    if (!pattern.variables.includes(key)) continue;
    for (const part of pattern.parts)
      if (
        typeof part === 'object' &&
        'variable' in part &&
        part.variable === key &&
        part.fallback !== undefined
      )
        add(part.fallback);
    for (const other of patterns)
      if (other !== pattern) for (const text of aligned(pattern, other, key)) add(text);
  }
  return [...found];
}

function plainText(parts: Pattern['parts']): string {
  return parts
    .map((part) =>
      typeof part === 'number' && part >= 0 ? String.fromCharCode(part) : typeof part === 'number' ? '*' : '',
    )
    .join('');
}

/** What the variable must be for the two patterns to meet with everything before it equal. */
function aligned(pattern: Pattern, other: Pattern, key: string): string[] {
  const at = pattern.parts.findIndex(
    (part) => typeof part === 'object' && 'variable' in part && part.variable === key,
  );
  const before = plainText(pattern.parts.slice(0, at));
  const text = other.parts.every((part) => typeof part === 'number') ? plainText(other.parts) : '';
  if (text === '') return [];
  const star = before.lastIndexOf('*');
  const anchor = before.slice(star + 1);
  const texts: string[] = [];
  const starts =
    star < 0
      ? [text.startsWith(before) ? before.length : -1]
      : [text.indexOf(anchor) + anchor.length, text.lastIndexOf(anchor) + anchor.length];
  const next = pattern.parts[at + 1];
  for (const start of starts) {
    if (start < 0 || start > text.length) continue;
    const rest = text.slice(start);
    texts.push(rest, rest.replace(/\*.*$/s, ''), rest.replace(/\*/g, ''));
    if (typeof next === 'number' && next >= 0) {
      const stop = String.fromCharCode(next);
      for (const end of [rest.indexOf(stop), rest.lastIndexOf(stop)])
        if (end > 0) texts.push(rest.slice(0, end), rest.slice(0, end).replace(/\*/g, ''));
    }
  }
  return texts;
}
