import { type CfnNode, type MapEntry, type MapNode, asList, get } from '../template/node.ts';
import { type SourceSpan } from '../source/source-file.ts';
import { methodInArn, pathInArn } from './api-routes.ts';
import { isGiven } from './author-value.ts';
import { type NodeShape, buildNode, substituted } from './generated-node.ts';

/** Routes that are listed one by one in a statement; of an API with more, the statement is about all. */
const MAX_ROUTES = 1_000;

export interface Route {
  readonly path: string;
  readonly method: string;
}

/** What a resource policy of SAM is about: the routes of an API at one stage. */
export interface PolicyScope {
  /** Paths and methods as they stand in ARNs; undefined when the definition is not in the template. */
  readonly routes: readonly Route[] | undefined;
  readonly stage: NodeShape;
}

/**
 * The statements that SAM writes for `Auth.ResourcePolicy`: who is let in or kept out by account, address or VPC, then the
 * author's own statements. Each carries the span of the list that it comes from.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
 */
export function resourcePolicyStatements(policy: MapNode, scope: PolicyScope): readonly CfnNode[] {
  const entry = (name: string): MapEntry | undefined => {
    const found = policy.entries.get(name);
    return found && isGiven(found.value) ? found : undefined;
  };
  const own = asList(get(policy, 'CustomStatements')).filter(isGiven);
  // SAM writes the statements path by path: for an API without paths none but the author's own.
  if (scope.routes?.length === 0) return own;
  const statements: CfnNode[] = [];
  const resources = resourcesOf(scope);
  const common = { Action: 'execute-api:Invoke', Resource: resources };
  for (const [name, effect] of [
    ['AwsAccountWhitelist', 'Allow'],
    ['AwsAccountBlacklist', 'Deny'],
  ] as const) {
    const accounts = entry(name);
    if (accounts)
      statements.push(
        buildNode(accounts.key.span, {
          Effect: effect,
          Principal: { AWS: asList(accounts.value) },
          ...common,
        }),
      );
  }
  const guarded = (at: SourceSpan, operator: string, condition: NodeShape): void => {
    statements.push(buildNode(at, { Effect: 'Allow', Principal: '*', ...common }));
    statements.push(
      buildNode(at, { Effect: 'Deny', Principal: '*', ...common, Condition: { [operator]: condition } }),
    );
  };
  for (const [name, operator] of [
    ['IpRangeWhitelist', 'NotIpAddress'],
    ['IpRangeBlacklist', 'IpAddress'],
  ] as const) {
    const ranges = entry(name);
    if (ranges) guarded(ranges.key.span, operator, { 'aws:SourceIp': asList(ranges.value) });
  }
  for (const [suffix, operator] of [
    ['Blacklist', 'StringEquals'],
    ['Whitelist', 'StringNotEquals'],
  ] as const) {
    const lists = [`SourceVpc${suffix}`, `IntrinsicVpc${suffix}`, `IntrinsicVpce${suffix}`].map(entry);
    const [literals, vpcs, endpoints] = lists.map((list) => asList(list?.value));
    const at = lists.find((list) => list !== undefined)?.key.span;
    const named = (prefix: string): readonly CfnNode[] =>
      (literals ?? []).filter((node) => node.kind === 'scalar' && node.text.startsWith(prefix));
    const sourceVpc = [...named('vpc-'), ...(vpcs ?? [])];
    const sourceVpce = [...named('vpce-'), ...(endpoints ?? [])];
    if (!at || sourceVpc.length + sourceVpce.length === 0) continue;
    guarded(at, operator, {
      'aws:SourceVpc': sourceVpc.length > 0 ? sourceVpc : undefined,
      'aws:SourceVpce': sourceVpce.length > 0 ? sourceVpce : undefined,
    });
  }
  return [...statements, ...own];
}

function resourcesOf({ routes, stage }: PolicyScope): NodeShape {
  if (!routes || routes.length > MAX_ROUTES) return 'execute-api:/*';
  const paths = new Set(routes.map(({ path, method }) => `${methodInArn(method)}${pathInArn(path)}`));
  return [...paths].map((path) => substituted(`execute-api:/\${__Stage__}/${path}`, { __Stage__: stage }));
}

/** The routes that an OpenAPI document in the template declares; undefined when it is not written out. */
export function declaredRoutes(definition: CfnNode | undefined): readonly Route[] | undefined {
  const paths = get(definition, 'paths');
  if (paths?.kind !== 'map') return undefined;
  const routes: Route[] = [];
  for (const [path, { value }] of paths.entries) {
    if (value.kind !== 'map') continue;
    for (const method of value.entries.keys()) {
      if (/^(?:get|put|post|delete|options|head|patch|any|x-amazon-apigateway-any-method)$/i.test(method))
        routes.push({ path, method });
    }
  }
  return routes;
}
