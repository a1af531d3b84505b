import { findService, servicePrefixes } from '../catalogue/services.ts';
import { type Action, type AccessLevel } from '../catalogue/types.ts';
import { type ActionSet, membersOf } from './action-set.ts';
import { type ActionUniverse } from './action-universe.ts';
import { type Box, type BoxContext, valuesOf } from './box-search.ts';
import { type CallerClass } from './caller-class.ts';
import { CLASS, FRESH_CHARACTER, FRESH_RUN } from './character-class.ts';
import { CONSTANT, type Glob, isConstant } from './glob.ts';
import { findWord } from './glob-search.ts';
import { type Word } from './key-values.ts';
import { HOLE_MARK } from './pattern.ts';
import { actionKnowsKey, realmOf } from './realistic-resource.ts';
import { type AccessRequest, type Caller } from './request.ts';
import { type ResourceModel } from './statement.ts';

/** A request in which texts that are not known, and characters that do not matter, are still open. */
export interface Sketch {
  readonly action: string;
  readonly resource: Word;
  readonly values: ReadonlyMap<string, readonly Word[]>;
  readonly caller: CallerClass | undefined;
}

/** A request with its texts, and the texts that holes got in it. */
export interface Drawn {
  readonly request: AccessRequest;
  readonly holes: ReadonlyMap<string, string>;
}

const LEVELS: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];
const MOST_ACTIONS_TRIED = 64;

/**
 * Sketches of requests in a box, the one with the most telling action first. Yields nothing when, in the catalogue model,
 * no action of the set knows such a resource or takes such a key.
 * @param readable looks for a likely resource; else any will do.
 */
export function* sketchesOf(
  box: Box,
  actions: ActionSet,
  universe: ActionUniverse,
  caller: CallerClass | undefined,
  model: ResourceModel,
  readable: boolean,
  context: BoxContext,
): Generator<Sketch> {
  const values = valuesOf(box, context);
  if (!values) return;
  const resourceIn = (realm: readonly Glob[]): Word | undefined => {
    for (const glob of realm) {
      const answer = findWord([...box.inside, glob], box.outside, context.constants.classes, context.budget);
      if (answer.kind === 'word') return answer.word;
      if (answer.kind === 'open') context.leaveOpen(answer.values);
      if (answer.kind === 'unknown') context.undecided.add('states');
    }
    return undefined;
  };
  const keys = [...values.keys()];
  const moving = box.inside.some((glob) => glob.hasConstant);
  let tried = 0;
  for (const action of readable || model === 'catalogue' ? actionsByWeight(actions, universe) : []) {
    if (action.action && !keys.every((key) => actionKnowsKey(action.action!, key))) continue;
    const realm = action.action && realmOf(action.action);
    const likely = readable && realm && tried++ < MOST_ACTIONS_TRIED ? resourceIn(realm.likely) : undefined;
    const resource =
      likely ??
      (realm && model === 'catalogue' ? resourceIn(moving ? realm.loose : realm.possible) : undefined);
    if (resource) yield { action: action.name, resource, values, caller };
    else if (!realm) break;
    if (model !== 'catalogue' && tried > 3) break;
  }
  // An action that the catalogue does not know can be asked about anything.
  const [unknown] = unknownActions(actions, universe);
  const any =
    model === 'catalogue' ? unknown : (unknown ?? actionsByWeight(actions, universe).next().value?.name);
  if (any === undefined) return;
  const resource = resourceIn(box.inside);
  if (resource) yield { action: any, resource, values, caller };
}

interface Named {
  readonly name: string;
  readonly action: Action | undefined;
}

function* actionsByWeight(actions: ActionSet, universe: ActionUniverse): Generator<Named> {
  const known: Action[] = [];
  let others = false;
  for (const bit of membersOf(actions)) {
    if (bit === 0) others = true;
    const action = universe.entries[bit]?.action;
    if (action) known.push(action);
  }
  for (const level of LEVELS)
    for (const action of known)
      if (action.level === level) yield { name: `${action.service}:${action.name}`, action };
  if (!others || universe.complete) return;
  for (const prefix of ['iam', 's3', ...servicePrefixes()]) {
    if (universe.hasService(prefix)) continue;
    for (const level of LEVELS)
      for (const action of findService(prefix)?.actions.values() ?? [])
        if (action.level === level) yield { name: `${prefix}:${action.name}`, action };
  }
}

function unknownActions(actions: ActionSet, universe: ActionUniverse): string[] {
  const names: string[] = [];
  for (const bit of membersOf(actions)) {
    const entry = universe.entries[bit]!;
    if (bit === 0 || entry.action) continue;
    names.push(`${entry.service}:${entry.name === '*' ? 'AnotherAction' : entry.name}`);
    break;
  }
  return names;
}

/** Texts for what does not matter, the readable first; the last are such as no policy has. */
const FRESH_TEXTS: readonly (readonly [run: string, character: string])[] = [
  ['example', 'x'],
  ['x', 'z'],
  ['q7Zx', '~'],
  [String.fromCharCode(FRESH_RUN), String.fromCharCode(FRESH_CHARACTER)],
];
const OPEN_TEXTS = ['example-value', 'q7Zx'];

/** The ways to write a sketch as a request. */
export function* drawingsOf(sketch: Sketch, context: BoxContext): Generator<Drawn> {
  for (const openText of OPEN_TEXTS) {
    for (const fresh of FRESH_TEXTS) yield draw(sketch, openText, fresh, context);
    if (context.constants.names.length === 0) return;
  }
}

function draw(
  sketch: Sketch,
  openText: string,
  [run, character]: readonly [string, string],
  context: BoxContext,
): Drawn {
  const { names, classes } = context.constants;
  const texts = new Map<number, string>();
  const holes = new Map<string, string>();
  const context_: Record<string, string | readonly string[]> = Object.create(null) as Record<string, string>;
  const textOf = (word: Word, depth = 0): string =>
    word
      .map((token) => {
        if (!isConstant(token))
          return token === FRESH_RUN
            ? run
            : token === FRESH_CHARACTER
              ? character
              : String.fromCharCode(token);
        return depth > 3 ? '' : constantText(token - CONSTANT, depth);
      })
      .join('');
  const constantText = (index: number, depth: number): string => {
    const known = texts.get(index);
    if (known !== undefined) return known;
    const name = names[index]!;
    const own = sketch.values.get(name)?.[0];
    const text =
      own && !own.includes(CONSTANT + index) ? textOf(own, depth + 1) : sampleText(classes[index]!, openText);
    texts.set(index, text);
    if (name.startsWith(HOLE_MARK)) holes.set(name.slice(HOLE_MARK.length), text);
    else context_[name] = text;
    return text;
  };
  for (const [key, words] of sketch.values) {
    const list = words.map((word) => textOf(word));
    context_[key] = list.length === 1 ? list[0]! : list;
  }
  const resource = textOf(sketch.resource);
  const caller = callerOf(sketch, context_);
  return {
    request: { ...(caller && { caller }), action: sketch.action, resource, context: { ...context_ } },
    holes,
  };
}

function sampleText(of: number, openText: string): string {
  return of === CLASS.digit ? '444455556666' : of === CLASS.lower ? 'eu-west-1' : openText;
}

/** The caller; keys that say no more than the caller does are taken out of the context. */
function callerOf(sketch: Sketch, context: Record<string, string | readonly string[]>): Caller | undefined {
  if (!sketch.caller) return undefined;
  let { caller } = sketch.caller;
  const arn = context['aws:principalarn'];
  const name = context['aws:username'];
  if (sketch.caller.others && typeof arn === 'string') caller = { ...caller, arn };
  else if (sketch.caller.others && caller.type === 'user' && typeof name === 'string')
    caller = { ...caller, arn: `arn:aws:iam::${caller.account}:user/${name}` };
  for (const key of [
    'aws:principalarn',
    'aws:principalaccount',
    'aws:principaltype',
    'aws:principalisawsservice',
    'aws:principalservicename',
  ])
    delete context[key];
  return caller;
}
