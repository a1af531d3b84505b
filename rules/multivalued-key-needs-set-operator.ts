import { conditionUses } from '../src/analysis/condition-key-use.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { isMultivalued } from '../src/iam/condition.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'multivalued-key-needs-set-operator',
  title: 'Key of several values is compared without ForAnyValue or ForAllValues',
  category: 'grammar',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'A request can have several values for such a key. An operator without `ForAnyValue:` or `ForAllValues:` is made for one, and does not compare them as its author expects.',
    fix: 'Write `ForAnyValue:` when one match is enough. Write `ForAllValues:` when all values must match, with a condition `Null` beside it, since it also holds when the key is absent.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
    ],
  },
  covers: ['condition-missing-qualifier'],
  also: { 'access-analyzer': ['MISSING_QUALIFIER'] },
  examples: {
    bad: [
      {
        title: 'Tags and organisations',
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
              StringEquals: { aws:TagKeys: team } # flagged
              StringLike: { aws:PrincipalOrgPaths: o-a1b2c3d4e5/* } # flagged
`,
      },
    ],
    good: [
      {
        title: 'With a set operator, and keys of one value',
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
              ForAnyValue:StringLike: { aws:PrincipalOrgPaths: o-a1b2c3d4e5/* }
              StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 }
              Null: { aws:TagKeys: "false" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { condition, operator, key } of conditionUses(statement)) {
        if (operator.set || operator.family === 'Null' || !isMultivalued(key.type)) continue;
        context.report({
          at: condition,
          message: `\`${key.name}\` can have several values, and \`${condition.operator}\` in the policy of ${nameResource(statement.policy.owner)} is made for one. Use \`ForAnyValue:${operator.base}\` or \`ForAllValues:${operator.base}\``,
          evidence: `Condition::${key.name}`,
        });
      }
    },
  },
});
