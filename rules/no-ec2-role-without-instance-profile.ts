import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { type ResourceGraph } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Text } from '../src/values/value.ts';
import { type Resource } from '../src/template/template.ts';

export default defineRule({
  id: 'no-ec2-role-without-instance-profile',
  title: 'Role for EC2 stands in no instance profile',
  category: 'machines',
  severity: 'low',
  confidence: 'medium',
  preset: 'recommended',
  docs: {
    why: 'A machine gets a role through an instance profile only. The console makes one beside each role for EC2, CloudFormation does not: the role is then permissions that nothing can use, and the machine that was meant to have them has none.',
    fix: 'Declare an `AWS::IAM::InstanceProfile` with the role in `Roles` and name it in the machine, or delete the role.',
    exceptions: 'A role whose instance profile is made elsewhere.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html',
    ],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'A role that nothing else in the template uses',
        template: `
Resources:
  Role: # flagged
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reads
      Roles: [!Ref Role]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:GetObject, Resource: arn:aws:s3:::example/* }
`,
      },
    ],
    good: [
      {
        title: 'In a profile, used by another service, exported, or trusted by somebody else as well',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: &ec2
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!Ref Role] }
  Node:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: *ec2 }
  Nodes:
    Type: AWS::EKS::Nodegroup
    Properties: { ClusterName: cluster, NodeRole: !GetAtt Node.Arn, Subnets: [subnet-0example] }
  Exported:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: *ec2 }
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: [ec2.amazonaws.com, ssm.amazonaws.com] }
            Action: sts:AssumeRole
Outputs:
  RoleName: { Value: !Ref Exported }
`,
      },
      {
        title: 'In a profile, by name',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [app] }
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      if (role.type !== 'role') return;
      const ways = waysInto(role, ownershipOf(role.resource, context.facts));
      const isForEc2 =
        ways.length > 0 &&
        ways.every(
          ({ scope }) => scope.kind === 'service' && /^ec2\.[^.]*amazonaws|^ec2\.\$/.test(scope.service),
        );
      if (!isForEc2 || isUsed(role.resource, context.graph)) return;
      context.report({
        at: role.resource,
        message: `${capital(nameResource(role.resource))} can only be used by machines, but no instance profile holds it, so that no machine can. Declare an instance profile with it, or delete it`,
        evidence: 'InstanceProfile',
        // Another stack can name it.
        confidence: role.name ? 'low' : 'medium',
      });
    },
  },
});

/** What gives a role permissions does not use it. */
const ATTACHING = new Set(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy']);

function isUsed(role: Resource, graph: ResourceGraph): boolean {
  if (graph.instanceProfiles.some(({ roles }) => roles.some((entry) => entry.role?.resource === role)))
    return true;
  if (graph.usersOfRole(role).length > 0) return true;
  const referred = graph
    .referrers(role)
    .some(({ from, by }) => by !== 'DependsOn' && from !== role && !ATTACHING.has(from.type));
  if (referred) return true;
  for (const { value } of role.template.outputs.values())
    if (value && graph.texts(value, role).some((text) => mentions(text, role))) return true;
  return false;
}

function mentions({ segments }: Text, resource: Resource): boolean {
  return segments.some((part) => typeof part === 'object' && part.target === resource);
}
