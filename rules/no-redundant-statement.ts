import { excludeEachOther } from '../src/analysis/branches.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { type Statement } from '../src/graph/policy.ts';
import { display, literal, type Text } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-redundant-statement',
  title: 'Statement or Sid says nothing',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'A statement that stands twice changes nothing, and who later narrows one of the two believes that the access is gone. An empty Sid names nothing.',
    fix: 'Leave one of the statements, or the Sid, out.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
    ],
  },
  covers: ['statement-redundant', 'sid-empty'],
  also: { 'access-analyzer': ['REDUNDANT_STATEMENT', 'EMPTY_SID_VALUE'] },
  examples: {
    bad: [
      {
        title: 'The same in another order, and an empty Sid',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Objects
            Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource: arn:aws:s3:::example/*
          - Effect: Allow # flagged
            Action: [s3:PutObject, S3:GetObject]
            Resource: [arn:aws:s3:::example/*]
          - Sid: "" # flagged
            Effect: Allow
            Action: s3:ListBucket
            Resource: arn:aws:s3:::example
`,
      },
    ],
    good: [
      {
        title: 'Another effect, another condition, another branch',
        template: `
Conditions:
  IsProd: !Equals [!Ref AWS::StackName, prod]
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::example/*" }
          - { Effect: Deny, Action: s3:GetObject, Resource: "arn:aws:s3:::example/*" }
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
            Condition: { StringEquals: { aws:RequestedRegion: eu-west-1 } }
          - Fn::If:
              - IsProd
              - { Effect: Allow, Action: s3:ListBucket, Resource: "arn:aws:s3:::example" }
              - { Effect: Allow, Action: s3:ListBucket, Resource: "arn:aws:s3:::example" }
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      const where = `in a policy of ${nameResource(policy.owner)}`;
      const seen = new Map<string, Statement>();
      for (const statement of policy.statements) {
        if (statement.sid && literal(statement.sid) === '')
          context.report({
            at: statement.sid,
            message: `The Sid of a statement ${where} is empty. Name the statement or leave the Sid out`,
            evidence: 'Sid::',
          });
        const content = contentOf(statement);
        const first = seen.get(content);
        if (!first) seen.set(content, statement);
        else if (first.node !== statement.node && !excludeEachOther(first.when, statement.when))
          context.report({
            at: statement,
            message: `The statement stands twice ${where}. Leave one of them out`,
            evidence: `Statement::${statement.actions
              .map((action) => display(action).toLowerCase())
              .sort()
              .join(',')}`,
            related: [{ at: first, label: 'says the same' }],
          });
      }
    },
  },
});

/** All that a statement says but its Sid, whatever the order of its lists. */
function contentOf(statement: Statement): string {
  const list = (texts: readonly Text[], fold: (text: string) => string = (text) => text): string[] =>
    texts.map((text) => fold(display(text))).sort();
  const lower = (text: string): string => text.toLowerCase();
  const { effect, principals, notPrincipals, conditions, elements } = statement;
  return JSON.stringify([
    effect,
    list(statement.actions, lower),
    list(statement.notActions, lower),
    list(statement.resources),
    list(statement.notResources),
    principals.map(({ type, value }) => `${type} ${display(value)}`).sort(),
    notPrincipals.map(({ type, value }) => `${type} ${display(value)}`).sort(),
    conditions
      .map(({ operator, key, values }) =>
        JSON.stringify([operator.toLowerCase(), key.toLowerCase(), list(values)]),
      )
      .sort(),
    [...elements.keys()].filter((name) => name !== 'Sid').sort(),
  ]);
}
