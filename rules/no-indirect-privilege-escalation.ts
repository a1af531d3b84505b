import { escalationFindings } from '../src/analysis/escalation-findings.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-indirect-privilege-escalation',
  title: 'Principal can take over what has more permissions',
  category: 'escalation',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'Whoever can change the code of a function, open a shell on an instance or start a build with other commands acts with the role that is there. Whether that is a gain depends on what runs in the account; where the stronger role stands in the same templates, the finding names it. The rule speaks of principals of which `no-privilege-escalation` has nothing to say.',
    fix: 'Name in `Resource` the functions, instances, projects and stacks that the principal is responsible for, or limit the statement to their tags with `aws:ResourceTag`.',
    exceptions: 'Operators and pipelines whose work it is to change everything in the account.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
      'https://pathfinding.cloud/paths/',
    ],
  },
  covers: [
    'privesc-set-default-policy-version',
    'privesc-sts-assume-role',
    'privesc-ec2-modify-user-data',
    'privesc-ec2-launch-template-version',
    'privesc-ec2-instance-connect',
    'privesc-ssm-send-command',
    'privesc-ssm-start-session',
    'privesc-lambda-update-code',
    'privesc-lambda-update-code-invoke',
    'privesc-lambda-update-code-add-permission',
    'privesc-cloudformation-update-stack',
    'privesc-cloudformation-changeset',
    'privesc-codebuild-start-build',
    'privesc-codebuild-start-build-batch',
    'privesc-glue-update-dev-endpoint',
    'privesc-ecs-execute-command',
    'privesc-sagemaker-presigned-notebook-url',
    'privesc-sagemaker-lifecycle-config',
    'privesc-apprunner-update',
    'privesc-bedrock-code-interpreter-session',
    'passrole-to-more-privileged-role',
    'escalation-by-lambda-layer-or-config',
    'instance-role-ssm-lateral',
    'iam-creation-without-boundary-condition',
  ],
  // prettier-ignore
  also: {
    cloudsplaining: ['PrivilegeEscalation'],
    checkov: ['CKV_AWS_110'],
    'sonar-iac': ['S6317'],
    'iam-vulnerable': [
      'privesc2-SetExistingDefaultPolicyVersion', 'privesc-AssumeRole', 'privesc-ec2InstanceConnect',
      'privesc-ssmSendCommand', 'privesc-ssmStartSession',
      'privesc17-EditExistingLambdaFunctionWithRole', 'privesc-cloudFormationUpdateStack',
      'privesc19-UpdateExistingGlueDevEndpoint', 'privesc-sageMakerCreatePresignedNotebookURL',
    ],
    'kics-terraform': ['(user|role|group)_with_privilege_escalation_by_actions_*'],
    'pathfinding.cloud': [
      'sts-001', 'ec2-002', 'ec2-004', 'ec2instanceconnect-003', 'ssm-002', 'ssm-001', 'lambda-003',
      'lambda-004', 'lambda-005', 'cloudformation-002', 'cloudformation-005', 'codebuild-002',
      'codebuild-003', 'glue-002', 'sagemaker-004', 'sagemaker-005', 'apprunner-002', 'bedrock-002',
    ],
    pmapper: [
      'sts_edges:sts:AssumeRole', 'cross_account_edges:sts:AssumeRole', 'ssm_edges:SendCommand',
      'ssm_edges:StartSession', 'lambda_edges:UpdateFunctionCode', 'cloudformation_edges:UpdateStack',
      'cloudformation_edges:UpdateStack+PassRole', 'cloudformation_edges:ChangeSet',
      'codebuild_edges:StartBuild', 'codebuild_edges:StartBuildBatch', 'gen_os_lpe_finding',
    ],
  },
  examples: {
    bad: [
      {
        title: 'The code of every function',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: codebuild.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: deploy
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: lambda:UpdateFunctionCode # flagged
                Resource: "*"
`,
      },
      {
        title: 'A named role that is stronger than the one that passes it',
        template: `
Resources:
  Build:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: codebuild.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: deploy
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: cloudformation:CreateStack
                Resource: "*"
              - Effect: Allow
                Action: iam:PassRole # flagged
                Resource: !GetAtt Deploy.Arn
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: cloudformation.amazonaws.com }
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
      },
    ],
    good: [
      {
        title: 'Own functions, and a role without power',
        template: `
Resources:
  Build:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: codebuild.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: deploy
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [lambda:UpdateFunctionCode, lambda:CreateFunction, lambda:InvokeFunction]
                Resource: !Sub "arn:aws:lambda:*:\${AWS::AccountId}:function:app-*"
              - Effect: Allow
                Action: iam:PassRole
                Resource: !GetAtt Run.Arn
              - Effect: Allow
                Action: ssm:SendCommand
                Resource: "*"
                Condition:
                  StringEquals: { aws:ResourceTag/app: payments }
  Run:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: reads
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::example/*
`,
      },
    ],
  },
  visit: {
    graph(graph, context) {
      for (const finding of escalationFindings(graph, 'indirect')) context.report(finding);
    },
  },
});
