import { type ActionSet, subtract } from './action-set.ts';
import { type ActionUniverse } from './action-universe.ts';
import { type Atom, atomOf } from './condition-atom.ts';
import { tellsKinds } from './condition-key.ts';
import { type Glob } from './glob.ts';
import { type Constants, globIn, type Pattern, patternOf, type World } from './pattern.ts';
import {
  type AccessPolicy,
  type AccessPrincipal,
  type AccessStatement,
  displayText,
  isHole,
  piecesOf,
} from './policy.ts';

/**
 * How resources are compared. `arn`: field by field, over all strings of ARN form, as IAM Access Analyzer does;
 * `catalogue`: as `arn`, and only resources and condition keys that the action knows; `raw`: as flat strings.
 */
export type ResourceModel = 'catalogue' | 'arn' | 'raw';

/** A statement ready for comparison; what depends on the values of variables is still in patterns. */
export interface Prepared {
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: ActionSet;
  /** Patterns of Resource; of NotResource when `except`. */
  readonly resources: readonly Pattern[];
  readonly except: boolean;
  readonly atoms: readonly Atom[];
  readonly principals: readonly AccessPrincipal[] | undefined;
  readonly notPrincipals: readonly AccessPrincipal[] | undefined;
  /** Lower-case keys of the variables in it. */
  readonly variables: readonly string[];
  /** Some variable in it has a default. */
  readonly defaults: boolean;
  /** It as it is in every world, when it has neither variables nor holes. */
  readonly fixed: Placed | undefined;
}

/** A statement in one world. */
export interface Placed {
  readonly source: Prepared;
  readonly resources: readonly Glob[];
}

export interface PreparedPolicy {
  readonly policy: AccessPolicy;
  readonly allows: readonly Prepared[];
  readonly denies: readonly Prepared[];
  /** What could not be read, as sentences. */
  readonly unreadable: readonly string[];
  /** Keys of its conditions and variables. */
  readonly keys: ReadonlySet<string>;
  /** Keys on which set operators are used. */
  readonly qualified: ReadonlySet<string>;
  /** Some key of it tells kinds of requests, or of callers, apart. */
  readonly telling: boolean;
}

/** Tells the universe which actions the policy names; to be done for all policies of a comparison before any is prepared. */
export function registerActions(policy: AccessPolicy, universe: ActionUniverse): void {
  for (const statement of policy.statements)
    for (const text of [...(statement.actions ?? []), ...(statement.notActions ?? [])])
      universe.register(displayText(text));
}

/** Makes a policy ready for comparison in a resource model. */
export function preparePolicy(
  policy: AccessPolicy,
  universe: ActionUniverse,
  model: ResourceModel,
): PreparedPolicy {
  const allows: Prepared[] = [];
  const denies: Prepared[] = [];
  const unreadable = [...policy.unreadable];
  const qualified = new Set<string>();
  const keys = new Set<string>();
  for (const [index, statement] of policy.statements.entries()) {
    const prepared = prepareStatement(
      statement,
      index,
      policy.version === '2012-10-17',
      universe,
      model,
      unreadable,
    );
    for (const key of prepared.variables) keys.add(key);
    for (const atom of prepared.atoms) {
      keys.add(atom.key);
      if (atom.qualified) qualified.add(atom.key);
    }
    (prepared.effect === 'Allow' ? allows : denies).push(prepared);
  }
  return { policy, allows, denies, unreadable, keys, qualified, telling: tellsKinds(keys) };
}

function prepareStatement(
  statement: AccessStatement,
  index: number,
  variables: boolean,
  universe: ActionUniverse,
  model: ResourceModel,
  unreadable: string[],
): Prepared {
  const atoms: Atom[] = [];
  for (const condition of statement.conditions) {
    const atom = atomOf(condition, variables);
    if (!atom) unreadable.push(`statement ${index}: ${condition.operator} is no condition operator`);
    else if (atom.blurred)
      unreadable.push(`statement ${index}: the value of ${condition.key} is not known before deployment`);
    else if (!atoms.some(({ id }) => id === atom.id)) atoms.push(atom);
  }
  const actionTexts = statement.actions ?? statement.notActions ?? [];
  for (const text of [
    ...actionTexts,
    ...(statement.principals ?? statement.notPrincipals ?? []).map(({ value }) => value),
  ])
    if (piecesOf(text).some(isHole))
      unreadable.push(`statement ${index}: ${displayText(text)} is not known before deployment`);
  const named = universe.expandAll(actionTexts.map(displayText));
  const mode = model === 'raw' ? 'flat' : 'resource';
  const resources = (statement.resources ?? statement.notResources ?? ['*']).map((text) =>
    patternOf(text, mode, variables),
  );
  const patterns = [
    ...resources,
    ...atoms.flatMap(({ set }) => (set.family === 'string' ? set.patterns : [])),
  ];
  const prepared: Prepared = {
    index,
    effect: statement.effect,
    actions: statement.actions ? named : subtract(universe.all(true), named),
    resources,
    except: statement.notResources !== undefined,
    atoms,
    principals: statement.principals,
    notPrincipals: statement.notPrincipals,
    variables: [...new Set(patterns.flatMap((pattern) => pattern.variables))],
    defaults: patterns.some(({ parts }) =>
      parts.some((part) => typeof part === 'object' && 'variable' in part && part.fallback !== undefined),
    ),
    fixed: undefined,
  };
  if (!patterns.every(({ closed }) => closed)) return prepared;
  return placedForGood(
    prepared,
    resources.flatMap(({ fixed }) => fixed ?? []),
  );
}

/** A statement that is the same in every world. */
function placedForGood(prepared: Prepared, resources: readonly Glob[]): Prepared {
  const whole = { ...prepared, fixed: undefined as Placed | undefined };
  whole.fixed = { source: whole, resources };
  return whole;
}

/** Every pattern of a statement. */
export function patternsOf(statement: Prepared): readonly Pattern[] {
  return [
    ...statement.resources,
    ...statement.atoms.flatMap(({ set }) => (set.family === 'string' ? set.patterns : [])),
  ];
}

/** The statement with its resource patterns in a world. */
export function place(source: Prepared, world: World, constants: Constants): Placed {
  if (source.fixed) return source.fixed;
  const resources: Glob[] = [];
  for (const pattern of source.resources) {
    const glob = globIn(pattern, world, constants);
    if (glob) resources.push(glob);
  }
  return { source, resources };
}
