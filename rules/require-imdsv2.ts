import {
  imageRequiresImdsv2,
  lacksImdsv2,
  lacksProfile,
  MACHINE_TYPES,
  roleOfMachine,
} from '../src/analysis/machines.ts';
import { powerOf } from '../src/analysis/power.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { type Severity } from '../src/rule/finding.ts';
import { imdsv2Fix } from '../src/analysis/imdsv2-fix.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'require-imdsv2',
  title: 'Machine hands out its role credentials without a session token',
  category: 'machines',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Version 1 of the instance metadata service answers any GET request from the machine with the credentials of its role. A web application that can be made to fetch an address (SSRF) hands them to a stranger. Version 2 asks for a token first, which such a request cannot get.',
    fix: 'Set `HttpTokens: required` in `MetadataOptions` of the instance, launch template or launch configuration. Where nothing reads the metadata, set `HttpEndpoint: disabled`.',
    exceptions:
      'Old software that knows version 1 only. Where the account or the AMI requires version 2 already, the setting changes nothing but says so.',
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsRequest.html',
    ],
  },
  covers: ['imdsv1-allowed'],
  also: {
    checkov: ['CKV_AWS_79', 'CKV_AWS_371'],
    'cdk-nag': ['EC2IMDSv2Enabled'],
    trivy: ['AWS-0028', 'AWS-0130'],
  },
  examples: {
    bad: [
      {
        title: 'Version 1 is allowed, in words and by silence',
        template: `
Resources:
  Said:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile: { Name: app }
        MetadataOptions:
          HttpTokens: optional # flagged
  Silent: # flagged
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example, IamInstanceProfile: app }
`,
        fixed: `
Resources:
  Said:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile: { Name: app }
        MetadataOptions:
          HttpTokens: required
  Silent:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example, IamInstanceProfile: app, MetadataOptions: { HttpTokens: required } }
`,
      },
      {
        title: 'In one environment, and inherited',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Config:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      ImageId: ami-0example
      InstanceType: t3.micro
      MetadataOptions:
        HttpTokens: !If [IsProd, required, optional] # flagged
  Template: # flagged
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: { ImageId: ami-0example }
  Machine: # flagged
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
`,
        fixed: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Config:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      ImageId: ami-0example
      InstanceType: t3.micro
      MetadataOptions:
        HttpTokens: !If [IsProd, required, required]
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData: { ImageId: ami-0example, MetadataOptions: { HttpTokens: required } }
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
      MetadataOptions:
        HttpTokens: required
`,
      },
    ],
    good: [
      {
        title: 'Required, inherited, switched off, or decided by the image',
        template: `
Parameters:
  Image:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        MetadataOptions: { HttpTokens: required }
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
  Off:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0example
      MetadataOptions: { HttpEndpoint: disabled }
  Linux2023:
    Type: AWS::EC2::Instance
    Properties: { ImageId: !Ref Image }
`,
      },
      {
        title: 'A parameter decides, or a launch template of another stack',
        template: `
Parameters:
  Tokens: { Type: String }
  TemplateId: { Type: String }
Resources:
  Own:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0example
      MetadataOptions: { HttpTokens: !Ref Tokens }
  Other:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: { LaunchTemplateId: !Ref TemplateId, Version: "1" }
`,
      },
    ],
  },
  visit: {
    types: MACHINE_TYPES,
    resource(machine, context) {
      const { graph } = context;
      const lacks = lacksImdsv2(machine, graph);
      if (lacks.length === 0) return;
      const role = roleOfMachine(machine, graph)?.role;
      const power = role ? powerOf(role).power : undefined;
      const hasProfile = lacksProfile(machine, graph).length === 0;
      const severity: Severity =
        power === 'administrator' || power === 'broad-writer' ? 'high' : hasProfile ? 'medium' : 'low';
      const loot = role
        ? `the credentials of ${nameResource(role.resource)}`
        : hasProfile
          ? 'the credentials of its role'
          : 'its user data, and the credentials of any role that it gets';
      for (const { kind, node, when, template } of lacks) {
        if (kind === 'unsaid' && imageRequiresImdsv2(machine, graph)) continue;
        const how =
          kind === 'optional'
            ? 'allows version 1 of the metadata service'
            : 'does not require version 2 of the metadata service';
        context.report({
          at: { node },
          when,
          message: `${capital(nameResource(machine))} ${how}, so that a forged request of an application on it can fetch ${loot}. Set HttpTokens to required`,
          evidence: 'HttpTokens',
          // An account or an image may require it, which no template shows.
          possible: kind === 'unsaid',
          confidence: kind === 'unsaid' ? 'medium' : 'high',
          severity,
          fixes: imdsv2Fix(machine, kind === 'optional' ? node : undefined),
          related: [
            ...(role ? [{ at: role.resource, label: 'the role whose credentials they are' }] : []),
            ...(template ? [{ at: template, label: 'the launch template does not say it either' }] : []),
          ],
        });
      }
    },
  },
});
