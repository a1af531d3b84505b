import {
  lacksProfile,
  MACHINE_TYPES,
  spotLaunchesWithoutProfile,
  type Lack,
} from '../src/analysis/machines.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { type ResourceGraph } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Resource } from '../src/template/template.ts';

export default defineRule({
  id: 'no-machine-without-instance-profile',
  title: 'Machine is launched without an instance profile',
  category: 'machines',
  severity: 'medium',
  confidence: 'medium',
  preset: 'recommended',
  docs: {
    why: 'Software on a machine without an instance profile has no role. To call AWS, and be it for logs, patches or Session Manager, it needs an access key that somebody puts there, that never expires and that a copy of the disk carries along.',
    fix: 'Declare a role that EC2 may assume and an `AWS::IAM::InstanceProfile` that holds it, and name the profile in `IamInstanceProfile` of the instance or of its launch template. Even for a machine that calls nothing, a profile with `AmazonSSMManagedInstanceCore` replaces SSH keys.',
    exceptions:
      'A machine that must never call AWS, such as an appliance of another vendor, or an account in which Default Host Management Configuration of Systems Manager is all that is wanted.',
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-eks-nodegroup-launchtemplatespecification.html',
    ],
  },
  covers: ['ec2-instance-without-profile', 'launch-template-without-profile'],
  also: {
    'checkov-terraform': ['CKV2_AWS_41'],
    'cdk-nag': ['EC2InstanceProfileAttached'],
    'guard-registry': ['EC2_INSTANCE_PROFILE_ATTACHED'],
    kics: ['f914357d-8386-4d56-9ba6-456e5723f9a6'],
  },
  examples: {
    bad: [
      {
        title: 'An instance, a launch configuration, and an instance that inherits nothing',
        template: `
Resources:
  Alone: # flagged
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example }
  Old: # flagged
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: { ImageId: ami-0example, InstanceType: t3.micro }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: { ImageId: ami-0example }
  Inheriting: # flagged
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
`,
      },
      {
        title: 'A launch template of a group, in development, and a fleet of its own',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Template: # flagged
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0example
        IamInstanceProfile: !If [IsProd, { Name: app }, !Ref AWS::NoValue]
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "1"
      MaxSize: "1"
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
  Fleet:
    Type: AWS::EC2::SpotFleet
    Properties:
      SpotFleetRequestConfigData:
        IamFleetRole: arn:aws:iam::111122223333:role/fleet
        TargetCapacity: 1
        LaunchSpecifications:
          - ImageId: ami-0example # flagged
          - ImageId: ami-0example
            IamInstanceProfile: { Arn: arn:aws:iam::111122223333:instance-profile/app }
`,
      },
    ],
    good: [
      {
        title: 'A profile of its own, of the launch template, of a parameter',
        template: `
Parameters:
  Profile: { Type: String }
  TemplateId: { Type: String }
Resources:
  Own:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example, IamInstanceProfile: !Ref Profile }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateName: app
      LaunchTemplateData:
        IamInstanceProfile: { Name: !Ref Profile }
  Inherited:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
  ByName:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateName: app, Version: "1" }
  Unknown:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref TemplateId, Version: "1" }
`,
      },
      {
        title:
          'Nodes of EKS, whose launch template must not have one, and an instance that overrides its template',
        template: `
Resources:
  NodeTemplate:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: { MetadataOptions: { HttpTokens: required } }
  Nodes:
    Type: AWS::EKS::Nodegroup
    Properties:
      ClusterName: cluster
      NodeRole: arn:aws:iam::111122223333:role/node
      Subnets: [subnet-0example]
      LaunchTemplate: { Id: !Ref NodeTemplate }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: { ImageId: ami-0example }
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      IamInstanceProfile: app
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
`,
      },
    ],
  },
  visit: {
    types: [...MACHINE_TYPES, 'AWS::EC2::SpotFleet'],
    resource(machine, context) {
      const { graph } = context;
      const isTemplate = machine.type === 'AWS::EC2::LaunchTemplate';
      if (isTemplate && isJudgedWhereUsed(machine, graph)) return;
      const lacks: readonly Lack[] =
        machine.type === 'AWS::EC2::SpotFleet'
          ? spotLaunchesWithoutProfile(machine, graph)
          : lacksProfile(machine, graph);
      for (const { node, when, template } of lacks)
        context.report({
          at: { node },
          when,
          message: `${capital(nameResource(machine))} ${isTemplate ? 'gives its machines' : 'has'} no instance profile${template ? ' and inherits none from its launch template' : ''}, so that software on it needs access keys to call AWS. Give it an instance profile with a role`,
          evidence: 'IamInstanceProfile',
          related: template ? [{ at: template, label: 'the launch template names no profile either' }] : [],
        });
    },
  },
});

/**
 * Services that give the machines of a launch template a role themselves, and instances, which are judged one by one.
 * https://docs.aws.amazon.com/batch/latest/userguide/instance_IAM_role.html
 */
const JUDGED_WHERE_USED = new Set([
  'AWS::EKS::Nodegroup',
  'AWS::Batch::ComputeEnvironment',
  'AWS::EC2::Instance',
]);

function isJudgedWhereUsed(template: Resource, graph: ResourceGraph): boolean {
  const users = graph.referrers(template).filter(({ by }) => by !== 'DependsOn');
  return users.length > 0 && users.every(({ from }) => JUDGED_WHERE_USED.has(from.type));
}
