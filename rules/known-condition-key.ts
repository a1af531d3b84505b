import {
  isKeyOfAnyAction,
  mayBeProviderKey,
  nearestConditionKey,
} from '../src/analysis/condition-key-use.ts';
import { isWrittenBySam } from '../src/analysis/generated-statement.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { findConditionKey } from '../src/catalogue/services.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'known-condition-key',
  title: 'Condition key does not exist or is in none of the requests',
  category: 'grammar',
  severity: 'medium',
  confidence: 'medium',
  preset: 'recommended',
  docs: {
    why: 'A key that is not in the request never matches: an `Allow` with it grants nothing, and a condition with `IfExists`, `ForAllValues` or a negated operator lets everything pass. AWS accepts such a policy.',
    fix: 'Use the keys that the Service Authorization Reference lists for the actions, or the global ones that begin with `aws:`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
  },
  covers: [
    'condition-key-bad-format',
    'condition-key-unknown-global',
    'condition-key-unknown-service',
    'condition-key-not-for-action',
    'condition-key-missing-tag',
    'condition-key-deprecated',
  ],
  also: {
    parliament: ['UNKNOWN_CONDITION_FOR_ACTION'],
    'access-analyzer': [
      'INVALID_GLOBAL_CONDITION_KEY',
      'INVALID_SERVICE_CONDITION_KEY',
      'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
      'INVALID_CONDITION_KEY_FORMAT',
      'UNSUPPORTED_GLOBAL_CONDITION_KEY',
      'MISSING_ACTION_FOR_CONDITION_KEY',
      'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      'IRRELEVANT_CONDITION_KEY_IN_POLICY',
      'MISSING_TAG_KEY_IN_CONDITION',
      'DEPRECATED_GLOBAL_CONDITION_KEY',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Misspelt, without a prefix, and a tag without its name',
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
              StringEquals:
                aws:PrincipalAcount: "111122223333" # flagged
                PrincipalOrgID: o-a1b2c3d4e5 # flagged
                aws:ResourceTag: payments # flagged
`,
      },
      {
        title: 'A key of another action',
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
              StringEquals:
                s3:prefix: home/ # flagged
`,
      },
    ],
    good: [
      {
        title: 'Keys of the action, global ones, tags and identity providers',
        template: `

Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                token.actions.githubusercontent.com:aud: sts.amazonaws.com
                token.actions.githubusercontent.com:repository: example/app
                login.example.com/tenant:groups: deploy
      Policies:
        - PolicyName: reads
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:ListBucket
                Resource: arn:aws:s3:::example
                Condition:
                  StringLike: { S3:Prefix: home/* }
                  StringEquals: { aws:ResourceTag/team: payments, aws:RequestedRegion: eu-west-1 }
`,
      },
      {
        title: 'Several actions of which one has the key',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:ListBucket]
            Resource: "*"
            Condition:
              StringLike: { s3:prefix: home/* }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (isWrittenBySam(statement)) return;
      for (const condition of statement.conditions) {
        const { key } = condition;
        const known = findConditionKey(key);
        const owner = nameResource(statement.policy.owner);
        if (known) {
          if (!isKeyOfAnyAction(statement, known))
            context.report({
              at: condition,
              message: `No request for the actions of the statement has the condition key \`${key}\`, so the condition in the policy of ${owner} does not compare anything`,
              evidence: `Condition::${key}`,
            });
          continue;
        }
        const isTagFamily = findConditionKey(`${key}/name`) !== undefined;
        if (mayBeProviderKey(key) && key.includes(':') && !isTagFamily) continue;
        const meant = nearestConditionKey(key);
        context.report({
          at: condition,
          message: isTagFamily
            ? `The condition key \`${key}\` in the policy of ${owner} lacks the name of the tag, as in \`${key}/team\``
            : `There is no condition key \`${key}\`, so the condition in the policy of ${owner} does not compare anything${meant === undefined ? '' : `; perhaps \`${meant}\` was meant`}`,
          evidence: `Condition::${key}`,
          ...(meant !== undefined || isTagFamily || !key.includes(':')
            ? { confidence: 'high' as const }
            : {}),
        });
      }
    },
  },
});
