import { valueFault } from '../src/analysis/condition-value.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { parseConditionOperator } from '../src/iam/condition.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'condition-value-type',
  title: 'Condition value is not of the type that its operator compares',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A value that the operator cannot read makes AWS reject the policy, or the condition never matches: an `Allow` grants nothing and a `Deny` forbids nothing.',
    fix: 'Write `true` or `false`, a number, a date such as `2026-01-31T00:00:00Z`, an address range such as `203.0.113.0/24`, or an ARN, as the operator asks for.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    ],
  },
  covers: ['condition-value-type', 'condition-bool-multiple'],
  also: {
    parliament: ['MISMATCHED_TYPE', 'MISMATCHED_TYPE_OPERATION_TO_NULL'],
    'access-analyzer': [
      'TYPE_MISMATCH_BOOLEAN',
      'TYPE_MISMATCH_DATE',
      'TYPE_MISMATCH_NUMBER',
      'TYPE_MISMATCH_IP_RANGE',
      'TYPE_MISMATCH_STRING',
      'INVALID_DATE_VALUE',
      'INVALID_CONDITION_DATA_TYPE',
      'INVALID_CONDITION_MULTIPLE_BOOLEAN',
    ],
    'cfn-lint': ['E3510', 'E3512', 'E3513', 'E3530'],
  },
  examples: {
    bad: [
      {
        title: 'One of each',
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
              Bool: { aws:SecureTransport: "yes" } # flagged
              NumericLessThan: { aws:MultiFactorAuthAge: 1h } # flagged
              DateLessThan: { aws:CurrentTime: 31.01.2027 } # flagged
              IpAddress: { aws:SourceIp: office } # flagged
              ArnLike: { aws:SourceArn: my-bucket } # flagged
`,
      },
    ],
    good: [
      {
        title: 'Values that fit, that only the deployment knows, and variables',
        template: `

Parameters:
  Range: { Type: String }
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
              Bool: { aws:SecureTransport: true }
              NumericLessThan: { aws:MultiFactorAuthAge: 3600 }
              DateLessThan: { aws:CurrentTime: "2027-01-31T00:00:00Z" }
              IpAddress: { aws:SourceIp: [!Ref Range, 203.0.113.0/24, "2001:db8::/32"] }
              ArnLike: { aws:SourceArn: ["arn:aws:s3:::my-bucket", "*"] }
              ArnEquals: { aws:PrincipalArn: "\${aws:PrincipalTag/arn}" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { operator, key, values } of statement.conditions) {
        const family = parseConditionOperator(operator)?.family;
        if (!family) continue;
        for (const value of values) {
          const written = literal(value);
          const expected = written === undefined ? undefined : valueFault(family, written);
          if (expected === undefined) continue;
          context.report({
            at: value,
            message: `\`${written ?? ''}\` for \`${key}\` in the policy of ${nameResource(statement.policy.owner)} is no ${expected}, which \`${operator}\` compares`,
            evidence: `Condition::${key}::${written ?? ''}`,
          });
        }
      }
    },
  },
});
