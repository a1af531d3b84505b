import { keyOfProperty } from '../src/analysis/property-key.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { booleanOf } from '../src/graph/property-value.ts';
import { type PropertyValue } from '../src/graph/resource-graph.ts';
import { entryFix, type FixTerms, valueFix } from '../src/analysis/text-fixes.ts';
import { type Fix } from '../src/rule/finding.ts';
import { defineRule } from '../src/rule/rule.ts';
import { get } from '../src/template/node.ts';

/** Whoever signs in has to choose a password; nobody may do more than before. */
const FIX: FixTerms = { title: 'Require a new password at the first sign-in', safety: 'safe' };

export default defineRule({
  id: 'console-password-reset',
  title: 'User does not have to change the first console password',
  category: 'users',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Whoever deploys the stack knows the password that it sets, and so does everything that the password passed through on the way. Without a forced change it stays the password of the user.',
    fix: 'Set `PasswordResetRequired: true` beside the password. Better, let people sign in through IAM Identity Center and declare no user.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-iam-user-loginprofile.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp',
    ],
  },
  covers: ['login-profile-password-reset'],
  also: {
    cfn_nag: ['W50'],
    'guard-registry': ['IAM_USER_LOGIN_PROFILE_PASSWORD_RESET_RULE'],
    kics: ['a964d6e3-8e1e-4d93-8120-61fa640dd55a'],
  },
  examples: {
    bad: [
      {
        title: 'Not said, which means no, and said so',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile: # flagged
        Password: !Ref Password
  Bob:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: "false" # flagged
`,
        fixed: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: true
  Bob:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: "true"
`,
      },
      {
        title: 'In one of two environments',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: !If [IsProd, true, false] # flagged
`,
        fixed: `
Parameters:
  Password: { Type: String, NoEcho: true }
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: !If [IsProd, true, true]
`,
      },
    ],
    good: [
      {
        title: 'A change is required, and users that have no password',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: "true"
  Robot: { Type: AWS::IAM::User }
  Other:
    Type: AWS::IAM::User
    Properties: { LoginProfile: !Ref AWS::NoValue }
`,
      },
      {
        title: 'A parameter decides, so that the template does not',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
  Reset: { Type: String }
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
        PasswordResetRequired: !Ref Reset
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::User'],
    resource(user, context) {
      const { graph } = context;
      const report = (at: PropertyValue, fixes: readonly Fix[]): void =>
        context.report({
          at,
          message: `The console password of ${nameResource(user)} stays what the template sets and others know. Set PasswordResetRequired to true`,
          evidence: 'PasswordResetRequired',
          fixes,
        });
      for (const value of graph.property(user, 'LoginProfile.PasswordResetRequired'))
        if (booleanOf(value) === false) report(value, valueFix(value.node, true, FIX));
      const profiles = graph.property(user, 'LoginProfile').filter(({ kind }) => kind === 'map');
      for (const profile of profiles)
        if (!get(profile.node, 'PasswordResetRequired'))
          report(
            { ...profile, node: keyOfProperty(profile.node) },
            profile.node.kind === 'map' ? entryFix(profile.node, 'PasswordResetRequired', true, FIX) : [],
          );
    },
  },
});
