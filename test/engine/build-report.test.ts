import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { buildReport, type ReportInput } from '../../src/engine/build-report.ts';
import { type PolicyDocument, type Statement } from '../../src/graph/policy.ts';
import { type Undecided } from '../../src/graph/resource-graph.ts';
import { type Problem } from '../../src/source/problem.ts';
import { type Template } from '../../src/template/template.ts';
import { graphOf, ruleOf, templateOf } from './judged.ts';

const TEXT = 'Resources:\n  Role:\n    Type: AWS::IAM::Role # iam-lint-disable-file accepted -- why\n';
const template = templateOf(TEXT);
const visit = {
  resource: (resource, { report }) => report({ at: resource, message: 'A role', evidence: 'x' }),
} satisfies Parameters<typeof ruleOf>[1];

function input(rest: Partial<ReportInput> = {}): ReportInput {
  return {
    templates: [template],
    graph: graphOf([template]),
    rules: [ruleOf('sure', visit), ruleOf('unsure', visit, { confidence: 'low' }), ruleOf('accepted', visit)],
    config: DEFAULT_CONFIG,
    problems: [],
    skipped: 0,
    now: new Date('2026-01-01T00:00:00Z'),
    ...rest,
  };
}

function policyOf(owner: Template, guards: number): readonly PolicyDocument[] {
  const { node } = [...owner.resources.values()][0]!;
  const statements = Array.from({ length: guards }, () => ({ node }) as unknown as Statement);
  const policy = { node, statements, owner: [...owner.resources.values()][0]! } as unknown as PolicyDocument;
  return [policy, policy];
}

const ids = (report: ReturnType<typeof buildReport>): string[] => report.findings.map(({ rule }) => rule.id);

describe('buildReport', () => {
  it('takes out what is accepted, then hides and counts what is not confident enough', () => {
    const report = buildReport(input());
    expect(ids(report)).toEqual(['sure']);
    expect(report.suppressed.map(({ finding }) => finding.rule.id)).toEqual(['accepted']);
    expect(report.summary.hidden).toBe(1);
    expect(report.rules.map(({ id }) => id)).toEqual(['sure', 'unsure', 'accepted']);
  });

  it('shows all on request', () => {
    const report = buildReport(
      input({ ignoreSuppressions: true, config: { ...DEFAULT_CONFIG, minConfidence: 'low' } }),
    );
    expect(ids(report)).toEqual(['accepted', 'sure', 'unsure']);
    expect(report.summary.hidden).toBe(0);
  });

  it('counts documents and statements once, whatever the number of branches', () => {
    const { summary } = buildReport(
      input({ graph: graphOf([template], { policies: policyOf(template, 3) }), skipped: 4 }),
    );
    expect(summary).toMatchObject({
      templates: 1,
      stacks: 0,
      resources: 1,
      policies: 1,
      statements: 1,
      skipped: 4,
    });
  });

  it('counts a file that was not fully read once, and keeps each problem once', () => {
    const problem: Problem = {
      kind: 'partly-read',
      message: 'Lost',
      span: { file: template.file, start: 0, end: 1 },
    };
    const other: Problem = { kind: 'unreadable', message: 'Gone', path: 'gone.yaml' };
    const oddity: Problem = {
      kind: 'oddity',
      message: 'Odd',
      span: { file: template.file, start: 0, end: 1 },
    };
    const broken: Template = { ...template, problems: [problem, oddity] };
    const report = buildReport(
      input({ templates: [broken], graph: graphOf([broken]), problems: [problem, { ...problem }, other] }),
    );
    expect(report.summary.unread).toBe(2);
    expect(report.problems.filter(({ kind }) => kind === 'oddity')).toHaveLength(1);
  });

  it('reports and counts nothing in templates that are only there as context', () => {
    const context = templateOf(TEXT, 'nested.yaml');
    const undecided: Undecided[] = [template, context].map(({ root }) => ({
      node: root,
      reason: 'no value',
    }));
    const graph = graphOf([template, context], { policies: policyOf(context, 1), undecided });
    const report = buildReport(input({ graph }));
    expect(new Set(report.findings.map(({ primary }) => primary.span.file.path))).toEqual(
      new Set(['stack.yaml']),
    );
    expect(report.summary).toMatchObject({ templates: 1, resources: 1, policies: 0, undecided: 1 });
    expect(report.files).toEqual([template.file]);
    const both = buildReport(input({ templates: [template, context], graph }));
    expect(both.findings).toHaveLength(2);
    expect(both.summary).toMatchObject({ templates: 2, policies: 1, undecided: 2 });
  });
});
