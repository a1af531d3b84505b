import { escalationFindings } from '../src/analysis/escalation-findings.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-privilege-escalation',
  title: 'Principal can give itself more permissions',
  category: 'escalation',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: "Some actions that look like administration of a detail let their holder gain any permission: writing a policy onto itself, taking keys of another user, or passing a strong role to something that it creates. Whoever holds them is an administrator in all but name, also when the actions stand in different policies. All policies of a principal are judged together: inline, managed, AWS's own by their content, and those of its groups; a Deny without a condition and a permissions boundary are taken away.",
    fix: 'Name in `Resource` the roles that have to be passed, and the users, groups and policies that have to be managed. Where a principal has to create roles, ask for a permissions boundary with the condition `iam:PermissionsBoundary`, and deny it to change that boundary.',
    exceptions:
      'A pipeline or administrator that deploys identities for a whole account, and whose own trust policy lets in nobody else.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
      'https://pathfinding.cloud/paths/',
    ],
  },
  covers: [
    'privilege-escalation-any',
    'escalation-across-policies',
    'escalation-newer-services',
    'privesc-create-policy-version',
    'privesc-create-access-key',
    'privesc-create-delete-access-key',
    'privesc-create-login-profile',
    'privesc-update-login-profile',
    'privesc-attach-user-policy',
    'privesc-attach-group-policy',
    'privesc-attach-role-policy',
    'privesc-attach-role-policy-assume',
    'privesc-put-user-policy',
    'privesc-put-group-policy',
    'privesc-put-role-policy',
    'privesc-put-role-policy-assume',
    'privesc-add-user-to-group',
    'privesc-update-assume-role-policy',
    'privesc-attach-user-policy-create-key',
    'privesc-create-policy-version-assume',
    'privesc-put-user-policy-create-key',
    'privesc-attach-role-policy-update-trust',
    'privesc-create-policy-version-update-trust',
    'privesc-put-role-policy-update-trust',
    'privesc-passrole-ec2-run-instances',
    'privesc-passrole-ec2-spot',
    'privesc-passrole-autoscaling',
    'privesc-passrole-lambda-create-invoke',
    'privesc-passrole-lambda-event-source',
    'privesc-passrole-lambda-add-permission',
    'privesc-passrole-lambda-update-config',
    'privesc-passrole-cloudformation-create-stack',
    'privesc-passrole-cloudformation-stackset',
    'privesc-passrole-cloudformation-update-stackset',
    'privesc-passrole-codebuild-create-start',
    'privesc-passrole-codebuild-create-batch',
    'privesc-passrole-codebuild-update-project',
    'privesc-passrole-datapipeline',
    'privesc-passrole-glue-create-dev-endpoint',
    'privesc-passrole-glue-create-job-run',
    'privesc-passrole-glue-create-job-trigger',
    'privesc-passrole-glue-update-job-run',
    'privesc-passrole-glue-update-job-trigger',
    'privesc-passrole-ecs-create-cluster-service',
    'privesc-passrole-ecs-create-cluster-run-task',
    'privesc-passrole-ecs-create-service',
    'privesc-passrole-ecs-run-task',
    'privesc-passrole-ecs-start-task',
    'privesc-passrole-sagemaker-notebook',
    'privesc-passrole-sagemaker-training-job',
    'privesc-passrole-sagemaker-processing-job',
    'privesc-passrole-apprunner-create',
    'privesc-passrole-bedrock-code-interpreter',
  ],
  // prettier-ignore
  also: {
    checkov: ['CKV_AWS_110'],
    'checkov-terraform': ['CKV_AWS_286'],
    'sonar-iac': ['S6317'],
    cloudsplaining: ['PrivilegeEscalation'],
    parliament: ['PRIVILEGE_ESCALATION'],
    pmapper: [
      'gen_privesc_findings', 'iam_edges:CreateAccessKey', 'iam_edges:CreateLoginProfile',
      'iam_edges:UpdateLoginProfile', 'iam_edges:UpdateAssumeRolePolicy', 'ec2_edges:RunInstances',
      'ec2_edges:AssociateIamInstanceProfile', 'autoscaling_edges:existing-launch-configuration',
      'autoscaling_edges:new-launch-configuration', 'lambda_edges:CreateFunction',
      'lambda_edges:UpdateFunctionConfiguration', 'cloudformation_edges:CreateStack',
      'codebuild_edges:CreateProject+StartBuild', 'codebuild_edges:CreateProject+StartBuildBatch',
      'codebuild_edges:UpdateProject', 'sagemaker_edges:CreateNotebookInstance',
      'sagemaker_edges:CreateTrainingJob', 'sagemaker_edges:CreateProcessingJob',
    ],
    'kics-terraform': ['(user|role|group)_with_privilege_escalation_by_actions_*'],
    'cfn-policy-validator': ['policy-analysis-CheckAccessNotGranted', 'policy-analysis-CheckNoNewAccess'],
    'pathfinding.cloud': [
      'iam-001', 'iam-002', 'iam-003', 'iam-004', 'iam-006', 'iam-008', 'iam-010', 'iam-009', 'iam-014',
      'iam-007', 'iam-011', 'iam-005', 'iam-017', 'iam-013', 'iam-012', 'iam-015', 'iam-016', 'iam-018',
      'iam-019', 'iam-020', 'iam-021', 'ec2-001', 'ec2-003', 'lambda-001', 'lambda-002', 'lambda-006',
      'cloudformation-001', 'cloudformation-003', 'cloudformation-004', 'codebuild-001', 'codebuild-004',
      'datapipeline-001', 'glue-001', 'glue-003', 'glue-004', 'glue-005', 'glue-006', 'ecs-001',
      'ecs-002', 'ecs-003', 'ecs-004', 'ecs-005', 'sagemaker-001', 'sagemaker-002', 'sagemaker-003',
      'apprunner-001', 'bedrock-001',
    ],
    'iam-vulnerable': [
      'privesc1-CreateNewPolicyVersion', 'privesc4-CreateAccessKey', 'privesc5-CreateLoginProfile',
      'privesc6-UpdateLoginProfile', 'privesc7-AttachUserPolicy', 'privesc8-AttachGroupPolicy',
      'privesc9-AttachRolePolicy', 'privesc10-PutUserPolicy', 'privesc11-PutGroupPolicy',
      'privesc12-PutRolePolicy', 'privesc13-AddUserToGroup', 'privesc14-UpdatingAssumeRolePolicy',
      'privesc3-CreateEC2WithExistingIP', 'privesc15-PassExistingRoleToNewLambdaThenInvoke',
      'privesc16-PassRoleToNewLambdaThenTriggerWithNewDynamo',
      'privesc20-PassExistingRoleToCloudFormation', 'privesc-codeBuildCreateProjectPassRole',
      'privesc21-PassExistingRoleToNewDataPipeline', 'privesc18-PassExistingRoleToNewGlueDevEndpoint',
      'privesc-sageMakerCreateNotebookPassRole', 'privesc-sageMakerCreateTrainingJob',
      'privesc-sageMakerCreateProcessingJob',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Two policies that are harmless alone',
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
        - PolicyName: functions
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - lambda:CreateFunction
                  - lambda:InvokeFunction
                Resource: "*"
  Passing:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Role]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iam:PassRole # flagged
            Resource: "*"
`,
      },
      {
        title: 'A role that may write policies onto itself',
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
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: own
      Roles: [!Ref Role]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - iam:GetRole
              - iam:Put*Policy # flagged
            Resource: !GetAtt Role.Arn
`,
      },
      {
        title: 'A boundary that its holder may take off',
        template: `
Resources:
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: ["s3:*", "iam:*PermissionsBoundary"]
            Resource: "*"
  User:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !Ref Boundary
      Policies:
        - PolicyName: everything
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: "*" # flagged
                Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'Only named roles are passed, and what is denied does not count',
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
                Action: [lambda:CreateFunction, lambda:InvokeFunction, "iam:*AccessKey"]
                Resource: "*"
              - Effect: Allow
                Action: iam:PassRole
                Resource: !Sub "arn:aws:iam::\${AWS::AccountId}:role/app-*"
              - Effect: Deny
                Action: iam:CreateAccessKey
                Resource: "*"
`,
      },
      {
        title: 'New roles need a boundary, which itself cannot escalate',
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
        - PolicyName: roles
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [iam:CreateRole, iam:AttachRolePolicy, iam:PutRolePolicy]
                Resource: "*"
                Condition:
                  StringEquals:
                    iam:PermissionsBoundary: !Sub "arn:aws:iam::\${AWS::AccountId}:policy/app"
`,
      },
      {
        title: 'A stack cannot be created with a role that may not be passed',
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
        - PolicyName: stacks
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [cloudformation:CreateStack, cloudformation:DescribeStacks]
                Resource: "*"
`,
      },
    ],
  },
  visit: {
    graph(graph, context) {
      for (const finding of escalationFindings(graph, 'plain')) context.report(finding);
    },
  },
});
