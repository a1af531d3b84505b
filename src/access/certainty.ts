import { type Found } from './grant-search.ts';
import { CLASS } from './character-class.ts';
import { CONSTANT, type Glob, globOf, isConstant, many } from './glob.ts';
import { findWord } from './glob-search.ts';
import { Constants, globIn, HOLE_MARK, patternOf, type World } from './pattern.ts';
import { type AccessLayers, type AccessPolicy, type AccessStatement, isHole, piecesOf } from './policy.ts';
import { evaluatePolicy } from './evaluate-policy.ts';

/**
 * Whether the request that was found shows new access whatever the holes are: the statement that grants it moves with
 * them, no Allow of the known access can come to match it, and no Deny of the wanted access can. Characters of the
 * request that do not matter are taken for such as no value of a hole contains.
 */
export function isCertain(found: Found, known: AccessLayers, wanted: AccessLayers): boolean {
  const { names } = found.context.constants;
  const open = names.some((name) => name.startsWith(HOLE_MARK));
  if (!open && found.drawn.holes.size === 0 && !anyHole(known) && !anyHole(wanted)) return true;
  const may = (policy: AccessPolicy, statement: AccessStatement): boolean =>
    mayMatch(policy, statement, found);
  const denials = [...wanted.layers.flat(), ...(wanted.denies ?? [])];
  if (
    denials.some((policy) =>
      policy.statements.some(
        (statement) => statement.effect === 'Deny' && holds(statement) && may(policy, statement),
      ),
    )
  )
    return false;
  const denied = [...known.layers.flat(), ...(known.denies ?? [])].some((policy) =>
    policy.statements.some(
      (statement) => statement.effect === 'Deny' && !holds(statement) && matches(policy, statement, found),
    ),
  );
  if (denied) return true;
  return known.layers.some((layer) =>
    layer.every(
      (policy) =>
        !policy.statements.some((statement) => statement.effect === 'Allow' && may(policy, statement)),
    ),
  );
}

function anyHole({ layers, denies }: AccessLayers): boolean {
  return [...layers.flat(), ...(denies ?? [])].some(({ statements }) => statements.some(holds));
}

/** Whether a hole stands anywhere in the statement. */
function holds(statement: AccessStatement): boolean {
  const { resources, notResources, conditions, actions, notActions, principals, notPrincipals } = statement;
  const texts = [...(resources ?? []), ...(notResources ?? []), ...(actions ?? []), ...(notActions ?? []), ...conditions.flatMap(({ values }) => values),
    ...[...(principals ?? []), ...(notPrincipals ?? [])].map(({ value }) => value)]; // prettier-ignore
  return texts.some((text) => piecesOf(text).some(isHole));
}

/** Whether a statement without holes matches the request. */
function matches(policy: AccessPolicy, statement: AccessStatement, found: Found): boolean {
  const kind = statement.principals || statement.notPrincipals ? 'resource' : 'identity';
  return (
    evaluatePolicy({ ...policy, statements: [statement] }, found.drawn.request, { kind }).decision !==
    'IMPLICIT_DENY'
  );
}

/** Whether the statement matches the request for some values of the holes; conditions with holes are taken to hold. */
function mayMatch(policy: AccessPolicy, statement: AccessStatement, found: Found): boolean {
  const moving = found.sketch.resource.some(isConstant);
  if (!holds(statement) && !moving) return matches(policy, statement, found);
  const loose: AccessStatement = {
    ...statement,
    ...(statement.resources && { resources: ['*'] }),
    ...(statement.notResources && { notResources: [] }),
    conditions: statement.conditions.filter(
      ({ values }) => !values.some((value) => piecesOf(value).some(isHole)),
    ),
  };
  if (!matches(policy, loose, found)) return false;
  if (!statement.resources) return true;
  const request = globOf(found.sketch.resource.map((token) => widened(token, found)));
  const world: World = found.context.world;
  return statement.resources.some((text) => {
    const constants = new Constants();
    const pattern = globIn(patternOf(text, 'resource', policy.version === '2012-10-17'), world, constants);
    if (!pattern) return false;
    const wide: Glob = globOf(
      pattern.tokens.map((token) => (isConstant(token) ? many(classFor(constants, token)) : token)),
    );
    return findWord([request, wide], [], [], { states: 5000 }).kind !== 'empty';
  });
}

function widened(token: number, found: Found): number {
  return isConstant(token) ? many(classFor(found.context.constants, token)) : token;
}

function classFor(constants: Constants, token: number): 0 | 2 | 3 | 4 | 5 | 7 {
  const of = constants.classes[token - CONSTANT]!;
  return of === CLASS.digit || of === CLASS.lower || of === CLASS.name || of === CLASS.path
    ? of
    : CLASS.ascii;
}
