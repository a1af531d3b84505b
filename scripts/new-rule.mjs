// Begins a rule: node scripts/new-rule.mjs <id>
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The text of a rule that is complete in form and flags its example; what it is about is to be replaced. */
function ruleText(id) {
  return `import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: '${id}',
  title: 'Statement allows every action',
  category: 'permissions',
  severity: 'high',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'What can happen, in two or three sentences.',
    fix: 'What to do.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html'],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'A policy with every action',
        template: \`
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "*" # flagged
            Resource: !Sub "arn:\\\${AWS::Partition}:s3:::example/*"
\`,
      },
    ],
    good: [
      {
        title: 'A policy with the action that is needed',
        template: \`
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
\`,
      },
    ],
  },
  visit: {
    statement(statement, { report }) {
      if (statement.effect !== 'Allow' || statement.policy.kind !== 'identity') return;
      for (const action of statement.actions)
        if (literal(action) === '*')
          report({ at: action, message: 'Every action of every service is allowed', evidence: 'Action::*' });
    },
  },
});
`;
}

const [id, ...rest] = process.argv.slice(2);
const file = join(root, 'rules', `${id}.ts`);
if (id === undefined || rest.length > 0 || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
  console.error('usage: npm run new-rule <id>, with an id in kebab-case such as no-public-principal');
  process.exitCode = 2;
} else if (existsSync(file)) {
  console.error(`rules/${id}.ts is there already`);
  process.exitCode = 2;
} else {
  writeFileSync(file, ruleText(id));
  console.log(`wrote rules/${id}.ts; replace what it says and finds, then run
  npm run generate
  npm test -- test/rules.test.ts -t ${id}`);
}
