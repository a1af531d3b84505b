import { MACHINE_TYPES, roleOfMachine } from '../src/analysis/machines.ts';
import { powerOf } from '../src/analysis/power.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-administrator-machine',
  title: 'Machine is an administrator of the account',
  category: 'machines',
  severity: 'high',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'Every process on a machine gets the credentials of its role from the metadata service, and so does everybody with a shell or Session Manager on it. On a machine whose role may do everything, any of them is an administrator of the account.',
    fix: 'List in the role what the software on the machine calls. Let pipelines that deploy everything run where nobody else has a shell, and let them assume a role for it.',
    exceptions: 'A machine that does nothing but deploy and that nobody can sign in to.',
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: ['instance-profile-admin'],
  also: { pmapper: ['gen_overprivileged_instance_profile_findings'] },
  examples: {
    bad: [
      {
        title: 'By a managed policy of the role, through the launch template',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!Ref Role] }
  Template: # flagged
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile: { Arn: !GetAtt Profile.Arn }
  Machine: # flagged
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
`,
      },
    ],
    good: [
      {
        title: 'A role that may do what the machine needs, and one of which nothing is known',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!Ref Role] }
  Machine:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example, IamInstanceProfile: !Ref Profile }
  Other:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example, IamInstanceProfile: administrator }
`,
      },
      {
        title: 'An administrator that a boundary holds back',
        template: `
Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:GetObject, Resource: arn:aws:s3:::example/* }
  Role:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Boundary
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!Ref Role] }
  Machine:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example, IamInstanceProfile: !Ref Profile }
`,
      },
    ],
  },
  visit: {
    types: MACHINE_TYPES,
    resource(machine, context) {
      const role = roleOfMachine(machine, context.graph)?.role;
      if (!role) return;
      const { power, because } = powerOf(role);
      if (power !== 'administrator') return;
      context.report({
        at: machine,
        message: `${capital(nameResource(machine))} runs as ${nameResource(role.resource)}, so that every process and everybody with a shell on it is an administrator of the account. List in the role what its software calls`,
        evidence: `Role::${role.resource.logicalId}`,
        related: because ? [{ at: because, label: 'is what makes it an administrator' }] : [],
      });
    },
  },
});
