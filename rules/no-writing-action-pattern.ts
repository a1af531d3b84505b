import { actionGrants, canBeLimited } from '../src/analysis/granted-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import { serviceWideGrants } from '../src/analysis/statement-breadth.ts';
import { listNames } from '../src/analysis/unconstrained-actions.ts';
import { findAction } from '../src/catalogue/services.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-writing-action-pattern',
  title: 'Action is a pattern that takes in writing actions',
  category: 'permissions',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A pattern such as `dynamodb:Delete*` grants more than its author had in mind, and tomorrow what AWS introduces under that name. With writing actions that is how a role that stores items may delete the table.',
    fix: 'List the actions that the principal calls. Reads by a pattern, and patterns that begin with a whole action (`s3:DeleteObject*`), are not reported.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html'],
  },
  covers: ['partial-wildcard-action', 'service-wildcard-action'],
  also: {
    'cdk-nag': ['IAMNoWildcardPermissions', 'IAMPolicyNoStatementsWithFullAccess', 'LambdaStarPermissions'],
    trivy: ['AWS-0346', 'AWS-0345'],
    'guard-registry': [
      'IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
      'IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
      'IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS',
    ],
    cloudsplaining: ['ServiceWildcard'],
  },
  examples: {
    bad: [
      {
        title: 'Deleting in a table, and more than that',
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
              - dynamodb:Delete* # flagged
              - dynamodb:Get*
            Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
`,
      },
      {
        title: 'All of a service on one resource',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sqs:* # flagged
            Resource: !Sub arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:orders
`,
      },
    ],
    good: [
      {
        title: 'Reads, versions of one action, and a Deny',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:Get*", "s3:List*", "s3:DeleteObject*", "s3:Abort*"]
            Resource: [arn:aws:s3:::example, arn:aws:s3:::example/*]
          - Effect: Deny
            Action: "s3:Put*"
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return;
      const wide = new Set(serviceWideGrants(statement).map(({ grant }) => grant.text));
      for (const grant of actionGrants(statement)) {
        if (grant.breadth !== 'pattern' && grant.breadth !== 'service') continue;
        if (wide.has(grant.text) || findAction(grant.pattern!.replace(/\*+$/, ''))) continue;
        const written = grant.actions.filter(canBeLimited).map(({ name }) => name);
        if (written.length < 3) continue;
        context.report({
          at: grant,
          message: `\`${grant.pattern!}\` gives ${lowered(recipientOf(statement.policy, context.graph))} ${listNames(written)}. List the actions that it needs`,
          evidence: `Action::${grant.pattern!}`,
        });
      }
    },
  },
});

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
