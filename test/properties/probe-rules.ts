import { type PolicyDocument, type Statement } from '../../src/graph/policy.ts';
import { type PrincipalNode } from '../../src/graph/resource-graph.ts';
import { type RuleContext, type Rule, type Visitor } from '../../src/rule/rule.ts';
import { type Located } from '../../src/template/node.ts';
import { ALWAYS, display, type Guard } from '../../src/values/value.ts';

/**
 * Rules that report everything that the graph knows, so that a property holds for all that any rule could find and not just for
 * what today's rules look at.
 */
export const probes: readonly Rule[] = [
  probe('probe-elements', { statement: reportElements }),
  probe('probe-statements', { statement: reportWhole }),
  probe('probe-policies', { policy: reportPolicy }),
  probe('probe-principals', { principal: reportPrincipal }),
  probe('probe-roles', {
    resource(resource, context) {
      for (const use of context.graph.runsAs(resource)) {
        const role = use.role?.resource.logicalId ?? use.profile?.resource.logicalId ?? '';
        say(
          context,
          use,
          `${use.property} ${display(use.value)} ${role} ${use.services.join()}`,
          use.value.when,
        );
      }
      for (const { to, by, attribute } of context.graph.references(resource))
        if (by === 'DependsOn') say(context, resource, `${by} ${to.logicalId} ${attribute ?? ''}`, ALWAYS);
    },
  }),
];

function probe(id: string, visit: Visitor): Rule {
  return {
    id,
    title: id,
    category: 'grammar',
    severity: 'low',
    confidence: 'high',
    preset: 'recommended',
    docs: { why: '', fix: '', references: [] },
    covers: [],
    also: {},
    examples: { bad: [], good: [] },
    visit,
  };
}

function say(context: RuleContext, at: Located, evidence: string, when: Guard): void {
  context.report({ at, when, message: evidence, evidence });
}

/** Everything that a statement holds, each item of its own and under its own guard. */
function reportElements(statement: Statement, context: RuleContext): void {
  const { policy, effect } = statement;
  const kind = `${policy.kind} ${policy.site.type} ${policy.site.property} ${effect}`;
  for (const name of ['actions', 'notActions', 'resources', 'notResources'] as const)
    for (const item of statement[name]) say(context, item, `${kind} ${name} ${display(item)}`, item.when);
  for (const name of ['principals', 'notPrincipals'] as const)
    for (const item of statement[name])
      say(context, item, `${kind} ${name} ${item.type} ${display(item.value)}`, item.when);
  for (const { operator, key, values, node } of statement.conditions)
    for (const value of values)
      say(context, { node }, `${kind} ${operator} ${key} ${display(value)}`, value.when);
}

/** Which items stand together in one statement. */
function reportWhole(statement: Statement, context: RuleContext): void {
  const set = (items: readonly string[]): string => [...new Set(items)].sort().join();
  const parts = [
    statement.policy.kind,
    statement.effect,
    set(statement.actions.map(display)),
    set(statement.notActions.map(display)),
    set(statement.resources.map(display)),
    set(statement.notResources.map(display)),
    set(statement.principals.map(({ type, value }) => `${type} ${display(value)}`)),
    set(statement.notPrincipals.map(({ type, value }) => `${type} ${display(value)}`)),
    set(
      statement.conditions.map(
        ({ operator, key, values }) => `${operator} ${key} ${set(values.map(display))}`,
      ),
    ),
    set([...statement.elements.keys()]),
  ];
  say(context, statement, parts.join(' / '), statement.when);
}

function reportPolicy(policy: PolicyDocument, context: RuleContext): void {
  const site = `${policy.kind} ${policy.site.type} ${policy.site.property}`;
  say(context, policy, `${site} ${policy.version ? display(policy.version) : ''}`, policy.when);
  for (const { kind, element, detail, when, node } of policy.defects)
    say(context, { node }, `${site} ${kind} ${element} ${detail}`, when);
}

function reportPrincipal(principal: PrincipalNode, context: RuleContext): void {
  const { type } = principal;
  for (const { how, managed, document, node, when } of principal.grants) {
    const what = managed ? `${display(managed.arn)} ${managed.awsName} ${managed.resource?.logicalId}` : '';
    say(context, { node }, `${type} ${how} ${what} ${document?.owner.logicalId}`, when);
  }
  for (const { policy, document, node, when } of principal.boundaries)
    say(context, { node }, `${type} boundary ${display(policy.arn)} ${document?.owner.logicalId}`, when);
  for (const document of principal.trust) say(context, document, `${type} trust`, document.when);
  for (const group of principal.groups)
    say(context, principal, `${type} member of ${group.resource.logicalId}`, ALWAYS);
}
