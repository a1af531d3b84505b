import { nameResource } from '../src/analysis/recipient.ts';
import { parseConditionOperator } from '../src/iam/condition.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'mfa-condition-holds-without-key',
  title: 'Condition on multi-factor authentication passes when the key is absent',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Requests that are signed with an access key do not have `aws:MultiFactorAuthPresent`. `Bool` with `"false"` is not true for them, so a `Deny` with it does not stop them; `BoolIfExists` with `"true"` is true for them, so an `Allow` with it lets them in. `Null` only asks whether the key is there.',
    fix: 'In a `Deny` write `BoolIfExists` with `"false"`, in an `Allow` write `Bool` with `"true"`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html',
    ],
  },
  covers: ['condition-mfa-bad-pattern'],
  also: { parliament: ['BAD_PATTERN_FOR_MFA'] },
  examples: {
    bad: [
      {
        title: 'A Deny that access keys pass, and an Allow that lets them in',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            NotAction: iam:*
            Resource: "*"
            Condition:
              Bool: { aws:MultiFactorAuthPresent: "false" } # flagged
          - Effect: Allow
            Action: s3:DeleteObject
            Resource: arn:aws:s3:::example/*
            Condition:
              BoolIfExists: { aws:MultiFactorAuthPresent: "true" } # flagged
`,
      },
      {
        title: 'An Allow that only asks for the key to be there',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:DeleteObject
            Resource: arn:aws:s3:::example/*
            Condition:
              "Null": { aws:MultiFactorAuthPresent: "false" } # flagged
`,
      },
    ],
    good: [
      {
        title: 'As the documentation writes them',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            NotAction: iam:*
            Resource: "*"
            Condition:
              BoolIfExists: { aws:MultiFactorAuthPresent: "false" }
          - Effect: Allow
            Action: s3:DeleteObject
            Resource: arn:aws:s3:::example/*
            Condition:
              Bool: { aws:MultiFactorAuthPresent: "true" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const condition of statement.conditions) {
        const operator = parseConditionOperator(condition.operator);
        if (condition.key.toLowerCase() !== 'aws:multifactorauthpresent') continue;
        const wants = condition.values.map((value) => literal(value)?.toLowerCase());
        const owner = nameResource(statement.policy.owner);
        if (operator?.family === 'Null' && statement.effect === 'Allow' && wants.includes('false')) {
          const isAskedFor = statement.conditions.some(
            (other) => other !== condition && other.key.toLowerCase() === condition.key.toLowerCase(),
          );
          if (!isAskedFor)
            context.report({
              at: condition,
              message: `The Allow in the policy of ${owner} only asks for \`${condition.key}\` to be there, and sessions without a second factor have it with \`false\`. Use \`Bool\` with \`true\``,
              evidence: 'Condition::aws:MultiFactorAuthPresent',
            });
        }
        if (operator?.family !== 'Bool') continue;
        if (statement.effect === 'Deny' && !operator.ifExists && wants.includes('false'))
          context.report({
            at: condition,
            message: `The Deny in the policy of ${owner} does not stop requests signed with an access key, which do not have \`${condition.key}\`. Use \`BoolIfExists\``,
            evidence: 'Condition::aws:MultiFactorAuthPresent',
          });
        if (statement.effect === 'Allow' && operator.ifExists && wants.includes('true'))
          context.report({
            at: condition,
            message: `The Allow in the policy of ${owner} lets in requests signed with an access key, which do not have \`${condition.key}\`. Use \`Bool\``,
            evidence: 'Condition::aws:MultiFactorAuthPresent',
          });
      }
    },
  },
});
