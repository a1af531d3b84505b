import { recipientOf } from '../src/analysis/recipient.ts';
import { listNames } from '../src/analysis/unconstrained-actions.ts';
import { someAction } from '../src/iam/action.ts';
import { writes } from '../src/iam/access-level.ts';
import { display, literal, type Text } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-not-resource-allow',
  title: 'Statement allows its actions on all that it does not name',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`Allow` with `NotResource` reaches every resource of the account but for those listed, resources of other applications and those that are created tomorrow included.',
    fix: 'Name with `Resource` what the statement is for. To keep something out, add a statement with `Deny`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html',
    ],
  },
  covers: ['not-resource-allow'],
  also: {
    cfn_nag: ['W21', 'W22', 'W23'],
    'guard-registry': ['IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_RESOURCE'],
    parliament: ['NOTRESOURCE_WITH_ALLOW'],
    cloudsplaining: ['has_not_resource_with_allow'],
    'access-analyzer': ['PASS_ROLE_WITH_NOT_RESOURCE', 'CREATE_SLR_WITH_NOT_RESOURCE'],
  },
  examples: {
    bad: [
      {
        title: 'All buckets but one',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:PutObject
            NotResource: arn:aws:s3:::audit/* # flagged
`,
      },
      {
        title: 'Several, some of them by reference',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["sqs:*"]
            NotResource:
              - !Sub arn:aws:sqs:*:\${AWS::AccountId}:audit # flagged
              - arn:aws:sqs:*:*:dead-letters
`,
      },
    ],
    good: [
      {
        title: 'A Deny of all but one bucket',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Action: s3:*
            NotResource: [arn:aws:s3:::example, arn:aws:s3:::example/*]
`,
      },
      {
        title: 'What is meant is named',
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
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'identity' || statement.effect !== 'Allow') return;
      const [first] = statement.notResources;
      if (!first) return;
      const names = [...new Set(statement.actions.map(display))];
      const written = statement.notActions.length > 0 || statement.actions.some(mayWrite);
      context.report({
        at: first,
        message: `${recipientOf(statement.policy, context.graph)} may call ${names.length > 0 ? listNames(names) : 'nearly everything'} on every resource but those that \`NotResource\` names. Name with \`Resource\` those that it needs`,
        evidence: `NotResource::${[...new Set(statement.notResources.map(display))].sort().join(',')}`,
        severity: written ? 'high' : 'medium',
      });
    },
  },
});

function mayWrite(action: Text): boolean {
  const pattern = literal(action);
  return pattern === undefined || someAction(pattern, writes);
}
