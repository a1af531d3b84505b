import { getMap } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { ApiRoutes } from './api-routes.ts';
import { expandConnector, expandEmbeddedConnectors } from './connectors.ts';
import { Expansion } from './expansion.ts';
import { expandGraphqlApi } from './graphql-api.ts';
import { expandHttpApi, expandImplicitHttpApi, expandWebSocketApi } from './http-api.ts';
import { expandImplicitRestApi, expandRestApi } from './rest-api.ts';
import { type SamDefect } from './sam-defect.ts';
import { expandFunction } from './serverless-function.ts';
import { expandDeploymentPreferences, expandMicrovmImage, expandServiceRole } from './service-roles.ts';
import { expandStateMachine } from './state-machine.ts';

const defectsOf = new WeakMap<Template, readonly SamDefect[]>();

/**
 * Reads SAM at its source: gives the template with the resources that the SAM transform would generate as far as they are
 * about access, and with `Globals` in the properties of the author's resources. Each generated resource has the id that the
 * transform gives it, `generatedFrom`, and nodes with the spans of the author's text that caused them. The author's
 * resources stay; where the transform puts a resource of the same id in the place of one and that matters (an API), the
 * generated one goes by id and type, `Api.RestApi`. A template without SAM, or one that is expanded already, is given back as it is.
 *
 * The result has new Resource objects whose `template` is the result; make a new scope for it. Never throws.
 */
export function expandSam(template: Template, scope: Scope): Template {
  if (defectsOf.has(template) || ![...template.resources.values()].some(isSam)) return template;
  const x = new Expansion(template, scope);
  const routes = new ApiRoutes();
  const resources = [...template.resources.values()];
  const ofType = (name: string): readonly Resource[] =>
    resources.filter(({ type }) => type === `AWS::Serverless::${name}`);
  const functions = ofType('Function');
  // Events of functions and state machines add routes, so that the APIs come after them.
  for (const resource of functions) expandFunction(x, resource, routes);
  for (const resource of ofType('StateMachine')) expandStateMachine(x, resource, routes);
  for (const resource of resources) expandOther(x, resource, routes);
  expandImplicitRestApi(x, routes);
  expandImplicitHttpApi(x, routes);
  expandDeploymentPreferences(x, functions);
  for (const resource of resources) expandEmbeddedConnectors(x, resource);
  for (const resource of ofType('Connector')) expandConnector(x, resource);
  const expanded = x.finish();
  defectsOf.set(
    expanded,
    x.defects.map((defect) => ({
      ...defect,
      resource: expanded.resources.get(defect.resource.logicalId) ?? defect.resource,
    })),
  );
  return expanded;
}

/** What in the SAM resources of a template does not do what its author meant; empty for a template without SAM. */
export function samDefects(template: Template): readonly SamDefect[] {
  return defectsOf.get(template) ?? [];
}

function isSam(resource: Resource): boolean {
  return resource.type.startsWith('AWS::Serverless::') || getMap(resource.node, 'Connectors') !== undefined;
}

function expandOther(x: Expansion, resource: Resource, routes: ApiRoutes): void {
  switch (resource.type) {
    case 'AWS::Serverless::Api':
      return expandRestApi(x, resource, routes);
    case 'AWS::Serverless::HttpApi':
      return expandHttpApi(x, resource);
    case 'AWS::Serverless::WebSocketApi':
      return expandWebSocketApi(x, resource);
    case 'AWS::Serverless::GraphQLApi':
      return expandGraphqlApi(x, resource);
    case 'AWS::Serverless::MicrovmImage':
      return expandMicrovmImage(x, resource);
    default:
      return expandServiceRole(x, resource);
  }
}
