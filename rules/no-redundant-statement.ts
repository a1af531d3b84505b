import { allowing, holdsAll, nameStatement, statementEvidence, type StatementSet, statementSets } from '../src/analysis/statement-sets.ts'; // prettier-ignore
import { guardImplies } from '../src/values/guards.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-redundant-statement',
  title: 'Statement is taken in by another of the same policy',
  category: 'grammar',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'A statement whose every request another statement with the same effect holds too changes nothing. Whoever narrows it later believes to have taken access away.',
    fix: 'Leave the statement out, or narrow the one that takes it in.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-redundant-statement',
    ],
  },
  covers: ['statement-redundant'],
  also: { 'access-analyzer': ['REDUNDANT_STATEMENT'] },
  examples: {
    bad: [
      {
        title: 'A statement within a wider one',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:*
            Resource: "*"
          - Effect: Allow
            Action: s3:GetObject # flagged
            Resource: arn:aws:s3:::logs/*
            Condition: { StringEquals: { aws:PrincipalTag/team: blue } }
`,
      },
    ],
    good: [
      {
        title: 'Statements of which each allows something of its own',
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
            Resource: arn:aws:s3:::logs/*
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::data/*
          - Effect: Deny
            Action: s3:GetObject
            Resource: arn:aws:s3:::logs/secret/*
`,
      },
      {
        title: 'A role that is named beside its account, and so needs no policy of its own',
        template: `
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: { AWS: arn:aws:iam::111122223333:root }, Action: "kms:*", Resource: "*" }
          - { Effect: Allow, Principal: { AWS: arn:aws:iam::111122223333:role/app }, Action: kms:Decrypt, Resource: "*" }
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      const all = statementSets(policy, context.graph);
      for (const effect of ['Allow', 'Deny'] as const) {
        const own = all.filter(({ statement }) => statement.effect === effect);
        for (const [index, one] of own.entries()) {
          const wider = own.find((other, at) => other !== one && takesIn(other, one, at < index));
          if (!wider) continue;
          context.report({
            at: one.source.actions[0] ?? one.source,
            message: `The statement changes nothing: all that it ${effect === 'Allow' ? 'allows' : 'denies'}, ${nameStatement(wider)} does too. Leave it out or narrow the other`,
            evidence: statementEvidence(one),
            when: one.source.when,
            related: [{ at: wider.source, label: 'takes it in' }],
          });
        }
      }

      function takesIn(wide: StatementSet, narrow: StatementSet, comesFirst: boolean): boolean {
        if (!guardImplies(narrow.source.when, wide.source.when)) return false;
        if (wide.text === narrow.text) return comesFirst;
        if (!namesAll(wide, narrow)) return false;
        if (!holdsAll(allowing(wide), allowing(narrow), policy)) return false;
        // Of two that say the same in other words one stays, whichever comes first.
        const mutual =
          guardImplies(wide.source.when, narrow.source.when) &&
          holdsAll(allowing(narrow), allowing(wide), policy);
        return !mutual || wide.text < narrow.text;
      }
    },
  },
});

/** An account that is named leaves the decision to its own policies; a role of it that is named beside it needs none. */
function namesAll({ statement: wide }: StatementSet, { statement: narrow }: StatementSet): boolean {
  if (!narrow.principals || !wide.principals) return narrow.principals === wide.principals;
  const named = new Set(wide.principals.map(({ value }) => JSON.stringify(value)));
  return named.has('"*"') || narrow.principals.every(({ value }) => named.has(JSON.stringify(value)));
}
