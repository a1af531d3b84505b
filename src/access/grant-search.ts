import { type ActionClass, classesOf } from './action-classes.ts';
import { type ActionSet, exceeds, intersect, isEmptySet, overlaps } from './action-set.ts';
import { type ActionUniverse } from './action-universe.ts';
import { type Box, type BoxContext, searchBoxes } from './box-search.ts';
import { appliesTo, type CallerClass } from './caller-class.ts';
import { type KeyBounds, mergeBounds } from './condition-key.ts';
import { evaluateLayers } from './evaluate-layers.ts';
import { fillHoles } from './fill-holes.ts';
import { covers, isConstant } from './glob.ts';
import { type SearchBudget } from './glob-search.ts';
import { Constants, HOLE_MARK } from './pattern.ts';
import { policiesOf, type PreparedAccess } from './prepared-access.ts';
import { place, type Placed, type Prepared, type PreparedPolicy, type ResourceModel } from './statement.ts';
import { openWorld, suggestedTexts, variableWorlds } from './variable-worlds.ts';
import { type UnknownReason } from './verdict.ts';
import { type Drawn, drawingsOf, type Sketch, sketchesOf } from './witness.ts';

/** Two accesses, and what in the difference of them is asked about. */
export interface GrantQuestion {
  readonly wanted: PreparedAccess;
  readonly known: PreparedAccess;
  readonly kind: 'identity' | 'resource';
  readonly model: ResourceModel;
  readonly universe: ActionUniverse;
  /** The actions that count. */
  readonly actions: ActionSet;
  /** Keys on which set operators are used. */
  readonly qualified: ReadonlySet<string>;
  /** Whether the request found will be shown; else it is not always written out. */
  readonly readable: boolean;
  readonly nodes: { left: number };
  readonly budget: SearchBudget;
}

/** A request that one access allows and the other does not. */
export interface Found {
  readonly kind: 'found';
  readonly drawn: Drawn;
  /** Index of the statement that allows it, counted over the first layer. */
  readonly statement: number;
  /** The request before its open texts were chosen, with what it was chosen in. */
  readonly sketch: Sketch;
  readonly context: BoxContext;
}

/** A part of the question: requests that all of some statements match and none of others does, by one kind of caller. */
interface Part {
  readonly wanted: readonly Prepared[];
  readonly others: readonly Prepared[];
  readonly classes: readonly ActionClass<Prepared>[];
  readonly variables: readonly string[];
  readonly caller: CallerClass | undefined;
  readonly linked: KeyBounds;
}

const MOST_GRANTS = 20_000;
/** How often the values of variables that a search suggests are tried in another one. */
const MOST_ROUNDS = 4;
const NO_TEXTS: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/** One search with what it left undecided. */
export class GrantSearch {
  readonly undecided = new Set<UnknownReason>();
  byCatalogue = false;
  readonly #question: GrantQuestion;

  constructor(question: GrantQuestion) {
    this.#question = question;
  }

  /** All ways in which the wanted access can exceed the known one, for one kind of request. */
  askAll(caller: CallerClass | undefined, linked: KeyBounds): Found | undefined {
    const { wanted, known, kind, nodes, actions: counted } = this.#question;
    const named = (list: readonly Prepared[]): readonly Prepared[] =>
      caller === undefined || kind === 'identity' ? list : list.filter((item) => appliesTo(item, caller));
    const allows = (layer: readonly PreparedPolicy[]): readonly Prepared[] =>
      named(layer.length === 1 ? layer[0]!.allows : layer.flatMap((policy) => policy.allows));
    const denies = (access: PreparedAccess): readonly Prepared[] =>
      named(policiesOf(access).flatMap((policy) => policy.denies));
    const lists = wanted.layers.map(allows);
    if (lists.reduce((product, { length }) => product * length, 1) > MOST_GRANTS) {
      this.undecided.add('budget');
      return undefined;
    }
    const forbidden = denies(wanted);
    const layers = known.layers.map((layer) => [...forbidden, ...allows(layer)]);
    const denied = denies(known);
    for (const grant of combine(lists)) {
      if (nodes.left < 0) break;
      const actions = grant.reduce((set, source) => intersect(set, source.actions), counted);
      if (isEmptySet(actions)) continue;
      for (const others of layers) {
        const found = this.#ask(grant, actions, others, caller, linked);
        if (found) return found;
      }
      for (const denial of denied) {
        if (!overlaps(actions, denial.actions)) continue;
        const found = this.#ask(
          [...grant, denial],
          intersect(actions, denial.actions),
          forbidden,
          caller,
          linked,
        );
        if (found) return found;
      }
    }
    return undefined;
  }

  #ask(
    wanted: readonly Prepared[],
    actions: ActionSet,
    others: readonly Prepared[],
    caller: CallerClass | undefined,
    linked: KeyBounds,
  ): Found | undefined {
    const touching = others.filter((source) => overlaps(actions, source.actions));
    if (touching.some((cover) => cover.fixed && contains(cover.fixed, wanted, actions))) return undefined;
    const all = [...wanted, ...touching];
    const variables = all.some((item) => item.variables.length > 0)
      ? [...new Set(all.flatMap((item) => item.variables))]
      : [];
    const part: Part = {
      wanted,
      others: touching,
      classes: classesOf(actions, touching),
      variables,
      caller,
      linked,
    };
    if (variables.length === 0) return this.#search(part, NO_TEXTS, this.undecided, undefined);
    // What one statement takes with the variables open it takes with any value: the same variable stands in both.
    const constants = new Constants();
    const { world } = openWorld(variables);
    const grant = wanted.map((source) => place(source, world, constants));
    const plain = touching.filter(({ defaults }) => !defaults);
    if (!wanted.some(({ defaults }) => defaults))
      if (
        plain.some((source) => containsAll(place(source, world, constants), grant, part.classes, constants))
      )
        return undefined;
    let texts: ReadonlyMap<string, ReadonlySet<string>> = NO_TEXTS;
    for (let round = 1; ; round++) {
      const undecided = new Set<UnknownReason>();
      const suggestions = new Map<string, Set<string>>();
      const found = this.#search(part, texts, undecided, suggestions);
      if (found) return found;
      const next =
        round === 1 ? union(suggestions, suggestedTexts(variables, all)) : union(texts, suggestions);
      if (undecided.has('variable') && round < MOST_ROUNDS && sizeOf(next) > sizeOf(texts)) {
        texts = next;
        continue;
      }
      for (const reason of undecided) this.undecided.add(reason);
      return undefined;
    }
  }

  /** Searches in one world after the other. */
  #search(
    { wanted, others, classes, variables, caller, linked }: Part,
    texts: ReadonlyMap<string, ReadonlySet<string>>,
    undecided: Set<UnknownReason>,
    suggestions: Map<string, Set<string>> | undefined,
  ): Found | undefined {
    const { model, nodes, budget, qualified } = this.#question;
    const worlds = variableWorlds(variables, texts);
    if (!worlds) undecided.add('variable');
    for (const { world, bounds } of worlds ?? [openWorld(variables)]) {
      const merged = mergeBounds(caller ? [linked, bounds, caller.bounds] : [linked, bounds]);
      if (!merged) continue;
      const constants = new Constants();
      const context: BoxContext = {
        ...{ world, constants, globs: new Map(), qualified, budget, nodes, bounds: merged, undecided },
        leaveOpen: (values) => leaveOpen(values, constants, undecided, suggestions),
      };
      const placed = new Map<Prepared, Placed>();
      const placeOf = (source: Prepared): Placed => {
        let item = source.fixed ?? placed.get(source);
        if (!item) placed.set(source, (item = place(source, world, constants)));
        return item;
      };
      const grant = wanted.map(placeOf);
      if (others.some((source) => !source.fixed && containsAll(placeOf(source), grant, classes, constants)))
        continue;
      for (const { set, covers: relevant } of classes) {
        let result: Found | undefined;
        searchBoxes(grant, relevant.map(placeOf), model === 'raw', context, (box) => {
          result = this.#realise(box, set, caller, context);
          return result !== undefined;
        });
        if (result) return result;
        if (nodes.left < 0) {
          undecided.add('budget');
          return undefined;
        }
      }
    }
    return undefined;
  }

  #realise(
    box: Box,
    actions: ActionSet,
    caller: CallerClass | undefined,
    context: BoxContext,
  ): Found | undefined {
    const { wanted, known, kind, model, universe } = this.#question;
    let sketched = false;
    const options = { kind, flatResources: model === 'raw' } as const;
    for (const sketch of sketchesOf(
      box,
      actions,
      universe,
      caller,
      model,
      this.#question.readable,
      context,
    )) {
      sketched = true;
      // What is not shown and has nothing unknown in it is certain by the search alone.
      if (!this.#question.readable && context.constants.names.length === 0)
        return { kind: 'found', drawn: NOT_DRAWN, statement: -1, sketch, context };
      for (const drawn of drawingsOf(sketch, context)) {
        const granted = evaluateLayers(fillHoles(wanted.source, drawn.holes), drawn.request, options);
        if (
          granted.allowed &&
          !evaluateLayers(fillHoles(known.source, drawn.holes), drawn.request, options).allowed
        )
          return { kind: 'found', drawn, statement: granted.statement!, sketch, context };
      }
      break;
    }
    if (!sketched) this.byCatalogue ||= model === 'catalogue';
    else if (context.constants.names.length > 0) context.leaveOpen(new Map());
    else context.undecided.add('internal');
    return undefined;
  }
}

const NOT_DRAWN: Drawn = { request: { action: '', resource: '', context: {} }, holes: new Map() };

/** Notes that the answer turns on constants, and values of variables for which it may be another. */
function leaveOpen(
  values: ReadonlyMap<number, readonly number[]>,
  { names }: Constants,
  undecided: Set<UnknownReason>,
  suggestions: Map<string, Set<string>> | undefined,
): void {
  undecided.add(names.some((name) => name.startsWith(HOLE_MARK)) ? 'hole' : 'variable');
  for (const [index, word] of values) {
    const name = names[index]!;
    if (!suggestions || name.startsWith(HOLE_MARK) || word.some(isConstant)) continue;
    suggestions.set(name, (suggestions.get(name) ?? new Set()).add(String.fromCharCode(...word)));
  }
}

function union(
  a: ReadonlyMap<string, ReadonlySet<string>>,
  b: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const both = new Map<string, ReadonlySet<string>>(a);
  for (const [key, texts] of b) both.set(key, new Set([...(a.get(key) ?? []), ...texts]));
  return both;
}

function sizeOf(texts: ReadonlyMap<string, ReadonlySet<string>>): number {
  let size = 0;
  for (const { size: own } of texts.values()) size += own;
  return size;
}

/** One statement of each list, in all ways. */
function combine(lists: readonly (readonly Prepared[])[]): readonly (readonly Prepared[])[] {
  return lists.reduce<(readonly Prepared[])[]>(
    (ways, list) => ways.flatMap((way) => list.map((item) => [...way, item])),
    [[]],
  );
}

const NO_CONSTANTS = new Constants();

/** Whether one statement that is the same in every world takes everything: then no search is needed. */
function contains(cover: Placed, wanted: readonly Prepared[], actions: ActionSet): boolean {
  const { source, resources } = cover;
  if (source.except || exceeds(actions, source.actions) || !asksNoMore(source, wanted)) return false;
  if (resources.some((glob) => glob.everything)) return true;
  return wanted.some(
    ({ fixed, except }) =>
      fixed &&
      !except &&
      fixed.resources.every((glob) => resources.some((outer) => covers(outer, glob, NO_CONSTANTS.classes))),
  );
}

/** The same in one world. */
function containsAll(
  cover: Placed,
  wanted: readonly Placed[],
  classes: readonly ActionClass<Prepared>[],
  constants: Constants,
): boolean {
  const { source, resources } = cover;
  if (source.except || !classes.every(({ covers: list }) => list.includes(source))) return false;
  if (
    !asksNoMore(
      source,
      wanted.map((item) => item.source),
    )
  )
    return false;
  return wanted.some(
    (item) =>
      !item.source.except &&
      item.resources.every((glob) => resources.some((outer) => covers(outer, glob, constants.classes))),
  );
}

/** Whether every condition of the statement is one of the others'. */
function asksNoMore({ atoms }: Prepared, wanted: readonly Prepared[]): boolean {
  return atoms.every(({ id }) => wanted.some((item) => item.atoms.some((atom) => atom.id === id)));
}
