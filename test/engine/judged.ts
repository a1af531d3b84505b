import { type Config, DEFAULT_CONFIG } from '../../src/config/config.ts';
import { pathMatcher } from '../../src/config/path-matcher.ts';
import { activeRules } from '../../src/engine/active-rules.ts';
import { type RulesOutcome, runRules } from '../../src/engine/run-rules.ts';
import { type ResourceGraph } from '../../src/graph/resource-graph.ts';
import { NO_FACTS } from '../../src/rule/facts.ts';
import { defineRule, type Rule } from '../../src/rule/rule.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';
import { type Resource, type Template } from '../../src/template/template.ts';

/** A rule that only has what the engine looks at; everything else may be replaced. */
export function ruleOf(id: string, visit: Rule['visit'], rest: Partial<Rule> = {}): Rule {
  return defineRule({
    id,
    title: `Title of ${id}`,
    category: 'permissions',
    severity: 'high',
    confidence: 'high',
    preset: 'recommended',
    docs: { why: 'Why it matters.', fix: 'What to do.', references: ['https://docs.aws.amazon.com/IAM/'] },
    covers: [],
    also: {},
    examples: { bad: [], good: [] },
    visit,
    ...rest,
  });
}

export function templateOf(text: string, path = 'stack.yaml'): Template {
  const reading = readTemplate(new SourceFile(path, text));
  if (reading.kind !== 'template') throw new Error(`not a template: ${reading.what}`);
  return reading.template;
}

/** A graph that knows templates and resources; what else a test needs it gives itself. */
export function graphOf(templates: readonly Template[], rest: Partial<ResourceGraph> = {}): ResourceGraph {
  const resources = templates.flatMap((template) => [...template.resources.values()]);
  const graph: Partial<ResourceGraph> = {
    templates,
    resources,
    policies: [],
    principals: [],
    undecided: [],
    resourcesOfType: (type) =>
      (rest.resources ?? resources).filter((resource: Resource) => resource.type === type),
    ...rest,
  };
  return graph as ResourceGraph;
}

export function judged(
  graph: ResourceGraph,
  rules: readonly Rule[],
  config: Partial<Config> = {},
): RulesOutcome {
  return runRules(graph, activeRules(rules, { ...DEFAULT_CONFIG, ...config }, pathMatcher), NO_FACTS);
}
