import { nameResource } from '../src/analysis/recipient.ts';
import { type PropertyValue, type ResourceGraph } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { asBoolean, type Located } from '../src/template/node.ts';
import { authorOf, type Resource } from '../src/template/template.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'api-requires-authorization',
  title: 'API takes requests of anybody',
  category: 'resource-policies',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'A method or route without authorization is open to the internet. What stands behind it runs with its own role for whoever asks.',
    fix: 'Set `AuthorizationType` to `AWS_IAM`, `COGNITO_USER_POOLS`, `JWT` or `CUSTOM`, or make the API private with a resource policy.',
    exceptions: 'Public APIs, sign-in pages and webhooks.',
    references: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html',
    ],
  },
  covers: ['api-method-no-authorization'],
  also: {
    cfn_nag: ['W59'],
    'sonar-iac': ['S6333'],
    kics: ['1056dfbb-5802-4762-bf2b-8b9b9684b1b0', '7fd0d461-5b8c-4815-898c-f2b4b117eb28'],
    checkov: ['CKV_AWS_59'],
    'cdk-nag': ['APIGWAuthorization', 'CognitoUserPoolAPIGWAuthorizer'],
    'guard-registry': ['API_GW_METHOD_AUTHORIZATION_TYPE_RULE'],
    'checkov-terraform': ['CKV_AWS_309'],
  },
  examples: {
    bad: [
      {
        title: 'A method and a route',
        template: `
Resources:
  Method:
    Type: AWS::ApiGateway::Method
    Properties: { HttpMethod: GET, ResourceId: r, RestApiId: a, AuthorizationType: NONE } # flagged
  Route: # flagged
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: a, RouteKey: GET /orders }
`,
      },
    ],
    good: [
      {
        title: 'Signed, with a key, for browsers to ask beforehand, and of a private API',
        template: `
Resources:
  Signed:
    Type: AWS::ApiGateway::Method
    Properties: { HttpMethod: GET, ResourceId: r, RestApiId: a, AuthorizationType: AWS_IAM }
  Key:
    Type: AWS::ApiGateway::Method
    Properties: { HttpMethod: GET, ResourceId: r, RestApiId: a, AuthorizationType: NONE, ApiKeyRequired: true }
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties: { HttpMethod: OPTIONS, ResourceId: r, RestApiId: a, AuthorizationType: NONE }
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: { Name: inside, EndpointConfiguration: { Types: [PRIVATE] } }
  Private:
    Type: AWS::ApiGateway::Method
    Properties: { HttpMethod: GET, ResourceId: r, RestApiId: !Ref Api, AuthorizationType: NONE }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: a, RouteKey: GET /orders, AuthorizationType: JWT }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route'],
    resource(resource, context) {
      const { graph } = context;
      const values = graph.property(resource, 'AuthorizationType');
      const places: readonly Located[] =
        values.length > 0 ? values.filter((value) => is(value, 'NONE')) : [{ node: resource.id }];
      if (places.length === 0 || isGuardedOtherwise(resource, graph)) return;
      for (const at of places)
        context.report({
          at,
          message: `Anyone on the internet may call ${nameResource(authorOf(resource))}. Set AuthorizationType, or make the API private`,
          evidence: 'AuthorizationType',
        });
    },
  },
});

function isGuardedOtherwise(resource: Resource, graph: ResourceGraph): boolean {
  if (graph.property(resource, 'HttpMethod').some((value) => is(value, 'OPTIONS'))) return true;
  if (
    graph
      .property(resource, 'RouteKey')
      .some(({ text }) => /^OPTIONS |^\$disconnect|^\$default$/.test(text ? (literal(text) ?? '') : ''))
  )
    return true;
  if (graph.property(resource, 'ApiKeyRequired').some(({ node }) => asBoolean(node) === true)) return true;
  return graph.property(resource, 'RestApiId').some(({ text }) => {
    const api = text && graph.resolve(text);
    if (!api) return false;
    const types = graph.property(api, 'EndpointConfiguration.Types[]');
    return types.some((value) => is(value, 'PRIVATE')) || graph.policiesOf(api).length > 0;
  });
}

function is({ text }: PropertyValue, expected: string): boolean {
  return text !== undefined && literal(text) === expected;
}
