import { findCfnType } from '../catalogue/cloudformation.ts';
import { type Resource } from '../template/template.ts';
import { type Text } from '../values/value.ts';
import { type InstanceProfileNode, type PrincipalNode, type RoleUse } from './resource-graph.ts';
import { servicesAt } from './role-services.ts';

/** Properties that take an instance profile, by name or ARN, beside which no role may stand. */
export const INSTANCE_PROFILE_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-instance.html
  'AWS::EC2::Instance': ['IamInstanceProfile'],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-launchtemplate-iaminstanceprofile.html
  'AWS::EC2::LaunchTemplate': [
    'LaunchTemplateData.IamInstanceProfile.Arn',
    'LaunchTemplateData.IamInstanceProfile.Name',
  ],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-autoscaling-launchconfiguration.html
  'AWS::AutoScaling::LaunchConfiguration': ['IamInstanceProfile'],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-spotfleet-iaminstanceprofilespecification.html
  'AWS::EC2::SpotFleet': ['SpotFleetRequestConfigData.LaunchSpecifications[].IamInstanceProfile.Arn'],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-batch-computeenvironment-computeresources.html
  'AWS::Batch::ComputeEnvironment': ['ComputeResources.InstanceRole'],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-emr-cluster.html
  'AWS::EMR::Cluster': ['JobFlowRole'],
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-imagebuilder-infrastructureconfiguration.html
  'AWS::ImageBuilder::InfrastructureConfiguration': ['InstanceProfileName'],
};

export interface RoleUseSource {
  texts(resource: Resource, path: string): readonly Text[];
  resolve(text: Text, type?: string): Resource | undefined;
  principalOf(resource: Resource): PrincipalNode | undefined;
  profileOf(resource: Resource): InstanceProfileNode | undefined;
}

/** The roles that a resource runs as, or hands to a service, directly or through an instance profile. */
export function roleUsesOf(resource: Resource, source: RoleUseSource): readonly RoleUse[] {
  const uses: RoleUse[] = [];
  const profileProperties = INSTANCE_PROFILE_PROPERTIES[resource.type] ?? [];
  for (const property of profileProperties)
    for (const value of source.texts(resource, property)) {
      const target = source.resolve(value, 'AWS::IAM::InstanceProfile');
      const profile = target && source.profileOf(target);
      const roles = profile?.roles.map(({ role }) => role) ?? [
        target ? source.principalOf(target) : undefined,
      ];
      for (const role of roles.length > 0 ? roles : [undefined])
        uses.push({
          node: value.node,
          user: resource,
          property,
          value,
          role,
          profile,
          services: ['ec2.amazonaws.com'],
        });
    }
  for (const property of findCfnType(resource.type)?.roles ?? []) {
    if (profileProperties.includes(property)) continue;
    for (const value of source.texts(resource, property)) {
      const target = source.resolve(value, 'AWS::IAM::Role');
      const role = target && source.principalOf(target);
      const services = servicesAt(resource.type, property);
      uses.push({ node: value.node, user: resource, property, value, role, profile: undefined, services });
    }
  }
  return uses;
}
