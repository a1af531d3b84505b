import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'task-without-role',
  title: 'Task definition has no role of its own',
  category: 'machines',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'On instances of EC2 a container without a task role takes the credentials of the instance, which are those of every other task there and of the agent.',
    fix: 'Set `TaskRoleArn` to a role with what the containers need, or with nothing.',
    exceptions: 'A task on Fargate that calls no AWS API.',
    references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html'],
  },
  covers: ['ecs-task-without-role'],
  also: { kics: ['7f384a5f-b5a2-4d84-8ca3-ee0a5247becb'] },
  examples: {
    bad: [
      {
        title: 'With a role for the agent only',
        template: `
Resources:
  Task: # flagged
    Type: AWS::ECS::TaskDefinition
    Properties: { ExecutionRoleArn: "arn:aws:iam::111122223333:role/agent" }
`,
      },
    ],
    good: [
      {
        title: 'With a role, and on Fargate, where there is no instance to take one from',
        template: `
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { TaskRoleArn: "arn:aws:iam::111122223333:role/orders" }
  Serverless:
    Type: AWS::ECS::TaskDefinition
    Properties: { RequiresCompatibilities: [FARGATE] }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::ECS::TaskDefinition'],
    resource(resource, { graph, report }) {
      const compatible = graph.property(resource, 'RequiresCompatibilities[]');
      const isEverywhereFargate =
        compatible.length > 0 && compatible.every(({ text }) => text?.segments.join('') === 'FARGATE');
      if (isEverywhereFargate) return;
      for (const when of graph.absence(resource, 'TaskRoleArn'))
        report({
          at: { node: resource.id },
          when,
          message: `${capital(nameResource(resource))} has no \`TaskRoleArn\`, so that its containers take the credentials of the instance they run on. Give it a role`,
          evidence: 'TaskRoleArn',
        });
    },
  },
});
