import { allowing, exampleText, grantsAnything, statementEvidence, statementSets } from '../src/analysis/statement-sets.ts'; // prettier-ignore
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'condition-never-holds',
  title: 'Conditions of a statement contradict each other',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'All conditions of a statement must hold at once. Where no request can meet them, an Allow grants nothing and, worse, a Deny protects nothing although it reads as if it did.',
    fix: 'Correct the values or operators; alternatives belong into one list of values, or into a statement each.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html',
    ],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'A key that should have two values at once, and one that should be there and be absent',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Action: s3:PutObject
            Resource: "*"
            Condition: # flagged
              StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 }
              StringNotLike: { aws:PrincipalOrgID: "o-*" }
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::logs/*
            Condition: # flagged
              "Null": { aws:SourceVpce: "true" }
              StringEquals: { aws:SourceVpce: vpce-1 }
`,
      },
    ],
    good: [
      {
        title: 'Conditions that some request meets',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::logs/*
            Condition:
              StringEquals: { aws:PrincipalTag/team: [blue, red] }
              StringNotEquals: { aws:PrincipalTag/team: red }
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      for (const one of statementSets(policy, context.graph)) {
        const condition = one.source.elements.get('Condition');
        if (!condition || one.statement.conditions.length === 0) continue;
        if (grantsAnything(allowing(one), 'arn').verdict !== 'PASS') continue;
        const without = { ...one, statement: { ...one.statement, conditions: [] } };
        const free = grantsAnything(allowing(without), 'arn');
        if (free.verdict !== 'FAIL') continue;
        const allows = one.statement.effect === 'Allow';
        context.report({
          at: { node: one.source.node.kind === 'map' ? (one.source.node.entries.get('Condition')?.key ?? condition) : condition }, // prettier-ignore
          message: `The conditions contradict each other, so the statement ${allows ? 'grants' : 'denies'} nothing: no request meets them, not for ${exampleText(free)} either. Correct the values`,
          evidence: `${statementEvidence(one)}::${one.statement.conditions.map(({ operator, key }) => `${operator} ${key}`).sort().join(' ')}`, // prettier-ignore
          when: one.source.when,
        });
      }
    },
  },
});
