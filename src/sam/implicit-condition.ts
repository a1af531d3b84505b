import { type ApiRoute } from './api-routes.ts';
import { type Expansion } from './expansion.ts';

/**
 * The condition of an implicit API: none when one of its functions has none, that of its functions when they share one,
 * otherwise `<Api>Condition`, which holds when one of theirs does. CloudFormation takes at most ten in an Fn::Or.
 */
export function generateImplicitCondition(
  x: Expansion,
  api: string,
  routes: readonly ApiRoute[],
): string | null {
  const names = new Set(routes.map(({ from }) => from.condition));
  const [first] = routes;
  if (names.has(undefined) || !first) return null;
  const [only, ...others] = [...names].filter((name) => name !== undefined);
  if (only === undefined || others.length === 0) return only ?? null;
  const combine = (rest: readonly string[], name: string): void => {
    const more = rest.length > 10 ? `${name}x` : undefined;
    const here = more === undefined ? rest : rest.slice(0, 9);
    if (more !== undefined) combine(rest.slice(9), more);
    const parts = more === undefined ? here : [...here, more];
    x.addCondition(name, first.at, { 'Fn::Or': parts.map((part) => ({ Condition: part })) });
  };
  combine([only, ...others], `${api}Condition`);
  return `${api}Condition`;
}
