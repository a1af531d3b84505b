import { type Config } from '../config/config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import { type CdkAcknowledgement } from '../config/suppression.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { type Rule } from '../rule/rule.ts';
import { type Problem } from '../source/problem.ts';
import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { activeRules } from './active-rules.ts';
import { type Report, type Summary } from './report.ts';
import { runRules } from './run-rules.ts';
import { suppress } from './suppress.ts';
import { isShown } from './thresholds.ts';

export interface ReportInput {
  /** The templates as they were read, before anything is expanded. */
  readonly templates: readonly Template[];
  /** Everything that is judged, connected. */
  readonly graph: ResourceGraph;
  /** All rules there are; the configuration says which of them run. */
  readonly rules: readonly Rule[];
  readonly config: Config;
  /** What the earlier stages could not do; the templates' own problems may be among them. */
  readonly problems: readonly Problem[];
  readonly skipped: number;
  readonly acknowledged?: readonly CdkAcknowledgement[];
  readonly ignoreSuppressions?: boolean;
  /** Today, for suppressions with an end. */
  readonly now: Date;
}

/** Judges a graph: runs the rules, takes out what is accepted, hides what is not confident enough, and sums up. */
export function buildReport(input: ReportInput): Report {
  const { templates, graph, rules, config } = input;
  const active = activeRules(rules, config, pathMatcher);
  const outcome = runRules(graph, active, config.facts);
  const { kept, suppressed, problems } = input.ignoreSuppressions
    ? { kept: outcome.findings, suppressed: [], problems: [] }
    : suppress(
        outcome.findings,
        { templates, configured: config.ignore, acknowledged: input.acknowledged ?? [] },
        { knownRules: new Set(rules.map(({ id }) => id)), active, compileGlobs: pathMatcher, now: input.now },
      );
  const findings = kept.filter((finding) => isShown(finding, config.minConfidence));
  const allProblems = [
    ...new Set([
      ...input.problems,
      ...templates.flatMap((template) => template.problems),
      ...graph.templates.flatMap((template) => template.problems),
      ...outcome.problems,
      ...problems,
    ]),
  ];
  return {
    findings,
    suppressed,
    problems: allProblems,
    undecided: graph.undecided,
    files: [...new Set(templates.map(({ file }) => file))],
    rules: active.map(({ rule }) => rule),
    summary: {
      ...summarise(templates, graph, allProblems, input.skipped),
      hidden: kept.length - findings.length,
    },
  };
}

/** Counts what was read. A document or statement counts once, however many branches of the template it is judged in. */
export function summarise(
  templates: readonly Template[],
  graph: Pick<ResourceGraph, 'policies' | 'undecided'>,
  problems: readonly Problem[],
  skipped: number,
): Summary {
  const statements = new Set<CfnNode>();
  for (const policy of graph.policies) for (const { node } of policy.statements) statements.add(node);
  const unread = new Set<string>();
  for (const { kind, span, path } of problems)
    if (kind === 'unreadable' || kind === 'partly-read') unread.add(span?.file.path ?? path ?? '');
  return {
    templates: templates.length,
    stacks: templates.filter(({ stack }) => stack !== undefined).length,
    resources: templates.reduce((sum, template) => sum + template.resources.size, 0),
    policies: new Set(graph.policies.map(({ node }) => node)).size,
    statements: statements.size,
    undecided: graph.undecided.length,
    skipped,
    unread: unread.size,
  };
}
