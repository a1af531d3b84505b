/** What each escalation primitive lets its holder do, as the end of a sentence that begins "it can". */
export const DESCRIPTIONS = {
  'pf-apprunner-001': 'run an image of its choice on App Runner as any role that App Runner tasks may assume',
  'pf-apprunner-002':
    'make a running App Runner service execute other code with the role that the service has',
  'pf-bedrock-001': 'create an AgentCore code interpreter under a passed role and execute code in it',
  'pf-bedrock-002': 'execute code in an existing AgentCore code interpreter and act as its role',
  'pf-cloudformation-001':
    'have CloudFormation create whatever a template of its own asks for, with the rights of a passed role',
  'pf-cloudformation-002':
    'put a template of its own into a stack that has a service role, which then carries it out',
  'pf-cloudformation-003':
    'create a stack set and deploy a template of its own with the execution role of the target accounts',
  'pf-cloudformation-004':
    'replace the template of a stack set, which the execution role of each account then applies',
  'pf-cloudformation-005': 'change a stack that has a service role by a change set instead of an update',
  'pf-codebuild-001': 'create a build project under a passed role and run commands of its own in a build',
  'pf-codebuild-002':
    'start a build of an existing project with another buildspec, as the role of the project',
  'pf-codebuild-003':
    'start a batch build of an existing project with another buildspec, as the role of the project',
  'pf-codebuild-004':
    'create a build project under a passed role and run commands of its own in a batch build',
  'pf-datapipeline-001': 'define a data pipeline whose activities run shell commands under a passed role',
  'pf-ec2-001':
    'launch an instance with any instance profile whose role it may pass and take the credentials from it',
  'pf-ec2-002':
    'change the user data of a stopped instance so that its next start runs other commands as root',
  'pf-ec2-003': 'request a spot instance with any instance profile whose role it may pass',
  'pf-ec2-004':
    'make a new default version of a launch template, whose user data the next instances run under their role',
  'pf-ec2instanceconnect-003':
    'push an SSH key onto a running instance, log in and use the role of the instance',
  'pf-ecs-001': 'create a cluster with a service of its own whose tasks have a passed role',
  'pf-ecs-002': 'create a cluster and run a task of its own there under a passed role',
  'pf-ecs-003':
    'create a service on an existing cluster from a task definition of its own with a passed role',
  'pf-ecs-004': 'register a task definition with a passed role and run it on an existing cluster',
  'pf-ecs-005': 'register a task definition with a passed role and start it on a chosen container instance',
  'pf-glue-001':
    'create a Glue development endpoint under a passed role and log in to it with a key of its own',
  'pf-glue-002':
    'put an SSH key of its own onto an existing Glue development endpoint and use the role there',
  'pf-glue-003': 'create a Glue job under a passed role from a script of its own and run it',
  'pf-glue-004': 'create a Glue job under a passed role from a script of its own and have a trigger run it',
  'pf-glue-005': 'give an existing Glue job another script or a passed role and run it',
  'pf-glue-006': 'give an existing Glue job another script or a passed role and have a trigger run it',
  'pf-iam-001':
    'write a new default version of a managed policy, such as one that it holds, with any permission in it',
  'pf-iam-002': 'create access keys for other users and act as them',
  'pf-iam-003':
    'replace the access keys of other users, those included that already have two, and act as them',
  'pf-iam-004': 'set a console password for users that have none and sign in as them',
  'pf-iam-005': 'write an inline policy with any permission onto its own role',
  'pf-iam-006': 'reset the console password of other users and sign in as them',
  'pf-iam-007': 'write an inline policy with any permission onto its own user',
  'pf-iam-008': 'attach any managed policy, AdministratorAccess included, to its own user',
  'pf-iam-009': 'attach any managed policy, AdministratorAccess included, to its own role',
  'pf-iam-010': 'attach any managed policy to a group that it is in',
  'pf-iam-011': 'write an inline policy with any permission onto a group that it is in',
  'pf-iam-012': 'rewrite the trust policy of other roles so that it may assume them',
  'pf-iam-013': 'put itself into a group with more permissions',
  'pf-iam-014': 'attach any managed policy to a role that it may assume, and assume it',
  'pf-iam-015': 'attach any managed policy to another user and take keys of that user',
  'pf-iam-016': 'rewrite a managed policy of a role that it may assume, and assume it',
  'pf-iam-017': 'write an inline policy onto a role that it may assume, and assume it',
  'pf-iam-018': 'write an inline policy onto another user and take keys of that user',
  'pf-iam-019': 'attach any managed policy to a role and make the role trust it',
  'pf-iam-020': 'rewrite a managed policy of a role and make the role trust it',
  'pf-iam-021': 'write an inline policy onto a role and make the role trust it',
  'pf-lambda-001': 'create a Lambda function under a passed role and invoke it',
  'pf-lambda-002': 'create a Lambda function under a passed role and have an event source run it',
  'pf-lambda-003': 'replace the code of existing Lambda functions, which keep their roles',
  'pf-lambda-004': 'replace the code of an existing Lambda function, invoke it and act as its role',
  'pf-lambda-005': 'replace the code of an existing Lambda function and let others invoke it',
  'pf-lambda-006':
    'create a Lambda function under a passed role and open it to a caller by its resource policy',
  'pf-sagemaker-001': 'open a SageMaker notebook instance that has a passed role',
  'pf-sagemaker-002': 'run an image of its choice as a SageMaker training job under a passed role',
  'pf-sagemaker-003': 'run an image of its choice as a SageMaker processing job under a passed role',
  'pf-sagemaker-004': 'open existing SageMaker notebook instances by a presigned address and use their roles',
  'pf-sagemaker-005': 'restart an existing SageMaker notebook instance with a start script of its own',
  'pf-ssm-001': 'open a shell on managed instances and use their roles',
  'pf-ssm-002': 'run commands on managed instances, as root and with their roles',
  'pf-sts-001': 'assume every role whose trust policy lets it in',
  'x-iam-set-default-version':
    'make an older version of a managed policy that it holds the default again, one with more permissions',
  'x-iam-new-admin-user': 'create a user with any permission and take the credentials of it',
  'x-iam-new-admin-role': 'create a role with any permission that trusts it',
  'x-iam-boundary-remove-role': 'remove or replace the permissions boundary of its own role',
  'x-iam-boundary-remove-user': 'remove or replace the permissions boundary of its own user',
  'x-iam-remove-deny-role': 'remove the policy from its own role that denies it something',
  'x-iam-remove-deny-user': 'get rid of the policy, its own or that of a group, that denies it something',
  'x-iam-tag-self-abac': 'tag itself so that a statement conditioned on aws:PrincipalTag lets it in',
  'x-iam-saml-takeover':
    'give a SAML provider metadata of its own and sign assertions for every role that trusts the provider',
  'x-iam-oidc-audience':
    'change audiences or thumbprints of an OIDC provider and so reach the roles that trust it',
  'x-iam-service-credential':
    'create service-specific credentials of other users and use them with that service',
  'x-iam-mfa-reset': 'take away the second factor of other users, after which a password is enough',
  'x-sts-assume-root': 'open short sessions of the root user in member accounts',
  'x-ec2-associate-profile':
    'attach an instance profile whose role it may pass to an instance that it can log in to',
  'x-ec2-replace-profile': 'exchange the instance profile of an instance that it can log in to',
  'x-ec2-profile-from-role':
    'put any role that it may pass into a new instance profile and launch an instance with it',
  'x-ec2-spot-fleet': 'request a spot fleet with any instance profile whose role it may pass',
  'x-ec2-fleet':
    'launch a fleet from a launch template of its own with any instance profile whose role it may pass',
  'x-asg-launch-config':
    'start a scaling group from a launch configuration of its own with any instance profile whose role it may pass',
  'x-asg-launch-template':
    'start a scaling group from a launch template of its own with any instance profile whose role it may pass',
  'x-asg-existing-launch-config':
    'start instances from an existing launch configuration with the role that is in it',
  'x-ec2-serial-console':
    'reach the serial console of an instance, and its role where an account on it is open',
  'x-ssm-association':
    'have Systems Manager run a document on managed instances, as root and with their roles',
  'x-ssm-update-document': 'change a Systems Manager document that is already run elsewhere',
  'x-ssm-automation': 'start an automation runbook that calls AWS as a passed role',
  'x-ssm-hybrid-activation':
    'register a machine of its own as managed node and receive the credentials of a passed role there',
  'x-ssm-maintenance-window': 'put a task into a maintenance window that runs with a passed role',
  'x-lambda-update-config':
    'add layers, wrappers or another handler to existing Lambda functions, which keep their roles',
  'x-lambda-swap-role': 'give a Lambda function whose code it controls a stronger role',
  'x-lambda-function-url': 'create a Lambda function under a passed role and call it by a public address',
  'x-cloudformation-update-passrole':
    'update a stack with a service role that it passes, which carries out the template',
  'x-cloudcontrol-create': 'have Cloud Control create resources with the rights of a passed role',
  'x-servicecatalog-launch-role':
    'launch a product of its own in Service Catalog with the rights of a passed role',
  'x-codebuild-update': 'change the buildspec or the role of an existing build project and run it',
  'x-codepipeline-create': 'create a pipeline that acts as a passed role and starts by itself',
  'x-codepipeline-update': 'change the actions and the role of an existing pipeline',
  'x-codedeploy-deployment': 'deploy a revision of its own, whose hooks run as root on the instances',
  'x-amplify-app': 'run build commands of its own in an Amplify app under a passed role',
  'x-imagebuilder':
    'run a component of its own on a build instance with any instance profile whose role it may pass',
  'x-batch-job': 'run a container of its own as a Batch job under a passed role',
  'x-ecs-exec': 'open a shell in running tasks that allow it and use their roles',
  'x-ecs-override': 'run an existing task definition with another command and a passed role',
  'x-ecs-update-service': 'have an existing service run an image of its own with a passed role',
  'x-eks-access-entry':
    'make itself administrator of a Kubernetes cluster and reach the roles of its pods and nodes',
  'x-eks-pod-identity': 'bind a passed role to a Kubernetes service account that it controls',
  'x-glue-session': 'run statements in an interactive Glue session under a passed role',
  'x-glue-script-overwrite': 'overwrite the script of a Glue job, which the role of the job runs next time',
  'x-ecr-image-overwrite':
    'push an image under a tag that workloads pull, which then run it under their roles',
  'x-codecommit-push': 'push to the repository from which a pipeline takes what it runs',
  'x-pipeline-source-object': 'overwrite the object in S3 from which a pipeline takes what it runs',
  'x-sagemaker-studio-url': 'open the Studio space of another user profile and use its role',
  'x-sagemaker-model': 'serve a container of its own at a SageMaker endpoint under a passed role',
  'x-sagemaker-tuning': 'run a container of its own as a SageMaker tuning job under a passed role',
  'x-sagemaker-pipeline':
    'run containers of its own as the steps of a SageMaker pipeline under a passed role',
  'x-states-create': 'run a state machine that calls AWS as a passed role',
  'x-states-update': 'replace the definition of an existing state machine, which keeps its role',
  'x-scheduler-create': 'have a schedule call AWS as a passed role',
  'x-events-target': 'have an EventBridge rule start its target as a passed role',
  'x-pipes-create': 'have an EventBridge pipe call its target as a passed role',
  'x-apigateway-integration': 'make an API whose integration calls AWS as a passed role',
  'x-appsync-http': 'make an AppSync data source that signs requests to AWS as a passed role',
  'x-iot-role-alias':
    'make a role alias and a device certificate that together give the credentials of a passed role',
  'x-rolesanywhere':
    'register a certificate authority of its own with Roles Anywhere and open sessions of passed roles',
  'x-cognito-pool-roles': 'make a passed role the one that an identity pool hands to its users',
  'x-emr-cluster': 'start an EMR cluster with a bootstrap script of its own and a passed role',
  'x-emr-add-step':
    'run code of its own as a step of an existing EMR cluster, with the role of its instances',
  'x-emr-serverless': 'run an EMR Serverless job of its own under a passed role',
  'x-mwaa-create': 'create an Airflow environment under a passed role and run code of its own in it',
  'x-mwaa-token': 'sign in to an existing Airflow environment and use its role',
  'x-beanstalk-create':
    'create an Elastic Beanstalk environment with any instance profile whose role it may pass',
  'x-beanstalk-update':
    'deploy an application version of its own to an existing Elastic Beanstalk environment',
  'x-agentcore-runtime': 'run a container of its own as an AgentCore runtime under a passed role',
  'x-flink-app': 'run a streaming application of its own under a passed role',
  'x-appstream-builder': 'open an AppStream image builder that has a passed role',
  'x-transfer-user': 'create an SFTP user that reads and writes data as a passed role',
  'x-omics-run': 'run a HealthOmics workflow of its own under a passed role',
  'x-braket-job': 'run a Braket job with a script of its own under a passed role',
  'x-sso-permission-set': 'strengthen a permission set that it is assigned to',
  'x-sso-assignment': 'assign itself a stronger permission set',
  'x-identitystore-group': 'put itself into a directory group with stronger assignments',
  'x-org-scp-removal': 'remove or rewrite the service control policies that limit accounts',
  'x-kms-policy': 'give itself the use of encryption keys',
  'x-secret-read': 'read stored secrets, which may be credentials of somebody stronger',
};
