import { nameResource } from '../src/analysis/recipient.ts';
import { parseConditionOperator } from '../src/iam/condition.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-wildcard-without-like',
  title: 'Value has a wildcard that its operator takes for a letter',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`StringEquals` compares letter by letter: a `*` in its value only matches a `*` in the request. The condition never holds, so an `Allow` grants nothing; negated it always holds.',
    fix: 'Use `StringLike` or `StringNotLike`, or write the value out.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    ],
  },
  covers: ['condition-wildcard-without-like'],
  also: { 'access-analyzer': ['WILDCARD_WITHOUT_LIKE_OPERATOR'] },
  examples: {
    bad: [
      {
        title: 'A prefix and a repository',
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
              StringEquals: { aws:PrincipalTag/team: pay* } # flagged
              ForAnyValue:StringNotEquals: { aws:PrincipalOrgPaths: o-a1b2c3d4e5/* } # flagged
`,
      },
    ],
    good: [
      {
        title: 'Operators with wildcards, ARNs, and a star that is meant',
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
              StringLike: { aws:PrincipalTag/team: pay* }
              ArnEquals: { aws:SourceArn: "arn:aws:s3:::my-*" }
              StringEquals: { aws:PrincipalTag/rating: "\${*}", aws:PrincipalTag/team: payments }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { operator, key, values } of statement.conditions) {
        const parsed = parseConditionOperator(operator);
        if (parsed?.family !== 'String' || parsed.wildcards) continue;
        for (const value of values) {
          const isWild = value.segments.some(
            (segment) => typeof segment === 'string' && segment.replaceAll('${*}', '').includes('*'),
          );
          if (!isWild) continue;
          context.report({
            at: value,
            message: `\`${display(value)}\` for \`${key}\` in the policy of ${nameResource(statement.policy.owner)} has a wildcard, but \`${operator}\` takes it for a plain character and ${parsed.negated ? 'always holds' : 'never matches'}. Use \`${operator.replace(/Equals(?:IgnoreCase)?/i, 'Like')}\``,
            evidence: `Condition::${key}::${display(value)}`,
          });
        }
      }
    },
  },
});
