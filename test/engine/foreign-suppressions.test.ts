import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/config.ts';
import { migrateSuppressions } from '../../src/engine/migrate-suppressions.ts';
import { type Report } from '../../src/engine/report.ts';
import { lint } from '../../src/lint.ts';
import { rules } from '../../src/registry.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { readTemplate } from '../../src/template/read-template.ts';

function judge(text: string, honorForeignSuppressions: boolean, path = 'stack.yaml'): Report {
  const reading = readTemplate(new SourceFile(path, text));
  if (reading.kind !== 'template') throw new Error('no template');
  const input = { templates: [reading.template], problems: [], skipped: 0, now: new Date('2026-01-01') };
  const only = rules.filter(({ id }) => id === 'no-wildcard-resource' || id === 'no-admin-statement');
  return lint(input, only, { ...DEFAULT_CONFIG, preset: 'all', honorForeignSuppressions });
}

const template = (metadata: string, action = 'sqs:SendMessage'): string => `Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
${metadata}    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "${action}"
            Resource: "*"
  Other:
    Type: AWS::SQS::Queue
`;

const forms: readonly (readonly [tool: string, metadata: string, reason: string])[] = [
  [
    'cfn_nag',
    `    Metadata:
      cfn_nag:
        rules_to_suppress:
          - id: W13
            reason: sends to all queues
`,
    'sends to all queues',
  ],
  [
    'checkov',
    `    Metadata:
      checkov:
        skip:
          - id: CKV_AWS_111
            comment: sends to all queues
`,
    'sends to all queues',
  ],
  [
    'cdk-nag',
    `    Metadata:
      cdk_nag:
        rules_to_suppress:
          - id: AwsSolutions-IAM5
            reason: c2VuZHMgdG8gYWxsIHF1ZXVlcw==
            is_reason_encoded: true
            applies_to: ["Resource::*"]
`,
    'sends to all queues',
  ],
  [
    'checkov in a comment',
    '    # checkov:skip=CKV_AWS_109,CKV_AWS_111:sends to all queues\n',
    'sends to all queues',
  ],
];

describe('a suppression for another tool', () => {
  it.each(forms)('of %s counts when asked for', (_, metadata, reason) => {
    const text = template(metadata);
    expect(judge(text, false).findings.map(({ rule }) => rule.id)).toEqual(['no-wildcard-resource']);
    const { findings, suppressed, problems } = judge(text, true);
    expect(findings).toEqual([]);
    expect(suppressed.map(({ by }) => [by.source, by.reason])).toEqual([['foreign', reason]]);
    expect(problems).toEqual([]);
  });

  it('of guard counts without a reason', () => {
    const metadata = `    Metadata:
      guard:
        SuppressedRules: [IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS]
`;
    const { findings, suppressed } = judge(template(metadata, '*'), true);
    expect(findings).toEqual([]);
    expect(suppressed[0]!.by.reason).toContain('IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS');
  });

  it.each([
    ['check', '      cfn_nag: { rules_to_suppress: [{ id: W9999, reason: none of ours }] }\n'],
    [
      'evidence',
      '      cdk_nag: { rules_to_suppress: [{ id: AwsSolutions-IAM5, reason: x, applies_to: ["Action::s3:*"] }] }\n',
    ],
    [
      'pattern',
      '      cdk_nag: { rules_to_suppress: [{ id: AwsSolutions-IAM5, reason: x, applies_to: [{ regex: "/.*/" }] }] }\n',
    ],
    [
      'shape',
      '      cfn_nag: { rules_to_suppress: { __proto__: 1 } }\n      checkov: { skip: 3 }\n      guard: []\n',
    ],
  ])('does not count for another %s, and is never called unused', (_, metadata) => {
    const { findings, problems } = judge(template(`    Metadata:\n${metadata}`), true);
    expect(findings).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it('holds for its own resource only', () => {
    const text = template('').replace('  Other:\n', '  Other:\n    # checkov:skip=CKV_AWS_111:elsewhere\n');
    expect(judge(text, true).findings).toHaveLength(1);
  });
});

describe('migrateSuppressions', () => {
  it.each(forms)('writes that of %s as ours', (_, metadata, reason) => {
    const text = template(metadata);
    const { text: after, migrated } = migrateSuppressions(
      new SourceFile('stack.yaml', text),
      judge(text, true),
    );
    expect(migrated).toEqual([
      { logicalId: 'Policy', rule: 'no-wildcard-resource', reason, evidence: 'Resource::*::sqs:SendMessage' },
    ]);
    expect(after).not.toMatch(/cfn_nag|checkov|cdk_nag/);
    const { findings, suppressed, problems } = judge(after, false);
    expect([findings, problems]).toEqual([[], []]);
    expect(suppressed.map(({ by }) => [by.source, by.reason])).toEqual([['metadata', reason]]);
  });

  it('leaves what accepts nothing, and everything else of the text', () => {
    const metadata = `    Metadata:
      cfn_nag:
        rules_to_suppress:
          - id: W13 # stays with its item
            reason: sends to all queues
          - { id: W60, reason: none of ours }
      Note: kept
`;
    const text = template(metadata);
    const { text: after } = migrateSuppressions(new SourceFile('stack.yaml', text), judge(text, true));
    expect(after).toContain('W60');
    expect(after).not.toContain('W13');
    expect(after).toContain('Note: kept');
    expect(judge(after, false).findings).toEqual([]);
    expect(migrateSuppressions(new SourceFile('stack.yaml', after), judge(after, true)).text).toBe(after);
  });

  it('adds to what is there, and writes JSON in JSON', () => {
    const resource = {
      Type: 'AWS::IAM::ManagedPolicy',
      Metadata: {
        cfn_nag: { rules_to_suppress: [{ id: 'W13', reason: 'all queues' }] },
        'iam-lint': { ignore: [{ rule: 'no-admin-statement', reason: 'for later' }] },
      },
      Properties: {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }],
        },
      },
    };
    const text = JSON.stringify({ Resources: { Policy: resource } }, undefined, 2);
    const file = new SourceFile('stack.json', text);
    const { text: after } = migrateSuppressions(file, judge(text, true, 'stack.json'));
    const { Metadata } = (JSON.parse(after) as { Resources: { Policy: typeof resource } }).Resources.Policy;
    expect(Metadata).toEqual({
      'iam-lint': {
        ignore: [
          { rule: 'no-admin-statement', reason: 'for later' },
          { rule: 'no-wildcard-resource', evidence: 'Resource::*::sqs:SendMessage', reason: 'all queues' },
        ],
      },
    });
  });
});
