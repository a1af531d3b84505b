import { capital, nameResource } from '../src/analysis/recipient.ts';
import { INSTANCE_PROFILE_PROPERTIES } from '../src/graph/role-uses.ts';
import { type RoleUse } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { display, onlyHole } from '../src/values/value.ts';

export default defineRule({
  id: 'no-role-as-instance-profile',
  title: 'Something else stands where an instance profile belongs',
  category: 'machines',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A machine takes an instance profile, which holds the role, and not the role itself. With a role, or with an ARN where the name belongs, the deployment fails when it comes to the machine, or a machine starts with another profile that happens to have the name.',
    fix: 'Declare an `AWS::IAM::InstanceProfile` with the role in `Roles`. `Ref` gives its name, for `IamInstanceProfile` of an instance or `Name` in a launch template; `Fn::GetAtt Profile.Arn` gives the ARN, for `Arn` in a launch template.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html#cfn-ec2-instance-iaminstanceprofile',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-iaminstanceprofile.html',
    ],
  },
  covers: ['iam-instance-profile-wrong-ref'],
  also: {},
  examples: {
    bad: [
      {
        title: 'A role by reference, and a role by ARN',
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
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      IamInstanceProfile: !Ref Role # flagged
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile:
          Arn: arn:aws:iam::111122223333:role/app # flagged
`,
      },
      {
        title: 'The ARN of the profile where its name belongs, and the other way round',
        template: `
Resources:
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [app] }
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      IamInstanceProfile: !GetAtt Profile.Arn # flagged
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile:
          Arn: !Ref Profile # flagged
`,
      },
    ],
    good: [
      {
        title: 'Name and ARN where each belongs; a launch configuration takes either',
        template: `
Parameters:
  ProfileName: { Type: String }
Resources:
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [app] }
  Machine:
    Type: AWS::EC2::Instance
    Properties: { IamInstanceProfile: !Ref Profile }
  Given:
    Type: AWS::EC2::Instance
    Properties: { IamInstanceProfile: !Ref ProfileName }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile: { Arn: !GetAtt Profile.Arn }
  Config:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      ImageId: ami-0example
      InstanceType: t3.micro
      IamInstanceProfile: !GetAtt Profile.Arn
`,
      },
      {
        title: 'A profile that has the name of its role',
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
    Properties: { InstanceProfileName: app, Roles: [!Ref Role] }
  Machine:
    Type: AWS::EC2::Instance
    Properties: { IamInstanceProfile: app }
`,
      },
    ],
  },
  visit: {
    types: Object.keys(INSTANCE_PROFILE_PROPERTIES),
    resource(machine, context) {
      for (const use of context.graph.runsAs(machine)) {
        if (!INSTANCE_PROFILE_PROPERTIES[machine.type]!.includes(use.property)) continue;
        const fault = faultOf(use);
        if (!fault) continue;
        context.report({
          at: use.value,
          message: `${capital(nameResource(machine))} gets ${fault.what}, so that the deployment fails. ${fault.remedy}`,
          evidence: `${use.property}::${fault.kind}`,
          related: use.role && !use.profile ? [{ at: use.role.resource, label: 'the role' }] : [],
        });
      }
    },
  },
});

interface Fault {
  readonly kind: 'role' | 'arn' | 'name';
  readonly what: string;
  readonly remedy: string;
}

/** Properties that take one form only; all others take a name or an ARN. */
const NAME_ONLY = new Set([
  'AWS::EC2::Instance IamInstanceProfile',
  'AWS::EC2::LaunchTemplate LaunchTemplateData.IamInstanceProfile.Name',
]);

function faultOf({ user, property, value, role, profile }: RoleUse): Fault | undefined {
  // What is not known holds colons in its name, so that it must not stand in the ARN that is looked at.
  const written = value.segments.map((part) => (typeof part === 'string' ? part : '_')).join('');
  const target = onlyHole(value)?.target ?? role?.resource;
  if (!profile && (/^arn:[^:]*:iam::[^:]*:role\//.test(written) || target?.type === 'AWS::IAM::Role'))
    return {
      kind: 'role',
      what: `${role ? nameResource(role.resource) : `role \`${display(value)}\``} where an instance profile belongs`,
      remedy: 'Declare an instance profile that holds the role and name that',
    };
  if (NAME_ONLY.has(`${user.type} ${property}`) && /^arn:[^:]*:iam::[^:]*:instance-profile\//.test(written))
    return {
      kind: 'arn',
      what: 'the ARN of an instance profile where its name belongs',
      remedy: 'Use Ref, which gives the name',
    };
  if (property.endsWith('.Arn') && profile && onlyHole(value)?.kind === 'resource')
    return {
      kind: 'name',
      what: 'the name of an instance profile where its ARN belongs',
      remedy: 'Use Fn::GetAtt with Arn',
    };
  return undefined;
}
