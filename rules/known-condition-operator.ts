import { nameResource } from '../src/analysis/recipient.ts';
import { conditionOperators, parseConditionOperator } from '../src/iam/condition.ts';
import { nearest } from '../src/iam/spelling.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'known-condition-operator',
  title: 'Condition operator does not exist',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'AWS rejects a policy with an unknown condition operator when the stack is deployed.',
    fix: 'Use one of the operators of the documentation; `IfExists` may follow any of them but `Null`, `ForAnyValue:` and `ForAllValues:` may precede it.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    ],
  },
  covers: ['condition-operator-unknown', 'condition-null-ifexists'],
  also: {
    'cfn-lint': ['E3510', 'E3512', 'E3513', 'E3530'],
    parliament: ['UNKNOWN_OPERATOR'],
    'access-analyzer': ['INVALID_CONDITION_OPERATOR', 'NULL_WITH_IF_EXISTS'],
  },
  examples: {
    bad: [
      {
        title: 'Misspelt, made up, and Null with IfExists',
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
              StringEqual: { aws:PrincipalAccount: "111122223333" } # flagged
              StringContains: { s3:prefix: home } # flagged
              NullIfExists: { aws:TokenIssueTime: "true" } # flagged
`,
      },
    ],
    good: [
      {
        title: 'All the forms',
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
              StringEquals: { aws:PrincipalAccount: "111122223333" }
              ForAnyValue:StringLikeIfExists: { aws:PrincipalOrgPaths: o-1/* }
              Null: { aws:TokenIssueTime: "false" }
              NotIpAddress: { aws:SourceIp: 203.0.113.0/24 }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { operator, operatorNode, when } of statement.conditions) {
        if (parseConditionOperator(operator)) continue;
        const meant = /^null/i.test(operator) ? 'Null' : nearest(operator, conditionOperators());
        context.report({
          at: { node: operatorNode },
          when,
          message: `There is no condition operator \`${operator}\`, so AWS rejects the policy of ${nameResource(statement.policy.owner)}${meant === undefined ? '' : `; perhaps \`${meant}\` was meant`}`,
          evidence: `Condition::${operator}`,
        });
      }
    },
  },
});
