import { excludeEachOther } from '../src/analysis/branches.ts';
import { isWrittenBySam } from '../src/analysis/generated-statement.ts';
import { covers } from '../src/iam/wildcard.ts';
import { literal, type Text } from '../src/values/value.ts';
import { removalFix } from '../src/analysis/text-fixes.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-redundant-action',
  title: 'Action is taken in by another of the same statement',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'An action that a pattern beside it takes in changes nothing. It makes a reader believe that the statement is narrower than it is.',
    fix: 'Leave the narrower entry out, or better the pattern.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
  },
  covers: ['action-redundant', 'resource-redundant'],
  also: { 'access-analyzer': ['REDUNDANT_ACTION', 'REDUNDANT_RESOURCE'] },
  examples: {
    bad: [
      {
        title: 'An action beside its pattern, and a double one',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:Get*
              - s3:GetObject # flagged
              - s3:PutObject
              - S3:PutObject # flagged
            Resource: arn:aws:s3:::example/*
`,
        fixed: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:Get*
              - s3:PutObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
    good: [
      {
        title: 'Patterns that do not take each other in',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:Get*", "s3:*Object", s3:ListBucket]
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (isWrittenBySam(statement)) return;
      const entries = statement.actions.flatMap((text) => {
        const written = literal(text);
        return written === undefined ? [] : [{ text, written, lower: written.toLowerCase() }];
      });
      // Long lists are compared with their patterns only: two thousand actions are four million pairs.
      const wide =
        entries.length > 200 ? entries.filter(({ lower }) => /[*?]/.test(lower)).slice(0, 200) : entries;
      entries.forEach((entry, index) => {
        const wider = wide.find(
          (other) =>
            other !== entry &&
            (other.lower === entry.lower
              ? entries.indexOf(other) < index
              : covers(other.lower, entry.lower)) &&
            !excludeEachOther(other.text.when, entry.text.when) &&
            other.text.when.length <= entry.text.when.length,
        );
        if (!wider) return;
        context.report({
          at: entry.text,
          message:
            wider.lower === entry.lower
              ? `\`${entry.written}\` stands twice in the statement. Leave one of them out`
              : `\`${entry.written}\` changes nothing beside \`${wider.written}\`. Leave one of them out`,
          evidence: `Action::${entry.written}`,
          related: [{ at: wider.text, label: 'takes it in' }],
          fixes: isAlwaysTakenIn(entry, wider)
            ? removalFix(entry.text.node, { title: `Leave \`${entry.written}\` out`, safety: 'safe' })
            : [],
        });
      });
    },
  },
});

interface Entry {
  readonly text: Text;
  readonly lower: string;
}

/** Whether the wider entry is there whenever the other one is; of two that take in one another only the second may go. */
function isAlwaysTakenIn(entry: Entry, wider: Entry): boolean {
  const list = entry.text.node.parent;
  if (list?.kind !== 'list' || wider.text.node.parent !== list) return false;
  const isMutual = entry.lower !== wider.lower && covers(entry.lower, wider.lower);
  return !isMutual || list.items.indexOf(wider.text.node) < list.items.indexOf(entry.text.node);
}
