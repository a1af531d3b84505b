import { excludeEachOther } from '../src/analysis/branches.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { accountOfArn } from '../src/iam/arn.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-redundant-principal',
  title: 'Principal is taken in by another of the same statement',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'A role beside its whole account changes nothing in a trust policy: every identity of the account may be allowed to assume the role. The list looks narrower than it is.',
    fix: 'Leave the account out, so that only the roles remain, or leave the roles out.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    ],
  },
  covers: ['trust-redundant-principal'],
  also: { 'access-analyzer': ['REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY'] },
  examples: {
    bad: [
      {
        title: 'A role beside its account, and a session beside its role',
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
                - arn:aws:iam::111122223333:root
                - arn:aws:iam::111122223333:role/deployer # flagged
            Action: sts:AssumeRole
          - Effect: Allow
            Principal:
              AWS:
                - arn:aws:iam::444455556666:role/deployer
                - arn:aws:sts::444455556666:assumed-role/deployer/anna # flagged
            Action: sts:AssumeRole
`,
      },
    ],
    good: [
      {
        title: 'Roles of two accounts, and a session of another role',
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
                - "111122223333"
                - arn:aws:iam::444455556666:role/deployer
                - arn:aws:sts::444455556666:assumed-role/reader/anna
            Action: sts:AssumeRole
`,
      },
    ],
  },
  visit: {
    statement(statement, { report }) {
      if (statement.policy.kind !== 'trust' || statement.effect !== 'Allow') return;
      // Longer lists are not compared pair by pair.
      const own = statement.principals
        .filter(({ type }) => type === 'AWS')
        .flatMap(({ value }) => {
          const written = literal(value);
          return written === undefined ? [] : [{ value, written }];
        })
        .slice(0, 200);
      for (const { value, written } of own) {
        const wider = own.find(
          (other) => takesIn(other.written, written) && !excludeEachOther(other.value.when, value.when),
        );
        if (!wider) continue;
        report({
          at: value,
          message: `\`${written}\` changes nothing beside \`${wider.written}\` in the trust policy of ${nameResource(statement.policy.owner)}. Leave one of them out`,
          evidence: `Principal::${written}`,
          related: [{ at: wider.value, label: 'takes it in' }],
        });
      }
    },
  },
});

function takesIn(wide: string, narrow: string): boolean {
  const account = /^\d{12}$/.test(wide) ? wide : /^arn:[^:]+:iam::(\d{12}):root$/.exec(wide)?.[1];
  if (account !== undefined)
    return narrow !== wide && !/:root$|^\d+$/.test(narrow) && accountOfArn(narrow) === account;
  const role = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(wide);
  return role !== null && narrow.startsWith(`arn:${role[1]!}:sts::${role[2]!}:assumed-role/${role[3]!}/`);
}
