import { readsData } from '../src/analysis/risky-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import {
  arnFor,
  entryNames,
  listNames,
  unconstrainedActions,
} from '../src/analysis/unconstrained-actions.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-unlimited-data-access',
  title: 'Statement allows reading the data or secrets of every resource',
  category: 'permissions',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'On `*` these actions read every object, secret, parameter, item or message of the account, or copy whole databases. Whoever gets hold of the credentials gets all of it, whatever application it belongs to.',
    fix: 'Name the buckets, secrets, parameters, tables or snapshots that the principal reads.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html',
    ],
  },
  covers: ['data-exfiltration-actions', 'intrinsic-resource-widening'],
  also: {
    checkov: ['CKV_AWS_108'],
    cloudsplaining: ['DataExfiltration'],
    'checkov-terraform': ['CKV_AWS_288'],
  },
  examples: {
    bad: [
      {
        title: 'All secrets and all parameters',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [secretsmanager:GetSecretValue, "ssm:GetParameter*"]
            Resource: "*" # flagged
`,
      },
      {
        title: 'All objects of all buckets',
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
            Resource: arn:aws:s3:::* # flagged
`,
      },
    ],
    good: [
      {
        title: "What is the application's own, and what is limited by a tag",
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: secretsmanager:GetSecretValue
            Resource: !Sub arn:aws:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:app/*
          - Effect: Allow
            Action: secretsmanager:GetSecretValue
            Resource: "*"
            Condition:
              StringEquals: { aws:ResourceTag/team: payments }
          - Effect: Allow
            Action: [s3:ListAllMyBuckets, secretsmanager:ListSecrets]
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const found = unconstrainedActions(statement, readsData, 'type');
      if (!found) return;
      const [first] = found.entries as [(typeof found.entries)[number]];
      const arn = arnFor(first.actions[0]!);
      const names = entryNames(found);
      context.report({
        at: found.resource,
        message: `${recipientOf(statement.policy, context.graph)} may read all data that ${listNames(names)} ${names.length > 1 ? 'reach' : 'reaches'}, that of other applications included. Name what it reads${arn === undefined ? '' : `, such as \`${arn}\``}`,
        evidence: `Resource::*::${[...names].sort().join(',')}`,
        related: [{ at: first.grant, label: 'reads data' }],
      });
    },
  },
});
