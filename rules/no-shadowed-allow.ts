import { allowing, allowingWithout, exampleText, grantsAnything, statementEvidence, statementSets } from '../src/analysis/statement-sets.ts'; // prettier-ignore
import { guardImplies } from '../src/values/guards.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-shadowed-allow',
  title: 'Deny of the same policy takes back all that a statement allows',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'An explicit Deny overrides every Allow. A statement of which a Deny beside it leaves nothing grants nothing: either the Deny is too wide, or the statement is not needed.',
    fix: 'Narrow the Deny by actions, resources or a condition, or leave the Allow out.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html',
    ],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'A Deny over everything that is allowed',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:PutObject] # flagged
            Resource: arn:aws:s3:::logs/*
          - Effect: Deny
            Action: s3:*Object
            Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'Denials that leave something',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource: arn:aws:s3:::logs/*
          - Effect: Deny
            Action: s3:*Object
            Resource: "*"
            Condition: { Bool: { aws:SecureTransport: "false" } }
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      const all = statementSets(policy, context.graph);
      for (const one of all) {
        if (one.statement.effect !== 'Allow') continue;
        const denials = all.filter(
          ({ statement, source }) =>
            statement.effect === 'Deny' && guardImplies(one.source.when, source.when),
        );
        if (denials.length === 0) continue;
        const alone = grantsAnything(allowing(one), 'arn');
        if (alone.verdict !== 'FAIL') continue;
        if (grantsAnything(allowingWithout(one, denials), 'arn').verdict !== 'PASS') continue;
        const effective =
          denials.find((denial) => grantsAnything(allowingWithout(one, [denial]), 'arn').verdict === 'PASS') ?? denials[0]!; // prettier-ignore
        context.report({
          at: one.source.elements.get('Action') ? { node: one.source.elements.get('Action')! } : one.source,
          message: `The statement grants nothing: a Deny takes back all of it, such as ${exampleText(alone)}. Narrow the Deny or leave the statement out`,
          evidence: statementEvidence(one),
          when: one.source.when,
          related: [{ at: effective.source, label: 'takes it back' }],
        });
      }
    },
  },
});
