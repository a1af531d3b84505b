import { isGenerated } from '../src/analysis/generated-statement.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { OBSERVABILITY, serviceWideGrants } from '../src/analysis/statement-breadth.ts';
import { breadthOfResource } from '../src/analysis/granted-actions.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-service-wildcard',
  title: 'Statement allows every action of a service on every resource',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'With `service:*` on everything the holder may delete every resource of the service, change who has access to it and switch off its protection, in all environments that share the account. New actions are granted on the day AWS introduces them.',
    fix: 'List the actions that the principal calls and the resources that it calls them on.',
    exceptions:
      'A role whose work is to administer the service, when few people or one pipeline may assume it.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: ['service-wildcard-action', 'full-iam-access'],
  also: {
    'cdk-nag': ['IAMPolicyNoStatementsWithFullAccess', 'IAMNoWildcardPermissions', 'LambdaStarPermissions'],
    'guard-registry': [
      'IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
      'IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
      'IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS',
    ],
    trivy: ['AWS-0345'],
    cloudsplaining: ['ServiceWildcard', 'PrivilegeEscalation'],
    'checkov-terraform': ['CKV2_AWS_40'],
    'sonar-iac': ['S6317'],
  },
  examples: {
    bad: [
      {
        title: 'All of S3 and all of IAM',
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
              - s3:* # flagged
              - iam:* # flagged
              - cloudwatch:GetMetricData
            Resource: "*"
`,
      },
      {
        title: 'Every table, by an ARN that names none',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: dynamodb:* # flagged
            Resource: !Sub arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/*
`,
      },
    ],
    good: [
      {
        title: 'On one bucket, under a tag, denied, and a service that only reads',
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
            Resource: [arn:aws:s3:::example, arn:aws:s3:::example/*]
          - Effect: Allow
            Action: ec2:*
            Resource: "*"
            Condition:
              StringEquals: { aws:ResourceTag/team: payments }
          - Effect: Deny
            Action: iam:*
            Resource: "*"
          - Effect: Allow
            Action: ["ce:Get*", "tag:GetResources"]
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      // What AWS's own templates for SAM allow on everything nobody can write narrower.
      if (isGenerated(statement)) return;
      for (const { grant, service, resource } of serviceWideGrants(statement)) {
        const who = recipientOf(statement.policy, context.graph);
        const where =
          breadthOfResource(resource) === 'everything' ? 'every resource' : `all of \`${display(resource)}\``;
        context.report({
          at: grant,
          message:
            service === 'iam'
              ? `${who} may do everything in IAM, so it can give itself and others any permission. List the actions that it needs and the roles or policies that it manages`
              : `${who} may call every action of \`${service}:*\` on ${where}, those of other applications included. List the actions and resources that it needs`,
          evidence: `Action::${service}:*`,
          severity: service === 'iam' ? 'critical' : OBSERVABILITY.has(service) ? 'low' : 'medium',
          related: [{ at: resource, label: `on ${where}` }],
        });
      }
    },
  },
});
