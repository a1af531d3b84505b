import { namedResources } from '../src/analysis/named-resources.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'unused-role',
  title: 'Role for a service is used by nothing',
  category: 'permissions',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'Only services may assume the role, and nothing here is set up to run as it. It keeps its permissions all the same, and whoever may pass roles may use it.',
    fix: 'Remove it, or name it where it is meant to be used.',
    exceptions: 'A role with a name that other stacks use by that name.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#remove-credentials'],
  },
  covers: ['unused-role'],
  also: {},
  examples: {
    bad: [
      {
        title: 'What a function left behind',
        template: `
Resources:
  Role: # flagged
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
`,
      },
    ],
    good: [
      {
        title: 'Used, handed on, named, or for people',
        template: `
Resources:
  Used:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  HandedOn:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  Named:
    Type: AWS::IAM::Role
    Properties:
      RoleName: for-others
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  People:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: sts:AssumeRole }
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Used.Arn, Handler: index.read, Runtime: nodejs22.x, Code: { ZipFile: x } }
Outputs:
  Role: { Value: !GetAtt HandedOn.Arn }
`,
      },
    ],
  },
  visit: {
    graph(graph, { report }) {
      const named = new Map(graph.templates.map((template) => [template, namedResources(template, graph)]));
      for (const { type, resource, name, trust } of graph.principals) {
        if (type !== 'role' || resource.type !== 'AWS::IAM::Role' || name || resource.generatedFrom) continue;
        const principals = trust.flatMap(({ statements }) => statements).flatMap((each) => each.principals);
        if (principals.length === 0 || principals.some((each) => each.type !== 'Service')) continue;
        if (graph.usersOfRole(resource).length > 0 || named.get(resource.template)?.has(resource)) continue;
        // What is included from elsewhere may name the role.
        if (/AWS::Include|Fn::Transform/.test(resource.template.file.text)) continue;
        // A policy that is attached to the role from outside is no use of it.
        const isUsed = graph
          .referrers(resource)
          .some(
            ({ from }) => !from.type.startsWith('AWS::IAM::') || from.type === 'AWS::IAM::InstanceProfile',
          );
        if (isUsed) continue;
        report({
          at: { node: resource.id },
          resource,
          message: `${capital(nameResource(resource))} may be assumed by a service only, and nothing here runs as it. Remove it, or name it where it is meant to be used`,
          evidence: 'Users',
        });
      }
    },
  },
});
