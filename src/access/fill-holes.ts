import {
  type AccessLayers,
  type AccessPolicy,
  type AccessPrincipal,
  type AccessText,
  type Hole,
  isHole,
  piecesOf,
} from './policy.ts';

/** The policies with holes replaced by text; a hole without an entry stays. */
export function fillHoles(access: AccessLayers, values: ReadonlyMap<string, string>): AccessLayers {
  if (values.size === 0) return access;
  return {
    layers: access.layers.map((layer) => layer.map((policy) => fillPolicy(policy, values))),
    ...(access.denies && { denies: access.denies.map((policy) => fillPolicy(policy, values)) }),
  };
}

function fillPolicy(policy: AccessPolicy, values: ReadonlyMap<string, string>): AccessPolicy {
  const text = (item: AccessText): AccessText => {
    if (typeof item === 'string') return item;
    const pieces = item.map((piece) => (isHole(piece) ? (values.get(piece.id) ?? piece) : piece));
    return pieces.some(isHole) ? pieces : pieces.join('');
  };
  const texts = (items: readonly AccessText[]): readonly AccessText[] => items.map(text);
  const principals = (items: readonly AccessPrincipal[]): readonly AccessPrincipal[] =>
    items.map(({ type, value }) => ({ type, value: text(value) }));
  return {
    ...policy,
    statements: policy.statements.map((statement) => ({
      ...statement,
      ...(statement.actions && { actions: texts(statement.actions) }),
      ...(statement.notActions && { notActions: texts(statement.notActions) }),
      ...(statement.resources && { resources: texts(statement.resources) }),
      ...(statement.notResources && { notResources: texts(statement.notResources) }),
      ...(statement.principals && { principals: principals(statement.principals) }),
      ...(statement.notPrincipals && { notPrincipals: principals(statement.notPrincipals) }),
      conditions: statement.conditions.map((condition) => ({
        ...condition,
        values: texts(condition.values),
      })),
    })),
  };
}

/** The holes of some policies, by id. */
export function holesOf(...accesses: readonly AccessLayers[]): ReadonlyMap<string, Hole> {
  const holes = new Map<string, Hole>();
  const take = (text: AccessText): void => {
    for (const piece of piecesOf(text)) if (isHole(piece)) holes.set(piece.id, piece);
  };
  for (const { layers, denies } of accesses)
    for (const { statements } of [...layers.flat(), ...(denies ?? [])])
      for (const {
        actions,
        notActions,
        resources,
        notResources,
        principals,
        notPrincipals,
        conditions,
      } of statements) {
        for (const list of [actions, notActions, resources, notResources]) list?.forEach(take);
        for (const { value } of [...(principals ?? []), ...(notPrincipals ?? [])]) take(value);
        for (const { values } of conditions) values.forEach(take);
      }
  return holes;
}
