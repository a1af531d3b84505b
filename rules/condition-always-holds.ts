import { allowing, grantsAnything, holdsAll, statementSets } from '../src/analysis/statement-sets.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'condition-always-holds',
  title: 'Condition holds for every request',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A condition that every request meets limits nothing. A reader takes it for a guard: `StringLikeIfExists` with `*` or `IpAddressIfExists` with `0.0.0.0/0` and `::/0` let everybody through, with the key and without it.',
    fix: 'Name the values that are meant, without `IfExists` where the key must be there, or leave the condition out.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists',
    ],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'Every value, and none',
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
              StringLikeIfExists:
                aws:PrincipalTag/team: "*" # flagged
`,
      },
    ],
    good: [
      {
        title: 'A value that must be there',
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
              StringLike:
                aws:PrincipalTag/team: "*"
              StringNotEquals:
                aws:PrincipalTag/team: red
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      for (const one of statementSets(policy, context.graph)) {
        const { conditions } = one.statement;
        if (conditions.length === 0 || conditions.length !== one.source.conditions.length) continue;
        if (grantsAnything(allowing(one), 'arn').verdict !== 'FAIL') continue;
        for (const [index, condition] of conditions.entries()) {
          const rest = conditions.filter((_, at) => at !== index);
          const without = { ...one, statement: { ...one.statement, conditions: rest } };
          // What the other conditions imply is another matter: alone it has to hold, too.
          const alone = { ...one, statement: { ...one.statement, conditions: [condition] } };
          const free = { ...one, statement: { ...one.statement, conditions: [] } };
          if (!holdsAll(allowing(alone), allowing(free), policy)) continue;
          if (!holdsAll(allowing(one), allowing(without), policy)) continue;
          context.report({
            at: one.source.conditions[index]!,
            message: `Every request meets \`${condition.operator}\` of \`${condition.key}\`, with the key and without it, so it limits nothing. Name the values that are meant or leave it out`,
            evidence: `${condition.operator}::${condition.key}`,
            when: one.source.when,
          });
        }
      }
    },
  },
});
