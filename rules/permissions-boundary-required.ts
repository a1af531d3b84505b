import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'permissions-boundary-required',
  title: 'User or role has no permissions boundary',
  category: 'permissions',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'Where teams create their own roles, a permissions boundary is what keeps these from becoming administrators. One that is created without it is not held by anything.',
    fix: 'Set `PermissionsBoundary` to the ARN of the policy that the organization gives.',
    exceptions: 'Accounts in which service control policies or reviews do the same.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
  },
  covers: ['permissions-boundary-missing'],
  also: {},
  examples: {
    bad: [
      {
        title: 'A user, and a role that has one on some condition only',
        template: `
Conditions:
  IsProd: !Equals [!Ref AWS::StackName, prod]
Resources:
  User: # flagged
    Type: AWS::IAM::User
  Role: # flagged
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] }
      PermissionsBoundary: !If [IsProd, "arn:aws:iam::111122223333:policy/limit", !Ref AWS::NoValue]
`,
      },
    ],
    good: [
      {
        title: 'With one, and a group, which cannot have one',
        template: `
Resources:
  User:
    Type: AWS::IAM::User
    Properties: { PermissionsBoundary: "arn:aws:iam::111122223333:policy/limit" }
  Group: { Type: AWS::IAM::Group }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::User', 'AWS::IAM::Role'],
    resource(resource, { graph, report }) {
      for (const when of graph.absence(resource, 'PermissionsBoundary'))
        report({
          at: { node: resource.id },
          when,
          message: `${capital(nameResource(resource))} has no permissions boundary. Set \`PermissionsBoundary\``,
          evidence: 'PermissionsBoundary',
        });
    },
  },
});
