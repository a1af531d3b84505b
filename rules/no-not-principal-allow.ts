import { display } from '../src/values/value.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-not-principal-allow',
  title: 'Statement allows everybody but those it names',
  category: 'resource-policies',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`NotPrincipal` with `Effect: Allow` allows everybody in the world except those who are listed, anonymous callers included. In a trust policy IAM refuses it.',
    fix: 'Name those who need access under `Principal`. To keep somebody out, add a statement with `Effect: Deny`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
    ],
  },
  covers: [
    'trust-not-principal',
    's3-bucket-policy-not-principal',
    'sqs-queue-policy-not-principal',
    'sns-topic-policy-not-principal',
    'allow-with-not-principal',
  ],
  also: {
    cfn_nag: ['F6', 'F7', 'F8', 'F9'],
    'guard-registry': [
      'IAM_ROLE_NO_ALLOW_PLUS_NOT_PRINCIPAL',
      'S3_BUCKETPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
      'SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
      'SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
    ],
    'sonar-iac': ['S6270'],
    parliament: ['NOTPRINCIPAL_WITH_ALLOW'],
    'access-analyzer': ['ALLOW_WITH_NOT_PRINCIPAL', 'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL'],
  },
  examples: {
    bad: [
      {
        title: 'A topic for everybody but one, and a role likewise',
        template: `
Resources:
  Topic:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [alarms]
      PolicyDocument:
        Statement:
          - Effect: Allow
            NotPrincipal: { AWS: "arn:aws:iam::111122223333:user/mallory" } # flagged
            Action: sns:Publish
            Resource: "*"
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            NotPrincipal: { Service: ec2.amazonaws.com } # flagged
            Action: sts:AssumeRole
`,
      },
    ],
    good: [
      {
        title: 'A Deny of all but one, and names',
        template: `
Resources:
  Topic:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [alarms]
      PolicyDocument:
        Statement:
          - Effect: Deny
            NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/publisher" }
            Action: sns:Publish
            Resource: "*"
          - Effect: Allow
            Principal: { AWS: "arn:aws:iam::111122223333:role/publisher" }
            Action: sns:Publish
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy, notPrincipals } = statement;
      if (statement.effect !== 'Allow' || !/^(?:resource|trust)$/.test(policy.kind)) return;
      const [first] = notPrincipals;
      if (!first) return;
      const names = notPrincipals.map(({ value }) => display(value));
      context.report({
        at: first,
        message:
          policy.kind === 'trust'
            ? `NotPrincipal lets everybody but ${names.join(', ')} assume ${nameResource(policy.owner)}, which IAM refuses in a trust policy. Name those who need the role under Principal`
            : `NotPrincipal gives everybody but ${names.join(', ')} access to ${nameTarget(policy, context.graph)}, strangers and anonymous callers included. Name those who need it under Principal`,
        evidence: `NotPrincipal::${[...names].sort().join(' ')}`,
      });
    },
  },
});
