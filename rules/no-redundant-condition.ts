import { excludeEachOther } from '../src/analysis/branches.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { type Condition } from '../src/graph/policy.ts';
import { parseConditionOperator } from '../src/iam/condition.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-redundant-condition',
  title: 'Condition says less than it seems to',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'Such a condition reads like a limit and is another one or none: one key in two spellings, a pattern that every value matches, numbers of which only one counts, `Null` for the values of a list, private addresses without the VPC that they belong to.',
    fix: 'Write the one condition that is meant: `Null` for whether a key is there, the largest or smallest number, and `aws:VpcSourceIp` together with `aws:SourceVpc`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip',
    ],
  },
  covers: [
    'condition-null-with-qualifier',
    'condition-equivalent-null',
    'condition-key-duplicate-case',
    'condition-redundant-value',
    'condition-paired-keys-missing',
  ],
  also: {
    'access-analyzer': [
      'NULL_WITH_QUALIFIER',
      'EQUIVALENT_TO_NULL_FALSE',
      'EQUIVALENT_TO_NULL_TRUE',
      'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
      'REDUNDANT_CONDITION_VALUE_NUM',
      'MISSING_PAIRED_CONDITION_KEYS',
    ],
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
            Action: s3:ListBucket
            Resource: arn:aws:s3:::example
            Condition:
              ForAnyValue:Null: { aws:TagKeys: "false" } # flagged
              StringLike: { aws:PrincipalOrgID: "*" } # flagged
              StringEquals: { aws:SourceVpc: vpc-0123456789abcdef0, AWS:sourceVpc: vpc-0fedcba9876543210 } # flagged
              NumericLessThan: { s3:max-keys: ["10", "20"] } # flagged
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
            Condition:
              IpAddress: { aws:VpcSourceIp: 10.0.0.0/16 } # flagged
`,
      },
    ],
    good: [
      {
        title: 'Conditions that each say something',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListBucket
            Resource: arn:aws:s3:::example
            Condition:
              "Null": { aws:TagKeys: "false" }
              StringLike: { s3:prefix: "*" }
              StringEquals: { aws:SourceVpc: [vpc-0123456789abcdef0, vpc-0fedcba9876543210] }
              IpAddress: { aws:VpcSourceIp: 10.0.0.0/16 }
              NumericLessThan: { s3:max-keys: "10" }
              NumericEquals: { s3:signatureAge: ["10", "20"] }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { conditions, policy } = statement;
      const where = `in the policy of ${nameResource(policy.owner)}`;
      const keys = new Set(conditions.map(({ key }) => key.toLowerCase()));
      const seen = new Map<string, Condition>();
      for (const condition of conditions) {
        const { operator, key, values } = condition;
        const lower = key.toLowerCase();
        const same = seen.get(`${operator.toLowerCase()} ${lower}`);
        seen.set(`${operator.toLowerCase()} ${lower}`, condition);
        const fault =
          same && same.key !== key && !excludeEachOther(same.when, condition.when)
            ? `is the same key as \`${same.key}\`. Write one of them with all values`
            : lower === 'aws:vpcsourceip' && !keys.has('aws:sourcevpc') && !keys.has('aws:sourcevpce')
              ? 'is an address that every VPC may have. Add a condition on `aws:SourceVpc` or `aws:SourceVpce`'
              : faultOf(condition);
        if (fault === undefined) continue;
        context.report({
          at: condition,
          message: `\`${key}\` ${where} ${fault}`,
          evidence: `Condition::${operator}::${key}`,
          ...(values.length > 0 && same && same.key !== key
            ? { related: [{ at: same, label: 'is the same key' }] }
            : {}),
        });
      }
    },
  },
});

/** What a condition says less than it seems to, by itself, as the end of a sentence. */
function faultOf({ operator: written, key, values }: Condition): string | undefined {
  const operator = parseConditionOperator(written);
  if (!operator) return undefined;
  const texts = values.map((value) => literal(value));
  if (operator.family === 'Null' && /^For(?:Any|All)Values?:/i.test(written))
    return 'is compared by `Null` for each value of a list, which has no meaning. Use `Null` alone';
  const isLike = /(?:StringLike|ArnLike|ArnEquals)$/i.test(written);
  // A parameter of the request that is free may be written out for the reader.
  if (isLike && texts.includes('*') && /^aws:/i.test(key))
    return 'matches whatever the key holds, so that it only has to be there. Name the values, or write `Null` if that is meant';
  if (/Numeric(?:Less|Greater)Than/i.test(written) && texts.length > 1)
    return 'is compared with several numbers, of which only the widest counts. Write that one';
  return undefined;
}
