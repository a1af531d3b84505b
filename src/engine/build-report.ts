import { type Baseline } from '../config/baseline.ts';
import { type Config } from '../config/config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import { type CdkAcknowledgement } from '../config/suppression.ts';
import { type PolicyDocument } from '../graph/policy.ts';
import { type ResourceGraph } from '../graph/resource-graph.ts';
import { type Rule } from '../rule/rule.ts';
import { type Problem } from '../source/problem.ts';
import { type SourceFile } from '../source/source-file.ts';
import { type CfnNode } from '../template/node.ts';
import { type Template } from '../template/template.ts';
import { activeRules } from './active-rules.ts';
import { applyBaseline, goneProblem } from './baseline.ts';
import { type Report, type Summary } from './report.ts';
import { runRules } from './run-rules.ts';
import { suppress } from './suppress.ts';
import { isShown } from './thresholds.ts';

export interface ReportInput {
  /**
   * The templates that were asked for, as they were read and before anything is expanded. What the graph holds beside
   * them is context: nothing is reported or counted there.
   */
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
  readonly baseline?: Baseline;
  /** Today, for suppressions with an end. */
  readonly now: Date;
}

/** Judges a graph: runs the rules, takes out what is accepted, hides what is not confident enough, and sums up. */
export function buildReport(input: ReportInput): Report {
  const { templates, graph, rules, config } = input;
  const active = activeRules(rules, config, pathMatcher);
  const outcome = runRules(graph, active, config.facts);
  const isContext = contextOf(templates, graph);
  const found = outcome.findings.filter(({ primary }) => !isContext(primary.span.file));
  const excused = input.ignoreSuppressions
    ? { kept: found, suppressed: [], problems: [] }
    : suppress(
        found,
        {
          templates,
          configured: config.ignore,
          acknowledged: input.acknowledged ?? [],
          honorForeign: config.honorForeignSuppressions ?? false,
        },
        { knownRules: new Set(rules.map(({ id }) => id)), active, compileGlobs: pathMatcher, now: input.now },
      );
  const byId = new Map(active.map((each) => [each.rule.id, each]));
  const isOn = (id: string, file: string): boolean => byId.get(id)?.settingsAt(file).enabled ?? false;
  const scope = { files: new Set(templates.map(({ file }) => file.path)), isOn };
  const recorded = input.baseline && applyBaseline(excused.kept, input.baseline, scope);
  const kept = recorded?.kept ?? excused.kept;
  const path = input.baseline?.path;
  const gone = recorded && path !== undefined ? goneProblem(recorded.gone, path) : undefined;
  const undecided = graph.undecided.filter(({ node }) => !isContext(node.span.file));
  const findings = kept.filter((finding) => isShown(finding, config.minConfidence));
  const judged = graph.policies.filter(({ owner }) => !isContext(owner.template.file));
  const allProblems = [
    ...new Set([
      ...input.problems,
      ...templates.flatMap((template) => template.problems),
      ...graph.templates.flatMap((template) => template.problems),
      ...outcome.problems,
      ...excused.problems,
      ...(gone ? [gone] : []),
    ]),
  ];
  return {
    findings,
    suppressed: [...excused.suppressed, ...(recorded?.suppressed ?? [])],
    problems: allProblems,
    undecided,
    files: [...new Set(templates.map(({ file }) => file))],
    rules: active.map(({ rule }) => rule),
    summary: {
      ...summarise(templates, judged, undecided.length, allProblems, input.skipped),
      hidden: kept.length - findings.length,
    },
  };
}

/** Whether a file is that of a template which is only there to understand others. */
function contextOf(templates: readonly Template[], graph: ResourceGraph): (file: SourceFile) => boolean {
  const named = new Set(templates.map(({ file }) => file));
  const context = new Set(graph.templates.map(({ file }) => file).filter((file) => !named.has(file)));
  return (file) => context.has(file);
}

/** Counts what was read. A document or statement counts once, however many branches of the template it is judged in. */
export function summarise(
  templates: readonly Template[],
  policies: readonly PolicyDocument[],
  undecided: number,
  problems: readonly Problem[],
  skipped: number,
): Summary {
  const statements = new Set<CfnNode>();
  for (const policy of policies) for (const { node } of policy.statements) statements.add(node);
  const unread = new Set<string>();
  for (const { kind, span, path } of problems)
    if (kind === 'unreadable' || kind === 'partly-read') unread.add(span?.file.path ?? path ?? '');
  return {
    templates: templates.length,
    stacks: templates.filter(({ stack }) => stack !== undefined).length,
    resources: templates.reduce((sum, template) => sum + template.resources.size, 0),
    policies: new Set(policies.map(({ node }) => node)).size,
    statements: statements.size,
    undecided,
    skipped,
    unread: unread.size,
  };
}
