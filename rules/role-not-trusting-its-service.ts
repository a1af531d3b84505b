import { assumingServices, serviceName } from '../src/analysis/assuming-services.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { parseServicePrincipal } from '../src/iam/service-principal.ts';
import { defineRule } from '../src/rule/rule.ts';
import { authorOf } from '../src/template/template.ts';

export default defineRule({
  id: 'role-not-trusting-its-service',
  title: 'Role is given to a service that its trust policy does not name',
  category: 'trust',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A service can act as a role only if the role’s trust policy lets it. The deployment fails with “cannot be assumed by”, or, where the service looks only later, the function, task or pipeline fails at run time.',
    fix: 'Add the service to `Principal.Service` of the role’s trust policy, or give the resource the role that was made for it. Do not share one role between services that have nothing to do with each other.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html',
    ],
  },
  covers: ['trust-service-mismatch'],
  also: {},
  examples: {
    bad: [
      {
        title: 'A function with the role of an instance',
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
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn # flagged
      Handler: index.handler
`,
      },
      {
        title: 'A task whose roles trust the cluster’s service and people',
        template: `
Resources:
  Service:
    Type: AWS::IAM::Role
    Properties:
      RoleName: service
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: { Service: [ecs.amazonaws.com] }
          Action: sts:AssumeRole
  People:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: { AWS: !Ref AWS::AccountId }
          Action: sts:AssumeRole
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !Sub "arn:aws:iam::\${AWS::AccountId}:role/service" # flagged
      TaskRoleArn: !GetAtt People.Arn # flagged
`,
      },
    ],
    good: [
      {
        title: 'The service in any of its spellings, among others',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: [ec2.amazonaws.com, !Sub "lambda.\${AWS::URLSuffix}"] }
            Action: sts:AssumeRole
          - Effect: Allow
            Principal: { Service: !Sub "states.\${AWS::Region}.amazonaws.com" }
            Action: sts:AssumeRole
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: { RoleArn: !GetAtt Role.Arn }
`,
      },
      {
        title: 'A role from elsewhere, a trust that is not known, a property of which nothing is known',
        template: `
Parameters:
  RoleArn: { Type: String }
  Principal: { Type: String }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: !Ref Principal }
            Action: sts:AssumeRole
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !Ref RoleArn }
  Other:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn }
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      if (role.type !== 'role') return;
      const { names, others } = assumingServices(role);
      if (others) return;
      for (const use of context.graph.usersOfRole(role.resource)) {
        // Who may use an instance profile is judged where the profile is.
        if (use.profile || use.services.length === 0) continue;
        if (use.services.some((service) => names.has(parseServicePrincipal(service)?.name ?? service)))
          continue;
        const wanted = use.services.join(' or ');
        const [trusted] = role.trust.flatMap(({ statements }) =>
          statements.flatMap(({ principals }) => principals),
        );
        context.report({
          at: use,
          resource: use.user,
          message: `${capital(thing(use.user))} is to act as ${nameResource(role.resource)}, but its trust policy does not let ${wanted} assume it, so that the deployment or the first call fails. Add ${use.services[0]!} to Principal.Service of the role`,
          evidence: `${use.property} Service::${use.services.join('|')}`,
          related: trusted
            ? [
                {
                  at: trusted,
                  label: `trusts ${trusted.type === 'Service' ? (serviceName(trusted.value) ?? 'another') : 'others'} only`,
                },
              ]
            : [],
        });
      }
    },
  },
});

function thing(resource: Parameters<typeof nameResource>[0]): string {
  return nameResource(authorOf(resource)).replace(/^the role of /, '');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
