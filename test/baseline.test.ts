import { describe, expect, it } from 'vitest';
import { type Baseline } from '../src/config/baseline.ts';
import { type Config, DEFAULT_CONFIG } from '../src/config/config.ts';
import { baselineEntry } from '../src/engine/baseline.ts';
import { type Report } from '../src/engine/report.ts';
import { lint } from '../src/lint.ts';
import { rules } from '../src/registry.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { type CfnNode } from '../src/template/node.ts';
import { parseNodes } from '../src/template/parse-nodes.ts';
import { readTemplate } from '../src/template/read-template.ts';
import { templateAsJson } from '../src/testing/template-json.ts';
import { printBlock, printFlow } from './properties/print-tree.ts';
import { orderRewrites } from './properties/rewrites.ts';
import { fileSources } from './properties/sources.ts';
import { copy } from './properties/tree.ts';

interface Written {
  readonly name: string;
  readonly root: CfnNode;
}

/** Every template in JSON, which has neither aliases nor styles, read again. */
const sources: readonly Written[] = fileSources.flatMap(({ name, text }) => {
  const { root } = parseNodes(new SourceFile(name, text));
  const json = root?.kind === 'map' ? parseNodes(new SourceFile(name, templateAsJson(root))).root : undefined;
  return json ? [{ name, root: copy(json) }] : [];
});

function judge(
  files: readonly SourceFile[],
  baseline?: Baseline,
  settings: Partial<Config> = { preset: 'all', minConfidence: 'low' },
): Report {
  const templates = files.flatMap((file) => {
    const reading = readTemplate(file);
    return reading.kind === 'template' ? [reading.template] : [];
  });
  return lint(
    { templates, problems: [], skipped: 0, now: new Date('2026-01-01'), ...(baseline && { baseline }) },
    rules,
    { ...DEFAULT_CONFIG, ...settings },
  );
}

const shuffled = (root: CfnNode): CfnNode =>
  Object.values(orderRewrites).reduce((before, change) => change(before) ?? before, root);

const layouts: readonly (readonly [string, (root: CfnNode) => string])[] = [
  ['JSON', (root) => templateAsJson(root)],
  [
    'block YAML, four blanks deep',
    (root) => `# reformatted\n\n${printBlock(root, { short: true, indent: 4 })}`,
  ],
  ['flow YAML', (root) => printFlow(root, { short: false, indent: 2 })],
];

describe('a baseline of real templates', () => {
  const first = judge(sources.map(({ name, root }) => new SourceFile(name, templateAsJson(root))));
  const baseline: Baseline = {
    entries: first.findings.map(baselineEntry),
    reason: 'was there',
    path: 'baseline.json',
    exists: () => false,
  };

  it('has something to record', () => {
    expect(first.findings.length).toBeGreaterThan(100);
  });

  it.each(layouts)(
    'knows everything again: shuffled, moved to other files, and written as %s',
    (_, print) => {
      const files = sources.map(({ name, root }) => new SourceFile(`moved/${name}`, print(shuffled(root))));
      const { findings, suppressed, problems } = judge(files, baseline);
      console.log(
        `${suppressed.length} findings of ${files.length} templates known again, ${findings.length} new`,
      );
      expect(
        findings.map(({ rule, evidence, primary }) => `${primary.span.file.path} ${rule.id} ${evidence}`),
      ).toEqual([]);
      expect(suppressed).toHaveLength(first.findings.length);
      expect(problems.filter(({ kind }) => kind === 'unused-suppression')).toEqual([]);
    },
  );

  it('finds exactly one new when one action is widened', () => {
    const role = (action: string): string => `Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: ${action}, Resource: "*" }
`;
    const files = (action: string): readonly SourceFile[] => [
      ...sources.map(
        ({ name, root }) => new SourceFile(name, printBlock(shuffled(root), { short: true, indent: 2 })),
      ),
      new SourceFile('reader.yaml', role(action)),
    ];
    const recorded: Baseline = {
      ...baseline,
      entries: judge(files('dynamodb:GetItem'), undefined, {}).findings.map(baselineEntry),
    };
    expect(judge(files('dynamodb:GetItem'), recorded, {}).findings).toEqual([]);
    const { findings } = judge(files('dynamodb:*'), recorded, {});
    expect(findings.map(({ rule, primary }) => [primary.span.file.path, rule.id])).toEqual([
      ['reader.yaml', 'no-service-wildcard'],
    ]);
  });
});
