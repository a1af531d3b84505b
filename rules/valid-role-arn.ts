import { arnPattern } from '../src/analysis/arn-pattern.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { findCfnType } from '../src/catalogue/cloudformation.ts';
import { couldMatch, HOLE } from '../src/iam/wildcard.ts';
import { display, literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'valid-role-arn',
  title: 'Property takes the ARN of a role and has something else',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A name, the ARN of a user or policy, or an ARN of another form makes the resource fail when the stack is deployed, or its service cannot act.',
    fix: 'Write `!GetAtt Role.Arn` for a role of the template, or `arn:aws:iam::111122223333:role/name`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html#aws-resource-iam-role-return-values',
    ],
  },
  covers: ['role-arn-format'],
  also: { 'cfn-lint': ['E3511', 'E1156'] },
  examples: {
    bad: [
      {
        title: 'A name, and the ARN of a policy',
        template: `

Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Role: lambda-role # flagged
      Code: { ZipFile: "exports.handler = async () => {}" }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: start
          Arn: arn:aws:states:eu-west-1:111122223333:stateMachine:nightly
          RoleArn: arn:aws:iam::111122223333:policy/start # flagged
`,
      },
    ],
    good: [
      {
        title: 'ARNs of roles, of the template, by parameter and with parts that are not known',
        template: `

Parameters:
  RoleArn: { Type: String }
  RoleName: { Type: String }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
  Own:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Role: !GetAtt Role.Arn
      Code: { ZipFile: "exports.handler = async () => {}" }
  Given:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Role: !Ref RoleArn
      Code: { ZipFile: "exports.handler = async () => {}" }
  Named:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Role: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${RoleName}
      Code: { ZipFile: "exports.handler = async () => {}" }
`,
      },
      {
        title: 'A property that takes a name as well',
        template: `

Resources:
  Project:
    Type: AWS::CodeBuild::Project
    Properties:
      ServiceRole: build-role
      Source: { Type: NO_SOURCE, BuildSpec: "version: 0.2" }
      Artifacts: { Type: NO_ARTIFACTS }
      Environment: { Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: "aws/codebuild/standard:7.0" }
`,
      },
    ],
  },
  visit: {
    resource(resource, context) {
      if (!resource.type.startsWith('AWS::')) return;
      for (const path of findCfnType(resource.type)?.roles ?? []) {
        // Other properties take the name of a role too.
        if (!/RoleArn$/.test(path) && !(resource.type === 'AWS::Lambda::Function' && path === 'Role'))
          continue;
        for (const { text } of context.graph.property(resource, path)) {
          if (!text || literal(text) === '') continue;
          const pattern = arnPattern(text);
          if (pattern.startsWith(HOLE) || couldMatch(pattern, ROLE_ARN)) continue;
          // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html takes short names.
          if (resource.type === 'AWS::ECS::TaskDefinition' && !pattern.includes(':')) continue;
          context.report({
            at: text,
            resource,
            message: `\`${display(text)}\` is no ARN of a role, which \`${path}\` of ${nameResource(resource)} takes. Write \`!GetAtt Role.Arn\` or \`arn:aws:iam::<account>:role/<name>\``,
            evidence: `${path}::${display(text)}`,
          });
        }
      }
    },
  },
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
const ROLE_ARN = 'arn:aws*:iam::????????????:role/?*';
