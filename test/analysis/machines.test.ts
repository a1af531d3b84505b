import { describe, expect, it } from 'vitest';
import { lacksImdsv2, lacksProfile, roleOfMachine } from '../../src/analysis/machines.ts';
import { displayGuard } from '../../src/values/value.ts';
import { graphOfFiles, resourceNamed } from './linked-templates.ts';

const TEMPLATES = `
Resources:
  Full:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile: { Name: app }
        MetadataOptions: { HttpTokens: required }
  Bare:
    Type: AWS::EC2::LaunchTemplate
    Properties: { LaunchTemplateData: { ImageId: ami-0example } }
Outputs:
  FullId: { Value: !Ref Full, Export: { Name: full } }
  BareId: { Value: !Ref Bare, Export: { Name: bare } }
`;

describe('a machine that inherits from a launch template', () => {
  it('of a stack that it imports from', () => {
    const graph = graphOfFiles({
      'templates.yaml': TEMPLATES,
      'machines.yaml': `
Resources:
  Fine:
    Type: AWS::EC2::Instance
    Properties: { LaunchTemplate: { LaunchTemplateId: !ImportValue full, Version: "1" } }
  Lacking:
    Type: AWS::EC2::Instance
    Properties: { LaunchTemplate: { LaunchTemplateId: !ImportValue bare, Version: "1" } }
  Unknown:
    Type: AWS::EC2::Instance
    Properties: { LaunchTemplate: { LaunchTemplateId: !ImportValue elsewhere, Version: "1" } }
`,
    });
    const lacking = (id: string) =>
      lacksProfile(resourceNamed(graph, id), graph).map(({ template }) => template?.logicalId);
    expect([lacking('Fine'), lacking('Lacking'), lacking('Unknown')]).toEqual([[], ['Bare'], []]);
    const open = (id: string) => lacksImdsv2(resourceNamed(graph, id), graph).map(({ kind }) => kind);
    expect([open('Fine'), open('Lacking'), open('Unknown')]).toEqual([[], ['unsaid'], []]);
  });

  it('that a parent stack passes on from a nested one', () => {
    const graph = graphOfFiles({
      'templates.yaml': TEMPLATES,
      'machine.yaml': `
Parameters: { TemplateId: { Type: String } }
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Properties: { LaunchTemplate: { LaunchTemplateId: !Ref TemplateId, Version: "1" } }
`,
      'root.yaml': `
Resources:
  Templates: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: templates.yaml } }
  Machines:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: machine.yaml
      Parameters: { TemplateId: !GetAtt Templates.Outputs.FullId }
`,
    });
    expect(lacksProfile(resourceNamed(graph, 'Machine'), graph)).toEqual([]);
  });

  it('under the conditions of both', () => {
    const graph = graphOfFiles({
      'stack.yaml': `
Parameters: { Env: { Type: String }, Size: { Type: String } }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsBig: !Equals [!Ref Size, big]
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        IamInstanceProfile: !If [IsBig, { Name: app }, !Ref AWS::NoValue]
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      IamInstanceProfile: !If [IsProd, app, !Ref AWS::NoValue]
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" }
`,
    });
    expect(
      lacksProfile(resourceNamed(graph, 'Machine'), graph).map(({ when }) => displayGuard(when)),
    ).toEqual(['not IsProd and not IsBig']);
  });
});

describe('roleOfMachine', () => {
  it('follows the profile of the launch template', () => {
    const graph = graphOfFiles({
      'stack.yaml': `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
  Profile: { Type: AWS::IAM::InstanceProfile, Properties: { Roles: [!Ref Role] } }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: { LaunchTemplateData: { IamInstanceProfile: { Arn: !GetAtt Profile.Arn } } }
  Machine:
    Type: AWS::EC2::Instance
    Properties: { LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: "1" } }
`,
    });
    expect(roleOfMachine(resourceNamed(graph, 'Machine'), graph)?.role?.resource.logicalId).toBe('Role');
  });
});
