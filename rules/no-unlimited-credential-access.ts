import { returnsCredentials } from '../src/analysis/risky-actions.ts';
import { recipientOf } from '../src/analysis/recipient.ts';
import {
  arnFor,
  entryNames,
  listNames,
  unconstrainedActions,
} from '../src/analysis/unconstrained-actions.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-unlimited-credential-access',
  title: 'Statement allows fetching credentials of every resource',
  category: 'permissions',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'These actions answer with credentials: access keys, tokens or passwords that work elsewhere. On `*` their holder turns one permission into those of every user, cluster or instance behind them.',
    fix: 'Name the users, clusters or instances whose credentials the principal needs.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html',
      'https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html',
    ],
  },
  covers: ['credentials-exposure-actions'],
  also: {
    checkov: ['CKV_AWS_107'],
    cloudsplaining: ['CredentialsExposure'],
    parliament: ['CREDENTIALS_EXPOSURE'],
    'checkov-terraform': ['CKV_AWS_287'],
  },
  examples: {
    bad: [
      {
        title: 'Keys of all users, sessions of all clusters',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [iam:CreateAccessKey, redshift:GetClusterCredentials]
            Resource: "*" # flagged
`,
      },
      {
        title: 'By a pattern',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "iam:*AccessKey*"
            Resource: "*" # flagged
`,
      },
    ],
    good: [
      {
        title: "One user, one's own, and registry tokens, which cannot be limited",
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:CreateAccessKey
            Resource: !Sub "arn:aws:iam::\${AWS::AccountId}:user/\${!aws:username}"
          - Effect: Allow
            Action: ecr:GetAuthorizationToken
            Resource: "*"
          - Effect: Deny
            Action: iam:CreateAccessKey
            Resource: "*"
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const found = unconstrainedActions(
        statement,
        (action) => action.service !== 'sts' && returnsCredentials(action),
      );
      if (!found) return;
      const [first] = found.entries as [(typeof found.entries)[number]];
      const arn = arnFor(first.actions[0]!);
      const names = entryNames(found);
      context.report({
        at: found.resource,
        message: `${recipientOf(statement.policy, context.graph)} may fetch credentials with ${listNames(names)} of whatever it likes. Name the resources${arn === undefined ? '' : `, such as \`${arn}\``}`,
        evidence: `Resource::*::${[...names].sort().join(',')}`,
        related: [{ at: first.grant, label: 'answers with credentials' }],
      });
    },
  },
});
