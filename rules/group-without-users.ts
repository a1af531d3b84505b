import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'group-without-users',
  title: 'Group has no members',
  category: 'users',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'No user here is in the group. Its permissions wait for whoever is put into it later, and nobody sees in the template who that is.',
    fix: 'Add its users with `AWS::IAM::UserToGroupAddition`, or remove it. People are better served by IAM Identity Center.',
    exceptions: 'A group whose members are added outside of the templates.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html'],
  },
  covers: ['group-without-users'],
  also: {
    'cdk-nag': ['IAMGroupHasUsers'],
    kics: ['8f957abd-9703-413d-87d3-c578950a753c'],
    'checkov-terraform': ['CKV2_AWS_14'],
  },
  examples: {
    bad: [
      {
        title: 'Without anybody',
        template: `
Resources:
  Group: # flagged
    Type: AWS::IAM::Group
`,
      },
    ],
    good: [
      {
        title: 'By the user, and by an addition',
        template: `
Resources:
  First: { Type: AWS::IAM::Group }
  Second: { Type: AWS::IAM::Group }
  User:
    Type: AWS::IAM::User
    Properties: { Groups: [!Ref First] }
  Members:
    Type: AWS::IAM::UserToGroupAddition
    Properties: { GroupName: !Ref Second, Users: [anna] }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::Group'],
    resource(resource, { graph, report }) {
      if (graph.principals.some(({ groups }) => groups.some((group) => group.resource === resource))) return;
      const isNamed = graph
        .referrers(resource)
        .some(({ from }) => /^AWS::IAM::User(?:ToGroupAddition)?$/.test(from.type));
      if (isNamed) return;
      report({
        at: { node: resource.id },
        message: `${capital(nameResource(resource))} has no members here. Add its users or remove it`,
        evidence: 'Members',
      });
    },
  },
});
