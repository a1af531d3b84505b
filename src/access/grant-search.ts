import { classesOf } from './action-classes.ts';
import {
  type ActionSet,
  type ActionUniverse,
  intersect,
  isEmptySet,
  overlaps,
  subtract,
} from './action-universe.ts';
import { type Box, type BoxContext, searchBoxes } from './box-search.ts';
import { appliesTo, type CallerClass } from './caller-class.ts';
import { evaluateLayers } from './evaluate-layers.ts';
import { fillHoles } from './fill-holes.ts';
import { covers, isConstant } from './glob.ts';
import { type Constants, HOLE_MARK } from './pattern.ts';
import { policiesOf, type PreparedAccess } from './prepared-access.ts';
import { type Placed, type Prepared, type PreparedPolicy, type ResourceModel } from './statement.ts';
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

const MOST_GRANTS = 20_000;

/** One search with what it left undecided. */
export class GrantSearch {
  readonly undecided = new Set<UnknownReason>();
  /** Values of variables, by key, for which the answer may be another. */
  readonly suggestions = new Map<string, Set<string>>();
  byCatalogue = false;
  readonly #question: GrantQuestion;

  constructor(question: GrantQuestion) {
    this.#question = question;
  }

  /** Notes that the answer turns on constants. */
  leaveOpen(values: ReadonlyMap<number, readonly number[]>, { names }: Constants): void {
    this.undecided.add(names.some((name) => name.startsWith(HOLE_MARK)) ? 'hole' : 'variable');
    for (const [index, word] of values) {
      const name = names[index]!;
      if (name.startsWith(HOLE_MARK) || word.some(isConstant)) continue;
      const texts = this.suggestions.get(name) ?? new Set();
      this.suggestions.set(name, texts.add(String.fromCharCode(...word)));
    }
  }

  /** All ways in which the wanted access can exceed the known one, for one kind of request. */
  askAll(
    placed: ReadonlyMap<Prepared, Placed>,
    caller: CallerClass | undefined,
    context: BoxContext,
  ): Found | undefined {
    const named = (list: readonly Prepared[]): Placed[] =>
      list
        .filter(
          (item) => caller === undefined || this.#question.kind === 'identity' || appliesTo(item, caller),
        )
        .map((item) => placed.get(item)!);
    const allows = (layer: readonly PreparedPolicy[]): Placed[] =>
      named(layer.flatMap((policy) => policy.allows));
    const denies = (access: PreparedAccess): Placed[] =>
      named(policiesOf(access).flatMap((policy) => policy.denies));
    const forbidden = denies(this.#question.wanted);
    const sizes = this.#question.wanted.layers.map((layer) =>
      layer.reduce((sum, { allows: list }) => sum + list.length, 0),
    );
    if (sizes.reduce((product, size) => product * size, 1) > MOST_GRANTS) {
      this.undecided.add('budget');
      return undefined;
    }
    const grants = combine(this.#question.wanted.layers.map(allows));
    const layers = this.#question.known.layers.map(allows);
    const denied = denies(this.#question.known);
    for (const grant of grants) {
      if (context.nodes.left < 0) break;
      const actions = grant.reduce(
        (set, { source }) => intersect(set, source.actions),
        this.#question.actions,
      );
      if (isEmptySet(actions)) continue;
      for (const layer of layers) {
        const found = this.#ask(grant, actions, [...forbidden, ...layer], caller, context);
        if (found) return found;
      }
      for (const denial of denied) {
        const both = intersect(actions, denial.source.actions);
        if (isEmptySet(both)) continue;
        const found = this.#ask([...grant, denial], both, forbidden, caller, context);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** Requests that all of the first statements match and none of the others does. */
  #ask(
    wanted: readonly Placed[],
    actions: ActionSet,
    others: readonly Placed[],
    caller: CallerClass | undefined,
    context: BoxContext,
  ): Found | undefined {
    const touching = others.filter(({ source }) => overlaps(actions, source.actions));
    if (touching.some((cover) => contains(cover, wanted, actions, context))) return undefined;
    for (const { set, covers: relevant } of classesOf(actions, touching)) {
      let result: Found | undefined;
      searchBoxes(wanted, relevant, this.#question.model === 'raw', context, (box) => {
        result = this.#realise(box, set, caller, context);
        return result !== undefined;
      });
      if (result) return result;
      if (context.nodes.left < 0) {
        this.undecided.add('budget');
        return undefined;
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
    for (const sketch of sketchesOf(box, actions, universe, caller, model, context)) {
      sketched = true;
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
    else this.undecided.add('internal');
    return undefined;
  }
}

/** One statement of each list, in all ways. */
function combine(lists: readonly (readonly Placed[])[]): readonly (readonly Placed[])[] {
  return lists.reduce<(readonly Placed[])[]>(
    (ways, list) => ways.flatMap((way) => list.map((item) => [...way, item])),
    [[]],
  );
}

/** Whether one statement alone takes everything: then no search is needed. */
function contains(
  cover: Placed,
  wanted: readonly Placed[],
  actions: ActionSet,
  context: BoxContext,
): boolean {
  const { source, resources } = cover;
  if (
    !source.atoms.every(({ id }) => wanted.some((item) => item.source.atoms.some((atom) => atom.id === id)))
  )
    return false;
  if (source.except) return false;
  if (!isEmptySet(subtract(actions, source.actions))) return false;
  return (
    wanted.some(
      (item) =>
        !item.source.except &&
        item.resources.every((glob) =>
          resources.some((outer) => covers(outer, glob, context.constants.classes)),
        ),
    ) || resources.some((glob) => glob.everything)
  );
}
