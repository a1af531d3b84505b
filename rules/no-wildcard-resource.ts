import { isGenerated } from '../src/analysis/generated-statement.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import {
  arnFor,
  entryNames,
  isExecutionBaseline,
  listNames,
  unconstrainedActions,
} from '../src/analysis/unconstrained-actions.ts';
import { isSelfGranting } from '../src/analysis/power.ts';
import { type Action } from '../src/catalogue/types.ts';
import { managesPermissions, writes } from '../src/iam/access-level.ts';
import { ownResourceFix } from '../src/analysis/own-resource-arn.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-wildcard-resource',
  title: 'Statement allows writing on every resource although it can be limited',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A grant on `*` reaches what belongs to other applications and environments of the account: one leaked credential or one bug writes, deletes or stops all of it. Actions that AWS cannot limit to a resource are never reported.',
    fix: 'Name the resources, with a wildcard in their last part where there are many, or limit the statement by a condition such as `aws:ResourceTag`.',
    exceptions:
      'A role that works on resources whose names nobody knows beforehand, such as a clean-up job. Limit it by tags where the actions support that.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
  },
  covers: ['wildcard-resource', 'write-without-resource-constraint', 'tagging-without-resource-constraint'],
  also: {
    cfn_nag: ['W11', 'W12', 'W13'],
    checkov: ['CKV_AWS_111'],
    'cdk-nag': ['IAMNoWildcardPermissions', 'LambdaStarPermissions'],
    'guard-registry': ['IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE'],
    'sonar-iac': ['S6304'],
    parliament: ['RESOURCE_STAR'],
    cloudsplaining: ['InfrastructureModification', 'tagging_actions_without_constraints'],
    'checkov-terraform': ['CKV_AWS_355', 'CKV_AWS_356', 'CKV_AWS_290'],
  },
  examples: {
    bad: [
      {
        title: 'Writing to every queue and object, beside reads',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - sqs:SendMessage
              - s3:Put*
              - ec2:DescribeInstances
            Resource: "*" # flagged
`,
      },
      {
        title: 'Although the table and the bucket stand in the same template',
        template: `
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Uploads:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [dynamodb:PutItem, dynamodb:UpdateItem]
            Resource: "*" # flagged
          - { Effect: Allow, Action: s3:PutObject, Resource: ["*"] } # flagged
`,
        fixed: `
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Uploads:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [dynamodb:PutItem, dynamodb:UpdateItem]
            Resource: !GetAtt Orders.Arn
          - { Effect: Allow, Action: s3:PutObject, Resource: [!Sub '\${Uploads.Arn}/*'] }
`,
      },
      {
        title: 'In one branch only, by another spelling',
        template: `

Parameters:
  Table: { Type: String, Default: "" }
Conditions:
  HasTable: !Not [!Equals [!Ref Table, ""]]
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: dynamodb:DeleteItem
            Resource:
              - !If
                - HasTable
                - !Sub arn:aws:dynamodb:*:*:table/\${Table}
                - arn:aws:*:*:*:* # flagged
`,
      },
    ],
    good: [
      {
        title: 'Actions that only support a star, and reads',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [cloudwatch:PutMetricData, "ec2:Describe*", ecr:GetAuthorizationToken, s3:ListAllMyBuckets, sqs:ReceiveMessage]
            Resource: "*"
          - Effect: Allow
            Action: [xray:PutTraceSegments, logs:CreateLogGroup, logs:PutLogEvents]
            Resource: "*"
`,
      },
      {
        title: 'Limited by a condition, by a prefix, and denied',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ec2:TerminateInstances
            Resource: "*"
            Condition:
              StringEquals: { ec2:ResourceTag/team: payments }
          - Effect: Allow
            Action: sqs:SendMessage
            Resource: arn:aws:sqs:*:*:orders-*
          - Effect: Deny
            Action: sqs:DeleteQueue
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      // What AWS's own templates for SAM allow on everything nobody can write narrower.
      if (isGenerated(statement)) return;
      const found = unconstrainedActions(
        statement,
        (action) => writes(action) && !isExecutionBaseline(action) && !isJudgedElsewhere(action),
      );
      if (!found) return;
      // Permissions are the concern of a rule of their own.
      const entries = found.entries.filter(
        ({ actions }) => !actions.some((action) => managesPermissions(action) || isSelfGranting(action)),
      );
      const [first] = entries;
      if (!first) return;
      const names = entryNames({ ...found, entries });
      const arn = arnFor(first.actions[0]!);
      context.report({
        at: found.resource,
        message: `${recipientOf(statement.policy, context.graph)} may call ${listNames(names)} on every resource of the account, those of other applications included. Name the resources${arn === undefined ? '' : `, such as \`${arn}\``}`,
        evidence: `Resource::*::${[...names].sort().join(',')}`,
        related: [{ at: first.grant, label: 'can be limited to resources' }],
        fixes: ownResourceFix(statement, context.graph),
      });
    },
  },
});

/** Passing and assuming roles have rules of their own; AWS decides what a service-linked role may do. */
function isJudgedElsewhere({ service, name }: Action): boolean {
  return service === 'sts' || (service === 'iam' && /^(?:PassRole|CreateServiceLinkedRole)$/.test(name));
}
