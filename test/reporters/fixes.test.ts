import { readFileSync } from 'node:fs';
import { Ajv, type AnySchema } from 'ajv';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { lint } from '../../src/lint.ts';
import { rules } from '../../src/registry.ts';
import { type JsonReport } from '../../src/reporters/json.ts';
import { reporters } from '../../src/reporters/index.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { type Template } from '../../src/template/template.ts';
import { readTemplate } from '../../src/template/read-template.ts';

const TEXT = `# iam-lint-disable-file no-iam-user -- there is none
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: 2008-10-17
        Statement:
          - Effect: Allow
            Action: [sqs:SendMessage, sqs:SendMesage]
            Resource: arn:aws:sqs:eu-west-1:111122223333:orders
`;

function printed(format: string, change: (template: Template) => Template = (template) => template): string {
  const reading = readTemplate(new SourceFile('stack.yaml', TEXT));
  if (reading.kind !== 'template') throw new Error('no template');
  const config = { ...DEFAULT_CONFIG, preset: 'all', minConfidence: 'low' } as const;
  const chosen = rules.filter(({ id }) =>
    ['no-iam-user', 'current-policy-version', 'known-action'].includes(id),
  );
  const report = lint({ templates: [change(reading.template)], problems: [], skipped: 0 }, chosen, config);
  return reporters[format]!(report, { color: false, width: 100, version: '0.0.0', verbose: false });
}

describe('fixes', () => {
  it('are named and counted for people', () => {
    const text = printed('pretty');
    expect(text).toContain('  = fix: Write version `2012-10-17` (--fix)\n');
    expect(text).toContain('  = fix: Write `sqs:SendMessage` (--fix-suggestions)\n');
    expect(text).toContain('\n2 fixable with --fix, 1 more with --fix-suggestions\n');
  });

  it('are given to programs with places and offsets', () => {
    const { findings, problems, summary } = JSON.parse(printed('json')) as JsonReport;
    expect(summary.fixable).toEqual({ safe: 2, suggestion: 1 });
    const version = findings.find(({ ruleId }) => ruleId === 'current-policy-version')!;
    const [edit] = version.fixes[0]!.edits;
    expect(edit).toMatchObject({ file: 'stack.yaml', line: 7, text: '2012-10-17' });
    expect(TEXT.slice(edit!.start, edit!.end)).toBe('2008-10-17');
    const [removal] = problems[0]!.edits;
    expect(TEXT.slice(removal!.start, removal!.end)).toBe(TEXT.split('Resources')[0]);
  });

  it('are SARIF fixes', () => {
    const { runs } = JSON.parse(printed('sarif')) as {
      runs: { results: { ruleId: string; fixes: unknown[] }[] }[];
    };
    expect(runs[0]!.results.find(({ ruleId }) => ruleId === 'known-action')!.fixes).toEqual([
      {
        description: { text: 'Write `sqs:SendMessage`' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'stack.yaml' },
            replacements: [
              {
                deletedRegion: { startLine: 10, startColumn: 39, endLine: 10, endColumn: 53 },
                insertedContent: { text: 'sqs:SendMessage' },
              },
            ],
          },
        ],
        properties: { safety: 'suggestion' },
      },
    ]);
  });

  it('are SARIF by the schema of the standard', () => {
    const path = new URL('inputs/sarif-schema-2.1.0.json', import.meta.url);
    const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false });
    const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as AnySchema);
    expect(validate(JSON.parse(printed('sarif'))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('are not offered for what a synth writes anew', () => {
    const generated = (template: Template): Template => {
      const stack = { name: 'Api', displayName: 'Api' };
      const owned: Template = { ...template, stack, resources: new Map() };
      return {
        ...owned,
        resources: new Map([...template.resources].map(([id, each]) => [id, { ...each, template: owned }])),
      };
    };
    const { findings } = JSON.parse(printed('json', generated)) as JsonReport;
    expect(findings.length).toBe(2);
    expect(findings.flatMap(({ fixes }) => fixes)).toEqual([]);
  });
});
