import { type Baseline } from './config/baseline.ts';
import { type Config } from './config/config.ts';
import { type CdkAcknowledgement } from './config/suppression.ts';
import { buildReport } from './engine/build-report.ts';
import { type Report } from './engine/report.ts';
import { buildGraph } from './graph/build-graph.ts';
import { type ResourceGraph } from './graph/resource-graph.ts';
import { nestedTemplateLocation } from './graph/stacks.ts';
import { type Rule } from './rule/rule.ts';
import { expandSam } from './sam/expand-sam.ts';
import { type Problem } from './source/problem.ts';
import { type SourceFile } from './source/source-file.ts';
import { readTemplate } from './template/read-template.ts';
import { type Template } from './template/template.ts';
import { createScope } from './values/create-scope.ts';
import { resolveIncludes } from './values/include.ts';
import { expandLanguageExtensions } from './values/language-extensions.ts';

/** What a run judges. */
export interface LintInput {
  readonly templates: readonly Template[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
  /** Files that were passed over because they are no templates. */
  readonly skipped: number;
  /** Finds a local file that a template names: a nested template, an included part. */
  readonly related?: (from: SourceFile, location: string) => SourceFile | undefined;
  /** What the authors of a CDK app have accepted with `Validations.of(…).acknowledge`. */
  readonly acknowledged?: readonly CdkAcknowledgement[];
  /** Report everything, whatever is suppressed. */
  readonly ignoreSuppressions?: boolean;
  /** Findings that were there before and are accepted for that reason. */
  readonly baseline?: Baseline;
  /** The day on which suppressions expire or not; today when left out. */
  readonly now?: Date;
}

/** Nested templates beyond those that were asked for, read for context only. */
const MAX_CONTEXT_TEMPLATES = 200;

/**
 * The whole road as one pure function: templates are expanded, connected and judged. Never throws for bad input: what
 * could not be read or judged stands in the report's problems and undecided places.
 */
export function lint(input: LintInput, rules: readonly Rule[], config: Config): Report {
  return judge(input, connect(input, config), rules, config);
}

/** The first half of the road: templates, those that they name included, expanded and connected. */
export function connect(input: LintInput, config: Config): ResourceGraph {
  const all = [...input.templates, ...contextTemplates(input)];
  const expanded = all.map((template) => expand(template, input, config));
  return buildGraph(expanded, {
    parameters: config.parameters,
    ...(input.related ? { related: input.related } : {}),
  });
}

/** The second half: what {@link connect} made of the input is judged. Context in the graph is not reported on. */
export function judge(
  input: LintInput,
  graph: ResourceGraph,
  rules: readonly Rule[],
  config: Config,
): Report {
  return buildReport({
    templates: input.templates,
    graph,
    rules,
    config,
    problems: input.problems,
    skipped: input.skipped,
    acknowledged: input.acknowledged ?? [],
    ignoreSuppressions: input.ignoreSuppressions ?? false,
    ...(input.baseline ? { baseline: input.baseline } : {}),
    now: input.now ?? new Date(),
  });
}

/** Includes, loops and SAM become plain resources whose nodes still stand in the author's text. */
function expand(template: Template, input: LintInput, config: Config): Template {
  const context = { parameters: config.parameters };
  const included = input.related ? resolveIncludes(template, context, input.related) : template;
  const extended = expandLanguageExtensions(included, context);
  return expandSam(extended, createScope(extended, context));
}

/** Local nested templates that were not named but are needed to know what crosses the borders of stacks. */
function contextTemplates(input: LintInput): readonly Template[] {
  const { related } = input;
  if (!related) return [];
  const known = new Set(input.templates.map(({ file }) => file.path));
  const found: Template[] = [];
  const pending = [...input.templates];
  for (let template = pending.shift(); template; template = pending.shift())
    for (const resource of template.resources.values()) {
      const location = nestedTemplateLocation(resource);
      const file = location === undefined ? undefined : related(template.file, location);
      if (!file || known.has(file.path) || found.length >= MAX_CONTEXT_TEMPLATES) continue;
      known.add(file.path);
      const reading = readTemplate(file);
      if (reading.kind !== 'template') continue;
      found.push(reading.template);
      pending.push(reading.template);
    }
  return found;
}
