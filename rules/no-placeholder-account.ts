import { capital, nameResource } from '../src/analysis/recipient.ts';
import { accountOfArn } from '../src/iam/arn.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-placeholder-account',
  title: 'Access is given to an account number out of an example',
  category: 'trust',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'Documentation uses numbers such as `123456789012` for accounts. Left in a policy they give access to whoever has that account, or to nobody, and not to the account that is meant.',
    fix: 'Write the number of the account, or `AWS::AccountId` for the own one.',
    exceptions: 'A template that is itself an example.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    ],
  },
  covers: ['placeholder-account-id'],
  also: {},
  examples: {
    bad: [
      {
        title: 'In a trust policy, as an ARN and alone',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - arn:aws:iam::123456789012:root # flagged
                - "000000000000" # flagged
            Action: sts:AssumeRole
`,
      },
    ],
    good: [
      {
        title: 'Another account, the own one, and an account of the organization by chance',
        facts: { accounts: ['123456789012'] },
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - arn:aws:iam::210987650123:root
                - !Sub arn:aws:iam::\${AWS::AccountId}:root
                - "123456789012"
            Action: sts:AssumeRole
`,
      },
    ],
  },
  visit: {
    statement(statement, { facts, report }) {
      const { policy, effect } = statement;
      if (effect !== 'Allow' || (policy.kind !== 'trust' && policy.kind !== 'resource')) return;
      for (const { type, value } of statement.principals) {
        const written = type === 'AWS' ? literal(value) : undefined;
        if (written === undefined) continue;
        const account = /^\d{12}$/.test(written) ? written : accountOfArn(written);
        if (account === undefined || !PLACEHOLDERS.has(account)) continue;
        if (facts.accounts.includes(account) || facts.trustedAccounts.includes(account)) continue;
        report({
          at: value,
          message: `${capital(nameResource(policy.owner))} lets account ${account} in, which is a number out of examples. Write the account that is meant`,
          evidence: `Account::${account}`,
        });
      }
    },
  },
});

/** Numbers that the documentation of AWS uses for accounts: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '000000000000',
  '111111111111',
  '111122223333',
  '123456789012',
  '444455556666',
  '999999999999',
]);
