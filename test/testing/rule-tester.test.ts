import { describe, expect, it } from 'vitest';
import { type FindingDraft } from '../../src/rule/finding.ts';
import { type Example, type Rule, type Visitor } from '../../src/rule/rule.ts';
import { literal } from '../../src/values/value.ts';
import { testRule } from '../../src/testing/rule-tester.ts';
import { ruleOf } from '../engine/judged.ts';

const BAD = `
Resources:
  First:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::a/*
          - Effect: Allow
            Action: "*" # flagged
            Resource: !Sub "arn:\${AWS::Partition}:s3:::a/*"
  Second:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          Effect: Allow
          Action:
            - s3:ListBucket
            - "*" # flagged
          Resource: "*"
`;
const GOOD = BAD.replaceAll('"*" # flagged', 's3:PutObject');

function wildcardRule(
  examples: { bad?: readonly Partial<Example>[]; good?: readonly Partial<Example>[] } = {},
  change: (draft: FindingDraft) => FindingDraft | undefined = (draft) => draft,
): Rule {
  const visit: Visitor = {
    statement(statement, { report }) {
      for (const action of statement.actions) {
        const draft = change({ at: action, message: 'Every action is allowed', evidence: 'Action::*' });
        if (literal(action) === '*' && draft) report(draft);
      }
    },
  };
  const complete = (all: readonly Partial<Example>[]): Example[] =>
    all.map((example) => ({ title: 'An example', template: BAD, ...example }));
  return ruleOf('no-wildcard', visit, {
    examples: {
      bad: complete(examples.bad ?? [{}]),
      good: complete(examples.good ?? [{ title: 'A good one', template: GOOD }]),
    },
  });
}

const faults = (rule: Rule): string[] => testRule(rule).map(({ fault }) => fault);

describe('testRule', () => {
  it('finds nothing wrong with a rule that does what its examples say', () => {
    expect(testRule(wildcardRule())).toEqual([]);
  });

  it('names rule and example', () => {
    expect(testRule(wildcardRule({ bad: [{ title: 'Not bad', template: GOOD }] }))).toEqual([
      { rule: 'no-wildcard', example: 'Not bad', fault: 'has no line that ends in `# flagged`' },
    ]);
  });

  it('notices a line that is marked and not flagged, or flagged and not marked', () => {
    const unmarked = BAD.replace(' # flagged', '');
    expect(faults(wildcardRule({ bad: [{ template: unmarked }] }))).toEqual([
      'is flagged on line 12, 22, but marked on line 22',
    ]);
    const marked = BAD.replace('Action: s3:GetObject', 'Action: s3:GetObject # flagged');
    expect(faults(wildcardRule({ bad: [{ template: marked }] }))).toEqual([
      'is flagged on line 12, 22, but marked on line 9, 12, 22',
    ]);
  });

  it('notices a good example that is flagged, in both notations', () => {
    const [inYaml, inJson, ...rest] = faults(
      wildcardRule({ good: [{ template: BAD.replaceAll(' # flagged', '') }] }),
    );
    expect(inYaml).toBe('is flagged on line 12, 22');
    expect(inJson).toContain('is flagged in JSON at');
    expect(rest).toEqual([]);
  });

  it('notices a finding that depends on the notation', () => {
    const onlyYaml = wildcardRule({}, (draft) =>
      draft.at.node.span.file.path.endsWith('.json') ? undefined : draft,
    );
    expect(faults(onlyYaml)).toContainEqual(expect.stringContaining('in JSON differs'));
  });

  it('notices evidence that depends on the order', () => {
    const byLine = wildcardRule({}, (draft) => ({
      ...draft,
      evidence: `line ${draft.at.node.span.file.positionAt(draft.at.node.span.start).line}`,
    }));
    expect(faults(byLine)).toContainEqual(expect.stringContaining('reversed differs'));
  });

  it.each(['no capital', 'Ends in a stop.', 'Has\ntwo lines', 'One. Two. Three'])(
    'notices the message %j',
    (message) => {
      expect(faults(wildcardRule({}, (draft) => ({ ...draft, message })))).toEqual([
        expect.stringContaining('message'),
      ]);
    },
  );

  it('notices an example that is no template or cannot be parsed', () => {
    expect(faults(wildcardRule({ bad: [{ template: 'a: b # flagged\n' }] }))).toEqual([
      'is not recognised as a template',
    ]);
    expect(faults(wildcardRule({ good: [{ template: 'Resources: {A: {Type: "AWS::IAM::Role"' }] }))).toEqual([
      expect.stringContaining('cannot be parsed'),
    ]);
  });

  it('notices a rule that throws', () => {
    const throwing = wildcardRule({}, () => {
      throw new Error('broken');
    });
    expect(faults(throwing)).toContainEqual(
      expect.stringContaining('gives problems: Rule `no-wildcard` failed'),
    );
  });

  it('takes findings inside of a text of several lines, where no comment can stand', () => {
    const inText = `
Resources:
  First:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Sub |
        {"Statement": {"Effect": "Allow",
          "Action": "*", # flagged
          "Resource": "*"}}
`;
    expect(faults(wildcardRule({ bad: [{ template: inText }] }))).toEqual([]);
  });
});
