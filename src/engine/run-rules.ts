import { type PolicyDocument, type Statement } from '../graph/policy.ts';
import { type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { type Facts } from '../rule/facts.ts';
import { type Finding, type FindingDraft } from '../rule/finding.ts';
import { type RuleContext, type RuleOptions } from '../rule/rule.ts';
import { type Problem } from '../source/problem.ts';
import { type CfnNode } from '../template/node.ts';
import { type Resource, type Template } from '../template/template.ts';
import { type ActiveRule, type RuleSettings } from './active-rules.ts';
import { type DraftOfRule, makeFindings, type Subject } from './make-findings.ts';
import { placesOf } from './place.ts';

export interface RulesOutcome {
  /** Ordered by file, offset, rule. */
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/**
 * Shows every level of the graph to every rule. A rule that throws becomes one problem however often it does so; its
 * other findings and the other rules stay.
 */
export function runRules(graph: ResourceGraph, rules: readonly ActiveRule[], facts: Facts): RulesOutcome {
  const drafts: DraftOfRule[] = [];
  const problems: Problem[] = [];
  for (const active of rules) {
    const walk = new RuleWalk(active, graph, facts);
    walk.run();
    drafts.push(...walk.drafts);
    if (walk.crash) problems.push(walk.crash);
  }
  return { findings: makeFindings(drafts, placesOf(graph)), problems };
}

type Call<T> = (shown: T, context: RuleContext) => void;

/** One rule on its way through a graph. */
class RuleWalk {
  readonly drafts: DraftOfRule[] = [];
  readonly #active: ActiveRule;
  readonly #graph: ResourceGraph;
  readonly #facts: Facts;
  readonly #contexts = new Map<RuleSettings, RuleContext>();
  #crashes = 0;
  #node: CfnNode | undefined;
  #owner: Resource | undefined;
  #firstCrash: { readonly cause: unknown; readonly at: Subject | undefined } | undefined;

  constructor(active: ActiveRule, graph: ResourceGraph, facts: Facts) {
    this.#active = active;
    this.#graph = graph;
    this.#facts = facts;
  }

  run(): void {
    const graph = this.#graph;
    const { visit } = this.#active.rule;
    if (visit.graph) this.#visit(graph, undefined, undefined, (on, context) => visit.graph!(on, context));
    if (visit.template) {
      const call: Call<Template> = (template, context) => visit.template!(template, context);
      for (const template of graph.templates) this.#visit(template, template.root, undefined, call);
    }
    if (visit.resource) {
      const call: Call<Resource> = (resource, context) => visit.resource!(resource, context);
      const resources = visit.types
        ? [...new Set(visit.types)].flatMap((type) => graph.resourcesOfType(type))
        : graph.resources;
      for (const resource of resources) this.#visit(resource, resource.node, resource, call);
    }
    if (visit.principal) {
      const call: Call<PrincipalNode> = (principal, context) => visit.principal!(principal, context);
      for (const principal of graph.principals)
        this.#visit(principal, principal.node, principal.resource, call);
    }
    if (!visit.policy && !visit.statement) return;
    const callPolicy: Call<PolicyDocument> = (policy, context) => visit.policy!(policy, context);
    const callStatement: Call<Statement> = (statement, context) => visit.statement!(statement, context);
    for (const policy of graph.policies) {
      if (visit.policy) this.#visit(policy, policy.node, policy.owner, callPolicy);
      if (visit.statement)
        for (const statement of policy.statements)
          this.#visit(statement, statement.node, policy.owner, callStatement);
    }
  }

  get crash(): Problem | undefined {
    if (!this.#firstCrash) return undefined;
    const { cause, at } = this.#firstCrash;
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const others = this.#crashes > 1 ? ` (and ${this.#crashes - 1} more times)` : '';
    const id = this.#active.rule.id;
    return {
      kind: 'rule-crashed',
      message: `Rule \`${id}\` failed here${others}: ${reason}; what it would have found is missing, please report it`,
      ruleId: id,
      ...(at ? { span: at.node.span } : {}),
    };
  }

  /** @param node decides which override holds; a visit of the whole graph takes the settings without overrides. */
  #visit<T>(shown: T, node: CfnNode | undefined, owner: Resource | undefined, call: Call<T>): void {
    const settings = node ? this.#active.settingsAt(node.span.file.path) : this.#active.settings;
    if (node && !settings.enabled) return;
    this.#node = node;
    this.#owner = owner;
    try {
      call(shown, this.#contextFor(settings));
    } catch (cause) {
      this.#crashes++;
      this.#firstCrash ??= { cause, at: this.#subject };
    }
  }

  /** Most visits report nothing, so that it is only made when it is needed. */
  get #subject(): Subject | undefined {
    const owner = this.#owner;
    return this.#node && { node: this.#node, ...(owner && { owner }) };
  }

  #contextFor(settings: RuleSettings): RuleContext {
    const known = this.#contexts.get(settings);
    if (known) return known;
    const context: RuleContext<RuleOptions> = {
      graph: this.#graph,
      facts: this.#facts,
      options: settings.options,
      report: (draft: FindingDraft) => this.#accept(draft),
    };
    this.#contexts.set(settings, context);
    return context;
  }

  #accept(draft: FindingDraft): void {
    const settings = this.#active.settingsAt(draft.at.node.span.file.path);
    if (!settings.enabled) return;
    const { severity } = settings;
    this.drafts.push({
      rule: this.#active.rule,
      draft: severity === undefined ? draft : { ...draft, severity },
      subject: this.#subject,
    });
  }
}
