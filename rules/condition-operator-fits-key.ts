import { conditionUses } from '../src/analysis/condition-key-use.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { operatorFits } from '../src/iam/condition.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'condition-operator-fits-key',
  title: 'Condition operator is for another type than that of the key',
  category: 'grammar',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'The operator decides how a value is compared. One of another type does not read the value of the request, so that the condition never matches, or it compares it letter by letter where a range was meant.',
    fix: 'Use an operator of the type of the key: `Arn…` for ARNs, `IpAddress` for addresses, `Numeric…`, `Date…`, `Bool`, and `String…` for text.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
    ],
  },
  covers: ['condition-operator-type-mismatch'],
  also: {
    parliament: ['MISMATCHED_TYPE', 'MISMATCHED_TYPE_BUT_USABLE'],
    'access-analyzer': ['TYPE_MISMATCH', 'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS'],
  },
  examples: {
    bad: [
      {
        title: 'Text operators for an address and a date, and an ARN operator for an account',
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
              StringLike: { aws:SourceIp: 203.0.113.* } # flagged
              StringEquals: { aws:CurrentTime: "2027-01-31T00:00:00Z" } # flagged
              ArnLike: { aws:SourceAccount: "arn:aws:iam::111122223333:root" } # flagged
`,
      },
    ],
    good: [
      {
        title: 'Operators that fit, and ARNs as text',
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
              IpAddress: { aws:SourceIp: 203.0.113.0/24 }
              StringLike: { aws:SourceArn: "arn:aws:s3:::my-*", aws:PrincipalTag/team: pay* }
              Null: { aws:TokenIssueTime: "false" }
              Bool: { aws:SecureTransport: "true" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { condition, operator, key } of conditionUses(statement)) {
        if (operatorFits(operator, key.type)) continue;
        context.report({
          at: condition,
          message: `\`${condition.operator}\` does not compare \`${key.name}\` in the policy of ${nameResource(statement.policy.owner)}, which is of the type ${key.type}. Use an operator of that type`,
          evidence: `Condition::${operator.canonical}::${key.name}`,
        });
      }
    },
  },
});
