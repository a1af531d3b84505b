import { conditionUses } from '../src/analysis/condition-key-use.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { isMultivalued } from '../src/iam/condition.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-forallvalues-on-single-value',
  title: 'ForAllValues compares a key that has one value',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`ForAllValues` holds when the request does not have the key at all. On a key with one value it therefore only opens a way round the condition: whoever leaves the key out passes.',
    fix: 'Leave `ForAllValues:` out, or add a condition `Null` with `"false"` for the key.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
    ],
  },
  covers: ['condition-forallvalues-single-valued'],
  also: {
    parliament: ['SINGLE_VALUE_CONDITION_TOO_PERMISSIVE'],
    'access-analyzer': ['FORALLVALUES_WITH_SINGLE_VALUED_KEY'],
  },
  examples: {
    bad: [
      {
        title: 'On an organisation and a tag',
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
            Resource: "arn:aws:s3:::example/*"
            Condition:
              ForAllValues:StringEquals:
                aws:PrincipalOrgID: o-a1b2c3d4e5 # flagged
                aws:ResourceTag/team: payments # flagged
`,
      },
    ],
    good: [
      {
        title: 'On a key of several values, and with a guard against absence',
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
            Resource: "arn:aws:s3:::example/*"
            Condition:
              ForAllValues:StringEquals: { aws:TagKeys: [team, stage], aws:PrincipalOrgID: o-a1b2c3d4e5 }
              ForAnyValue:StringLike: { aws:PrincipalOrgPaths: o-a1b2c3d4e5/* }
              Null: { aws:PrincipalOrgID: "false" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const uses = conditionUses(statement);
      const present = new Set(
        uses
          .filter(
            ({ operator, condition }) =>
              operator.family === 'Null' &&
              condition.values.every((value) => literal(value)?.toLowerCase() === 'false'),
          )
          .map(({ condition }) => condition.key.toLowerCase()),
      );
      for (const { condition, operator, key } of uses) {
        if (operator.set !== 'ForAllValues' || isMultivalued(key.type) || key.type === 'Unknown') continue;
        if (present.has(condition.key.toLowerCase())) continue;
        context.report({
          at: condition,
          message: `\`${condition.operator}\` holds for every request without \`${condition.key}\`, which has one value, so the condition in the policy of ${nameResource(statement.policy.owner)} can be passed by leaving it out. Use \`${operator.base}\``,
          evidence: `Condition::${condition.key}`,
        });
      }
    },
  },
});
