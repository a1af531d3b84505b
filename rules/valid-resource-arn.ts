import { arnPattern } from '../src/analysis/arn-pattern.ts';
import { faultOfArn } from '../src/analysis/arn-fault.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'valid-resource-arn',
  title: 'Resource is no ARN',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A `Resource` that is not a well-formed ARN makes AWS reject the policy, or the statement matches nothing: the access that it was meant for fails, or what it should forbid is allowed.',
    fix: 'Write `arn:partition:service:region:account:resource`, with empty parts where the service has none, or `*`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
    ],
  },
  covers: [
    'arn-missing-field',
    'arn-bad-prefix',
    'arn-bad-partition',
    'arn-bad-region',
    'arn-bad-account',
    'arn-service-case',
  ],
  also: {
    'cfn-lint': ['E3510', 'E3514'],
    parliament: ['INVALID_ARN'],
    'access-analyzer': [
      'MISSING_ARN_FIELD',
      'INVALID_ARN_PREFIX',
      'INVALID_PARTITION',
      'INVALID_ARN_REGION',
      'INVALID_ARN_ACCOUNT',
      'INVALID_ARN_SERVICE_CASE',
    ],
  },
  examples: {
    bad: [
      {
        title: 'A name, parts that are missing, and parts that are wrong',
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
            Resource:
              - example/* # flagged
              - arn:aws:s3::example/* # flagged
              - arn:amazon:s3:::example/* # flagged
          - Effect: Allow
            Action: sqs:SendMessage
            Resource:
              - arn:aws:sqs:eu_west_1:111122223333:orders # flagged
              - arn:aws:sqs:eu-west-1:11112222333:orders # flagged
`,
      },
    ],
    good: [
      {
        title: 'Every form that IAM takes',
        template: `

Parameters:
  Arn: { Type: String }
  Region: { Type: String }
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:*", "sqs:*", "kms:*"]
            Resource:
              - "*"
              - !Ref Arn
              - !Sub "\${Arn}/*"
              - arn:aws:s3:::example/*
              - !Sub arn:\${AWS::Partition}:sqs:\${Region}:\${AWS::AccountId}:orders
              - arn:aws:sqs:us-gov-west-1:*:orders
              - arn:aws-iso-b:sqs:us-isob-east-1:111122223333:orders
              - arn:aws:kms:eu-*:111122223333:key/*
              - arn:aws:iam::aws:policy/ReadOnlyAccess
              - arn:*:s3:::example
              - arn:aws:s3:::\${aws:PrincipalTag/team}/*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.site.property === '') return;
      for (const resource of [...statement.resources, ...statement.notResources]) {
        const fault = faultOfArn(arnPattern(resource), policy.kind === 'resource');
        if (fault === undefined) continue;
        context.report({
          at: resource,
          message: `\`${display(resource)}\` in a policy of ${nameResource(policy.owner)} ${fault}`,
          evidence: `Resource::${display(resource)}`,
        });
      }
    },
  },
});
