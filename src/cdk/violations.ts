import { resolve } from 'node:path';
import { type Config } from '../config/config.ts';
import { pathMatcher } from '../config/path-matcher.ts';
import { type Report } from '../engine/report.ts';
import { blockingFindings } from '../engine/thresholds.ts';
import { type LintInput } from '../lint.ts';
import { type Finding } from '../rule/finding.ts';

/** A finding as CDK takes it. */
export interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly fix: string;
  /** `error` makes the synthesis fail. */
  readonly severity: 'error' | 'warning';
  readonly ruleMetadata: Record<string, string>;
  violatingResources: ViolatingResource[];
}

export interface ViolatingResource {
  readonly resourceLogicalId: string;
  readonly templatePath: string;
  readonly locations: string[];
}

interface Scope {
  readonly cwd: string;
  /** Absolute paths of the templates that CDK asked about. */
  readonly named: readonly string[];
  readonly config: Config;
}

/**
 * The findings in the templates that were asked for and the nested stacks in them. Those that the app has acknowledged are
 * among them under the id that it wrote: CDK takes them out itself and records them.
 */
export function violationsOf(report: Report, inputs: LintInput, scope: Scope): Violation[] {
  const wanted = withNestedStacks(inputs, scope);
  const ids = new Set(inputs.acknowledged?.map(({ rule }) => rule));
  const acknowledged = report.suppressed.flatMap(({ finding, by }) => {
    if (by.source !== 'cdk-acknowledgement') return [];
    const name = by.evidence === undefined ? finding.rule.id : `${finding.rule.id}[${by.evidence}]`;
    return ids.has(`iam-lint::${name}`) ? [{ finding, name }] : [];
  });
  const all = [...report.findings.map((finding) => ({ finding, name: finding.rule.id })), ...acknowledged];
  const judged = all.map(({ finding }) => finding);
  const blocking = new Set(blockingFindings(judged, scope.config, pathMatcher));
  return all
    .filter(({ finding }) => wanted.has(finding.primary.span.file.path))
    .map(({ finding, name }) => violationOf(finding, name, blocking.has(finding), scope.cwd));
}

/** Paths as reports print them. */
function withNestedStacks({ templates }: LintInput, { cwd, named }: Scope): ReadonlySet<string> {
  const absolute = new Set(named);
  const wanted = new Set<string>();
  // A nested stack follows its parent.
  for (const { file, stack } of templates)
    if (absolute.has(resolve(cwd, file.path)) || (stack?.nestedIn && wanted.has(stack.nestedIn.templatePath)))
      wanted.add(file.path);
  return wanted;
}

function violationOf(finding: Finding, ruleName: string, isBlocking: boolean, cwd: string): Violation {
  const { rule, message, severity, confidence, certainty, primary, resource, madeBy } = finding;
  const [reference] = rule.docs.references;
  return {
    ruleName,
    description: message,
    fix: rule.docs.fix,
    severity: isBlocking ? 'error' : 'warning',
    ruleMetadata: {
      severity,
      confidence,
      certainty,
      evidence: finding.evidence,
      ...(resource?.sourceLocation !== undefined && { source: resource.sourceLocation }),
      ...(madeBy !== undefined && { madeBy }),
      ...(reference !== undefined && { documentation: reference }),
    },
    violatingResources: [
      {
        resourceLogicalId: resource?.logicalId ?? '',
        templatePath: resolve(cwd, primary.span.file.path),
        locations: resource ? [primary.path.slice(2).join('.')].filter((path) => path !== '') : [],
      },
    ],
  };
}
