import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/AWS_IAM.html */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::IAM::User', 'UserName'],
  ['AWS::IAM::Group', 'GroupName'],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::InstanceProfile', 'InstanceProfileName'],
]);

export default defineRule({
  id: 'no-explicit-iam-name',
  title: 'IAM resource has a fixed name',
  category: 'permissions',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'A resource with a fixed name cannot be replaced by an update, the template cannot be deployed twice to an account, and the stack needs `CAPABILITY_NAMED_IAM`.',
    fix: 'Leave the name out and refer to the resource by `Ref` or `Fn::GetAtt`.',
    exceptions: 'Other accounts or tools refer to the role or user by its name.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html',
    ],
  },
  covers: ['explicit-iam-name'],
  also: { cfn_nag: ['W28'], 'guard-registry': ['CFN_NO_EXPLICIT_RESOURCE_NAMES'] },
  examples: {
    bad: [
      {
        title: 'A role and a policy',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      RoleName: deploy # flagged
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: !Sub \${AWS::StackName}-reads # flagged
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::example/*" }
`,
      },
    ],
    good: [
      {
        title: 'No name, and no name in one branch',
        template: `

Parameters:
  Name: { Type: String, Default: "" }
Resources:
  Group:
    Type: AWS::IAM::Group
  User:
    Type: AWS::IAM::User
    Properties:
      UserName: !Ref AWS::NoValue
`,
      },
    ],
  },
  visit: {
    types: Array.from(NAMES.keys()),
    resource(resource, context) {
      const property = NAMES.get(resource.type);
      if (property === undefined) return;
      for (const value of context.graph.property(resource, property))
        context.report({
          at: value,
          resource,
          message: `The name of ${nameResource(resource)} is fixed, so an update cannot replace it and the template cannot be deployed twice. Leave \`${property}\` out`,
          evidence: property,
        });
    },
  },
});
