import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'user-in-group',
  title: 'User is in no group',
  category: 'users',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'What a user may do is then decided for this user alone, and forgotten when the person or the task changes. Groups show at one place who may do what.',
    fix: 'Put the user into a group, by `Groups` or an `AWS::IAM::UserToGroupAddition`, and give the permissions to the group. Better, replace the user by a role.',
    exceptions: 'Users that somebody adds to their groups by hand or from another stack.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-usertogroupaddition.html',
    ],
  },
  covers: ['user-without-group'],
  also: {
    cfn_nag: ['F2000'],
    'cdk-nag': ['IAMUserGroupMembership'],
    'guard-registry': ['IAM_USER_MISSING_GROUP_RULE'],
    kics: ['06933df4-0ea7-461c-b9b5-104d27390e0e'],
    'checkov-terraform': ['CKV2_AWS_21'],
  },
  examples: {
    bad: [
      {
        title: 'Nobody puts it into a group, or only in production',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Alice: # flagged
    Type: AWS::IAM::User
  Bob: # flagged
    Type: AWS::IAM::User
    Properties:
      Groups: !If [IsProd, [operators], !Ref AWS::NoValue]
  Carol: # flagged
    Type: AWS::IAM::User
    Properties:
      Groups: []
`,
      },
    ],
    good: [
      {
        title: 'By its own property, by another resource, by name',
        template: `
Resources:
  Readers: { Type: AWS::IAM::Group }
  Alice:
    Type: AWS::IAM::User
    Properties: { Groups: [!Ref Readers] }
  Bob:
    Type: AWS::IAM::User
    Properties: { UserName: bob }
  Membership:
    Type: AWS::IAM::UserToGroupAddition
    Properties: { GroupName: readers-of-another-stack, Users: [bob] }
`,
      },
      {
        title: 'A group that a parameter names',
        template: `
Parameters:
  Group: { Type: String }
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties: { Groups: [!Ref Group] }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::User'],
    resource(user, context) {
      const { graph } = context;
      const added = graph
        .resourcesOfType('AWS::IAM::UserToGroupAddition')
        .flatMap((addition) => graph.property(addition, 'Users[]'))
        .some(({ text }) => text && graph.resolve(text) === user);
      if (added) return;
      const groups = graph.property(user, 'Groups[]');
      const guards = groups.length === 0 ? [undefined] : graph.absence(user, 'Groups');
      for (const when of guards)
        context.report({
          at: user,
          ...(when ? { when } : {}),
          message: `${capital(nameResource(user))} is in no group, so that its permissions are decided for it alone. Add it to a group, or let a role take its place`,
          evidence: 'Groups',
        });
    },
  },
});
