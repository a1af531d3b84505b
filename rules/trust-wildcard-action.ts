import { actionGrants } from '../src/analysis/granted-actions.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'trust-wildcard-action',
  title: 'Trust policy allows every action of STS',
  category: 'trust',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A trust policy has to do with a few calls only: assuming the role, tagging the session and naming its source identity. `*` or `sts:*` allows all of them, so that whoever assumes the role also chooses the session’s tags and source identity, on which other policies may rely.',
    fix: 'Allow the one call that fits the principal: `sts:AssumeRole`, `sts:AssumeRoleWithSAML` or `sts:AssumeRoleWithWebIdentity`, with `sts:TagSession` or `sts:SetSourceIdentity` where they are used.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html',
    ],
  },
  covers: ['trust-wildcard-action', 'sagemaker-role-star-trust'],
  also: {
    cfn_nag: ['F2'],
    checkov: ['CKV2_AWS_68'],
    'guard-registry': ['IAM_ROLE_NO_FULL_ACCESS_ON_TRUST_POLICY'],
    'sonar-iac': ['S6302'],
  },
  examples: {
    bad: [
      {
        title: 'Everything, and everything of STS',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: "*" # flagged
          - Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
            Action:
              - sts:AssumeRole
              - sts:* # flagged
`,
      },
    ],
    good: [
      {
        title: 'The calls by name, and a Deny of all',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: !Ref AWS::AccountId }
            Action: [sts:AssumeRole, sts:TagSession]
          - Effect: Deny
            Principal: { AWS: "*" }
            Action: sts:*
            Condition: { StringNotEquals: { aws:PrincipalAccount: !Ref AWS::AccountId } }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.kind !== 'trust' || statement.effect !== 'Allow') return;
      for (const grant of actionGrants(statement)) {
        if (grant.breadth !== 'everything' && !/^sts:\*+$/i.test(grant.pattern ?? '')) continue;
        context.report({
          at: grant,
          message: `\`${grant.pattern!}\` in the trust policy of ${nameResource(statement.policy.owner)} also lets its principals choose the session’s tags and source identity. Allow the one call that they need, such as sts:AssumeRole`,
          evidence: `Action::${grant.pattern!}`,
        });
      }
    },
  },
});
