import {
  type ActionSet,
  ActionUniverse,
  intersect,
  isEmptySet,
  overlaps,
  subtract,
} from './action-universe.ts';
import { type Box, type BoxContext, searchBoxes } from './box-search.ts';
import { appliesTo, callerClasses, type CallerClass } from './caller-class.ts';
import { type KeyBound, linkedBounds } from './condition-key.ts';
import { covers } from './glob.ts';
import { evaluateLayers } from './evaluate-layers.ts';
import { fillHoles } from './fill-holes.ts';
import { Constants } from './pattern.ts';
import { type AccessLayers } from './policy.ts';
import {
  place,
  type Placed,
  type Prepared,
  type PreparedPolicy,
  preparePolicy,
  registerActions,
  type ResourceModel,
} from './statement.ts';
import { variableWorlds } from './variable-worlds.ts';
import { type UnknownReason } from './verdict.ts';
import { type Drawn, drawingsOf, type Sketch, sketchesOf } from './witness.ts';

export interface Question {
  /** Asked about: is there a request that this allows … */
  readonly wanted: AccessLayers;
  /** … and this does not? */
  readonly known: AccessLayers;
  readonly kind: 'identity' | 'resource';
  readonly model: ResourceModel;
  /** Counts actions of known services that the catalogue does not list. */
  readonly openActions: boolean;
  /** Steps of search, and states of pattern comparison, that may be spent. */
  readonly nodes: number;
  readonly states: number;
  /** Only these callers ask; all when left out. */
  readonly callers?: (statements: readonly Prepared[], keys: readonly string[]) => readonly CallerClass[];
}

export interface Found {
  readonly kind: 'found';
  readonly drawn: Drawn;
  readonly statement: number;
  /** The request before its open texts were chosen, with what it was chosen in. */
  readonly sketch: Sketch;
  readonly context: BoxContext;
}

export type Outcome =
  | Found
  | { readonly kind: 'none'; readonly byCatalogue: boolean }
  | { readonly kind: 'undecided'; readonly reason: UnknownReason; readonly detail: string };

const DETAILS: Readonly<Record<UnknownReason, string>> = {
  budget: 'the search ended at its limit of steps',
  states: 'the comparison of patterns ended at its limit of states',
  variable: 'the answer turns on the value of a policy variable',
  hole: 'the answer turns on a value that is not known before deployment',
  type: 'operators of different kinds meet on one condition key',
  unreadable: 'a part of a policy could not be read',
  internal: 'the evaluator does not confirm the request that the search found',
};
const ORDER: readonly UnknownReason[] = [
  'internal',
  'unreadable',
  'budget',
  'states',
  'type',
  'hole',
  'variable',
];

let shared = new ActionUniverse();

/** Prepared forms of the policies of one question, all over one universe of actions. */
function prepareAll(question: Question): {
  readonly universe: ActionUniverse;
  readonly of: (access: AccessLayers) => PreparedLayers;
} {
  if (shared.crowded) shared = new ActionUniverse();
  const universe = shared;
  for (const { layers, denies } of [question.wanted, question.known])
    for (const policy of [...layers.flat(), ...(denies ?? [])]) registerActions(policy, universe);
  const of = (access: AccessLayers): PreparedLayers => {
    const layers = access.layers.map((layer) =>
      layer.map((policy) => preparePolicy(policy, universe, question.model)),
    );
    const denies = (access.denies ?? []).map((policy) => preparePolicy(policy, universe, question.model));
    return { layers, denies };
  };
  return { universe, of };
}

interface PreparedLayers {
  readonly layers: readonly (readonly PreparedPolicy[])[];
  readonly denies: readonly PreparedPolicy[];
}

const policiesOf = ({ layers, denies }: PreparedLayers): readonly PreparedPolicy[] => [
  ...layers.flat(),
  ...denies,
];

/** Looks for a request that one access allows and another does not. */
export function decideAccess(question: Question): Outcome {
  const { universe, of } = prepareAll(question);
  const wanted = of(question.wanted);
  const known = of(question.known);
  const policies = [...policiesOf(wanted), ...policiesOf(known)];
  const unreadable = policies.flatMap((policy) => policy.unreadable);
  if (unreadable.length > 0) return { kind: 'undecided', reason: 'unreadable', detail: unreadable[0]! };
  const statements = policies.flatMap(({ allows, denies }) => [...allows, ...denies]);
  const variables = [...new Set(policies.flatMap((policy) => policy.variables))];
  const conditionKeys = new Set(policies.flatMap((policy) => policy.keys));
  const keys = new Set([...conditionKeys, ...variables]);
  const run = new Run(question, universe, wanted, known);
  const worlds = variableWorlds(statements, variables);
  const asksWho =
    question.callers ??
    (question.kind === 'resource' || (keys.has('aws:principalarn') && keys.has('aws:principalaccount')));
  const callers =
    question.callers?.(statements, [...keys]) ??
    (asksWho ? callerClasses(statements, [...keys], question.kind) : [undefined]);
  if (!worlds || !callers) return { kind: 'undecided', reason: 'budget', detail: DETAILS.budget };
  const qualified = new Set(
    statements.flatMap(({ atoms }) => atoms.filter((atom) => atom.qualified).map(({ key }) => key)),
  );
  for (const { world, bounds } of worlds) {
    const constants = new Constants();
    const globs = new Map();
    const placed = new Map<Prepared, Placed>(
      statements.map((statement) => [statement, place(statement, world, constants)]),
    );
    for (const linked of linkedBounds(keys))
      for (const caller of callers) {
        const merged = mergeBounds([linked, bounds, caller?.bounds ?? new Map()]);
        if (!merged) continue;
        const context: BoxContext = {
          world, constants, globs, qualified, keys, bounds: merged,
          budget: run.budget, nodes: run.nodes, undecided: run.undecided,
          openReason: () => (constants.names.some((name) => name.startsWith('hole:')) ? 'hole' : 'variable'),
        }; // prettier-ignore
        const found = run.askAll(placed, caller, context);
        if (found) return found;
      }
  }
  const reason = ORDER.find((item) => run.undecided.has(item));
  if (reason !== undefined) return { kind: 'undecided', reason, detail: DETAILS[reason] };
  return { kind: 'none', byCatalogue: run.byCatalogue };
}

/** Bounds that must hold together; undefined when they cannot. */
function mergeBounds(
  lists: readonly ReadonlyMap<string, KeyBound>[],
): ReadonlyMap<string, KeyBound> | undefined {
  const merged = new Map<string, KeyBound>();
  for (const list of lists)
    for (const [key, bound] of list) {
      const other = merged.get(key);
      if (!other) {
        merged.set(key, bound);
        continue;
      }
      const presence =
        other.presence === 'either'
          ? bound.presence
          : bound.presence === 'either'
            ? other.presence
            : bound.presence;
      if (presence !== bound.presence && bound.presence !== 'either') return undefined;
      if (other.presence !== 'either' && bound.presence !== 'either' && other.presence !== bound.presence)
        return undefined;
      // Of two lists one is a list of fixed texts, so that the other can be asked about each.
      const only =
        other.only && bound.only
          ? other.only.filter(
              (text) => bound.only!.includes(text) || bound.only!.some((pattern) => /[*?]/.test(pattern)),
            )
          : (other.only ?? bound.only);
      if (only?.length === 0) return undefined;
      const arns = other.arns ?? bound.arns ?? false;
      const holds = [...(other.holds ?? []), ...(bound.holds ?? [])];
      merged.set(key, {
        presence,
        ...(only && { only }),
        except: [...(other.except ?? []), ...(bound.except ?? [])],
        arns,
        holds,
      });
    }
  return merged;
}

/** One question with its budget and what was left undecided. */
class Run {
  readonly budget: { states: number };
  readonly nodes: { left: number };
  readonly undecided = new Set<UnknownReason>();
  byCatalogue = false;
  readonly #question: Question;
  readonly #universe: ActionUniverse;
  readonly #wanted: PreparedLayers;
  readonly #known: PreparedLayers;
  readonly #all: ActionSet;

  constructor(question: Question, universe: ActionUniverse, wanted: PreparedLayers, known: PreparedLayers) {
    this.#question = question;
    this.#universe = universe;
    this.#wanted = wanted;
    this.#known = known;
    this.#all = universe.all(question.openActions);
    this.budget = { states: question.states };
    this.nodes = { left: question.nodes };
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
    const denies = (access: PreparedLayers): Placed[] =>
      named(policiesOf(access).flatMap((policy) => policy.denies));
    const forbidden = denies(this.#wanted);
    const grants = combine(this.#wanted.layers.map(allows));
    const layers = this.#known.layers.map(allows);
    const denied = denies(this.#known);
    for (const grant of grants) {
      if (this.nodes.left < 0) break;
      const actions = grant.reduce((set, { source }) => intersect(set, source.actions), this.#all);
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
      if (this.nodes.left < 0) {
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
    const { wanted, known, kind, model } = this.#question;
    let sketched = false;
    const options = { kind, flatResources: model === 'raw' } as const;
    for (const sketch of sketchesOf(box, actions, this.#universe, caller, model, context)) {
      sketched = true;
      for (const drawn of drawingsOf(sketch, context)) {
        const granted = evaluateLayers(fillHoles(wanted, drawn.holes), drawn.request, options);
        if (granted.allowed && !evaluateLayers(fillHoles(known, drawn.holes), drawn.request, options).allowed)
          return { kind: 'found', drawn, statement: granted.statement!, sketch, context };
      }
      break;
    }
    if (!sketched) this.byCatalogue ||= model === 'catalogue';
    else this.undecided.add(context.constants.names.length > 0 ? context.openReason() : 'internal');
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

interface ActionClass {
  readonly set: ActionSet;
  readonly covers: readonly Placed[];
}

/** Parts actions by the statements that contain them. */
function classesOf(actions: ActionSet, others: readonly Placed[]): readonly ActionClass[] {
  let classes: ActionClass[] = [{ set: actions, covers: [] }];
  for (const other of others) {
    const next: ActionClass[] = [];
    for (const item of classes) {
      const inside = intersect(item.set, other.source.actions);
      if (isEmptySet(inside)) {
        next.push(item);
        continue;
      }
      const outside = subtract(item.set, inside);
      if (!isEmptySet(outside)) next.push({ set: outside, covers: item.covers });
      next.push({ set: inside, covers: [...item.covers, other] });
    }
    classes = next;
  }
  // The fewer statements are in the way, the sooner there is an answer.
  return classes.sort((a, b) => a.covers.length - b.covers.length);
}
