import { nameResource } from '../src/analysis/recipient.ts';
import { parseConditionOperator } from '../src/iam/condition.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-private-source-ip',
  title: 'Condition compares aws:SourceIp with a private address',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`aws:SourceIp` is the public address that a request comes from; requests through a VPC endpoint do not have the key at all. A private range never matches: an `Allow` with it grants nothing, and a `Deny` for all but it forbids everything.',
    fix: 'Use `aws:VpcSourceIp` together with `aws:SourceVpc` for addresses within a VPC, and public ranges with `aws:SourceIp`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    ],
  },
  covers: ['condition-private-source-ip'],
  also: {
    'access-analyzer': [
      'PRIVATE_IP_ADDRESS',
      'PRIVATE_NOT_IP_ADDRESS',
      'PRIVATE_IP_ADDRESS_SUBSET',
      'PRIVATE_NOT_IP_ADDRESS_SUBSET',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Private ranges, beside a public one',
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
              IpAddress:
                aws:SourceIp:
                  - 10.0.0.0/8 # flagged
                  - 172.16.5.0/24 # flagged
                  - 203.0.113.0/24
`,
      },
      {
        title: 'In a Deny',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Action: s3:GetObject
            Resource: "arn:aws:s3:::example/*"
            Condition:
              NotIpAddress: { aws:SourceIp: 192.168.0.0/16 } # flagged
`,
      },
    ],
    good: [
      {
        title: 'Public addresses, and the key for a VPC',
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
              IpAddress: { aws:SourceIp: [203.0.113.0/24, 172.32.0.0/16], aws:VpcSourceIp: 10.0.0.0/8 }
              StringEquals: { aws:SourceVpc: vpc-0123456789abcdef0 }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      for (const { operator, key, values } of statement.conditions) {
        if (parseConditionOperator(operator)?.family !== 'IpAddress') continue;
        if (key.toLowerCase() !== 'aws:sourceip') continue;
        for (const value of values) {
          const written = literal(value);
          if (written === undefined || !PRIVATE.test(written)) continue;
          context.report({
            at: value,
            message: `No request has the private address \`${written}\` as \`${key}\`, so this part of the condition in the policy of ${nameResource(statement.policy.owner)} never matches. Use \`aws:VpcSourceIp\` for addresses within a VPC`,
            evidence: `Condition::aws:SourceIp::${written}`,
          });
        }
      }
    },
  },
});

/** https://www.rfc-editor.org/rfc/rfc1918 */
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;
