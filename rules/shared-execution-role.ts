import { capital, nameResource } from '../src/analysis/recipient.ts';
import { type RoleUse } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'shared-execution-role',
  title: 'Machines of different purpose run as one role',
  category: 'machines',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'Each of them has the permissions that any of them needs. Whoever takes over one has what was meant for the others, and nobody can tell from a log which of them it was.',
    fix: 'Give each function, task and project a role of its own. In a task definition, `ExecutionRoleArn` is for the agent and `TaskRoleArn` for the code.',
    exceptions: 'Functions that are parts of one thing and need the same.',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html',
    ],
  },
  covers: ['lambda-shared-role', 'ecs-execution-role-equals-task-role', 'role-shared-across-services'],
  also: {
    kics: ['ae03f542-1423-402f-9cef-c834e7ee9583', '4ba74f01-aba5-4be2-83bc-be79ff1a3b92'],
    'checkov-terraform': ['CKV_AWS_249'],
  },
  examples: {
    bad: [
      {
        title: 'Two functions with one role, and a task whose agent has that of the code',
        template: `
Resources:
  Role: # flagged
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  Reader:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn, Handler: index.read, Runtime: nodejs22.x, Code: { ZipFile: x } }
  Writer:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn, Handler: index.write, Runtime: nodejs22.x, Code: { ZipFile: x } }
  TaskRole: # flagged
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { TaskRoleArn: !GetAtt TaskRole.Arn, ExecutionRoleArn: !GetAtt TaskRole.Arn }
`,
      },
    ],
    good: [
      {
        title: 'A role for each',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn, Handler: index.read, Runtime: nodejs22.x, Code: { ZipFile: x } }
  Unused:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
`,
      },
    ],
  },
  visit: {
    principal(principal, { graph, report }) {
      if (principal.type !== 'role') return;
      const uses = graph.usersOfRole(principal.resource);
      const functions = usersOf(uses, /^AWS::(?:Lambda|Serverless)::Function$/);
      const tasks = uses.filter(({ user }) => user.type === 'AWS::ECS::TaskDefinition');
      const isTwice = tasks.some(({ user, property }) =>
        tasks.some((other) => other.user === user && other.property !== property),
      );
      const kinds = new Set(uses.map(({ user }) => user.type.split('::')[1]));
      const reason =
        functions.size > 1
          ? `${functions.size} functions`
          : isTwice
            ? 'the agent and the code of a task'
            : kinds.size > 1
              ? [...kinds].sort().join(' and ')
              : undefined;
      if (reason === undefined) return;
      const [first] = uses;
      report({
        at: { node: principal.resource.id },
        resource: principal.resource,
        message: `${capital(nameResource(principal.resource))} is that of ${reason} at once, so that each has the permissions of all. Give each a role of its own`,
        evidence: 'Users',
        ...(first ? { related: [{ at: first, label: 'runs as the role' }] } : {}),
      });
    },
  },
});

function usersOf(uses: readonly RoleUse[], type: RegExp): ReadonlySet<string> {
  return new Set(uses.filter(({ user }) => type.test(user.type)).map(({ user }) => user.logicalId));
}
