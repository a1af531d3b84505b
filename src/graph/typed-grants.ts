import { type CfnNode } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { type Scope } from '../values/scope.ts';
import { type Text } from '../values/value.ts';
import { type Condition, type PolicyDocument, type Principal, type Statement } from './policy.ts';
import { branchesOf, partsUnder, type StatementParts } from './statement-branches.ts';
import { guardOf, nodesAt } from './property-path.ts';

interface TypedGrant {
  readonly action: string;
  readonly principal: string;
  readonly resource: string | undefined;
  /** Property to the condition that the service makes of it. */
  readonly conditions: Readonly<Record<string, { readonly operator: string; readonly key: string }>>;
}

/** Resource types that grant without a policy document: the service writes the statement. */
const TYPED_GRANTS: Readonly<Record<string, TypedGrant>> = {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html
  'AWS::Lambda::Permission': {
    action: 'Action',
    principal: 'Principal',
    resource: 'FunctionName',
    conditions: {
      SourceArn: { operator: 'ArnLike', key: 'aws:SourceArn' },
      SourceAccount: { operator: 'StringEquals', key: 'aws:SourceAccount' },
      PrincipalOrgID: { operator: 'StringEquals', key: 'aws:PrincipalOrgID' },
      FunctionUrlAuthType: { operator: 'StringEquals', key: 'lambda:FunctionUrlAuthType' },
      InvokedViaFunctionUrl: { operator: 'Bool', key: 'lambda:InvokedViaFunctionUrl' },
      EventSourceToken: { operator: 'StringEquals', key: 'lambda:EventSourceToken' },
    },
  },
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-layerversionpermission.html
  'AWS::Lambda::LayerVersionPermission': {
    action: 'Action',
    principal: 'Principal',
    resource: 'LayerVersionArn',
    conditions: { OrganizationId: { operator: 'StringEquals', key: 'aws:PrincipalOrgID' } },
  },
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-eventbuspolicy.html
  'AWS::Events::EventBusPolicy': {
    action: 'Action',
    principal: 'Principal',
    resource: undefined,
    conditions: {},
  },
};

/** The document that the service makes of a typed grant; undefined for any other resource. */
export function readTypedGrant(scope: Scope, resource: Resource): PolicyDocument | undefined {
  const grant = TYPED_GRANTS[resource.type];
  const properties = resource.properties;
  if (!grant || !properties?.entries.has(grant.principal)) return undefined;
  const when = guardOf(resource);
  const texts = (path: string | undefined): readonly Text[] =>
    path === undefined
      ? []
      : nodesAt(scope, resource, path).flatMap(({ value, when: guard }) =>
          value ? scope.texts(value, guard) : [],
        );
  const statements: Statement[] = [];
  const policy: PolicyDocument = {
    node: properties,
    kind: 'resource',
    site: { type: resource.type, property: '' },
    owner: resource,
    name: undefined,
    version: undefined,
    id: undefined,
    statements,
    when,
    defects: [],
  };
  const parts: StatementParts = {
    actions: texts(grant.action),
    notActions: [],
    resources: texts(grant.resource),
    notResources: [],
    principals: texts(grant.principal).map(principalOf),
    notPrincipals: [],
    conditions: [...typedConditions(grant, resource, texts), ...eventBusCondition(resource, texts)],
  };
  const elements = new Map<string, CfnNode>(
    [...properties.entries].map(([name, { value }]) => [name, value]),
  );
  for (const branch of branchesOf(scope, parts, when))
    statements.push({
      node: properties,
      policy,
      effect: 'Allow',
      effectNode: undefined,
      sid: undefined,
      ...partsUnder(scope, parts, branch),
      when: branch,
      elements,
    });
  return policy;
}

/** A service's host name, an account id, an ARN or everybody. */
function principalOf(value: Text): Principal {
  const last = value.segments.at(-1);
  const tail = typeof last === 'string' ? last : last?.name === 'AWS::URLSuffix' ? '.amazonaws.com' : '';
  const whole = value.segments.length === 1 ? tail : '';
  const type =
    whole === '*' ? '*' : /\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)$/.test(tail) ? 'Service' : 'AWS';
  return { type, value, node: value.node, when: value.when };
}

function typedConditions(
  grant: TypedGrant,
  resource: Resource,
  texts: (path: string) => readonly Text[],
): Condition[] {
  const conditions: Condition[] = [];
  for (const [property, { operator, key }] of Object.entries(grant.conditions)) {
    const entry = resource.properties?.entries.get(property);
    const values = entry ? texts(property) : [];
    if (entry && values.length > 0)
      conditions.push({
        operator,
        key,
        values,
        operatorNode: entry.key,
        node: entry.value,
        when: guardOf(resource),
      });
  }
  return conditions;
}

/** `Condition: {Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-…}` of an event bus policy. */
function eventBusCondition(resource: Resource, texts: (path: string) => readonly Text[]): Condition[] {
  const entry =
    resource.type === 'AWS::Events::EventBusPolicy'
      ? resource.properties?.entries.get('Condition')
      : undefined;
  const [key] = texts('Condition.Key');
  const [operator] = texts('Condition.Type');
  if (!entry || !key || typeof key.segments[0] !== 'string') return [];
  return [
    {
      operator: typeof operator?.segments[0] === 'string' ? operator.segments[0] : 'StringEquals',
      key: key.segments[0],
      values: texts('Condition.Value'),
      operatorNode: entry.key,
      node: entry.value,
      when: guardOf(resource),
    },
  ];
}
