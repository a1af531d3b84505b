import { type SourceSpan } from '../source/source-file.ts';
import { type MapNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';

/** The id of the API that SAM makes for `Api` events without RestApiId. */
export const IMPLICIT_REST_API = 'ServerlessRestApi';
/** The id of the API that SAM makes for `HttpApi` events without ApiId. */
export const IMPLICIT_HTTP_API = 'ServerlessHttpApi';

/** The route of an HTTP API for everything that has no route of its own. */
export const DEFAULT_ROUTE = '$default';

/** A path and method that an event adds to an API. */
export interface ApiRoute {
  readonly path: string;
  /** Upper case, `*` for any. */
  readonly method: string;
  readonly from: Resource;
  readonly at: SourceSpan;
  /** `Auth.ResourcePolicy` of the event. */
  readonly policy: MapNode | undefined;
}

/** The routes that events add, by the logical id of their API. */
export class ApiRoutes {
  readonly #routes = new Map<string, ApiRoute[]>();
  readonly #defaults = new Set<string>();

  add(api: string, route: ApiRoute): void {
    const routes = this.#routes.get(api);
    if (routes) routes.push(route);
    else this.#routes.set(api, [route]);
    if (route.path === DEFAULT_ROUTE && route.method === '*')
      this.#defaults.add(`${api} ${route.from.logicalId}`);
  }

  /** Whether the API calls the function for everything that has no route of its own. */
  hasDefault(api: string, functionId: string): boolean {
    return this.#defaults.has(`${api} ${functionId}`);
  }

  of(api: string): readonly ApiRoute[] {
    return this.#routes.get(api) ?? [];
  }
}

/** The path as it stands in ARNs: without a slash at the end, `*` for `{id}` and `{proxy+}`. */
export function pathInArn(path: string): string {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return bare.replace(/\{[\w.-]+\+?\}/g, '*');
}

/** The method as it stands in ARNs. */
export function methodInArn(method: string): string {
  return /^(?:any|x-amazon-apigateway-any-method|\*)$/i.test(method) ? '*' : method.toUpperCase();
}
