import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-iam-user',
  title: 'IAM user is declared',
  category: 'users',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'The credentials of a user do not expire: a password and access keys work until somebody takes them away. Roles give the same access for an hour at a time, to people and to machines.',
    fix: 'Let people sign in through IAM Identity Center or another identity provider, and give workloads a role.',
    exceptions:
      'Software that can use nothing but the key of a user, such as the SMTP interface of SES or Amazon Keyspaces with passwords.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/gs-identities-iam-users.html',
    ],
  },
  covers: ['iam-user-exists', 'login-profile-exists'],
  also: { 'checkov-terraform': ['CKV_AWS_273', 'CKV2_AWS_22'] },
  examples: {
    bad: [
      {
        title: 'A user for a person and a user for a machine',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Alice: # flagged
    Type: AWS::IAM::User
    Properties:
      LoginProfile: { Password: !Ref Password, PasswordResetRequired: true }
  Backup: # flagged
    Type: AWS::IAM::User
`,
      },
    ],
    good: [
      {
        title: 'A role, and users of something else',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
  User:
    Type: AWS::Cognito::UserPoolUser
    Properties: { UserPoolId: eu-west-1_example }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::User'],
    resource(user, context) {
      const hasPassword = context.graph.property(user, 'LoginProfile').length > 0;
      const what = hasPassword ? 'a console password' : 'credentials';
      context.report({
        at: user,
        message: `${capital(nameResource(user))} can have ${what} that never ${hasPassword ? 'expires' : 'expire'} by ${hasPassword ? 'itself' : 'themselves'}. Use a role, and IAM Identity Center for people`,
        evidence: hasPassword ? 'LoginProfile' : 'User',
      });
    },
  },
});
