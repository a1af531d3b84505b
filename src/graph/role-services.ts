/**
 * Who acts as the roles that stand at some properties: services without suffix, any one of which suffices; the page of the
 * documentation that says so; and for each type its property paths, `*` for all that take a role. Types without `AWS::`.
 * The services are among those of the packaged list (`src/catalogue/service-principals.ts`) but for the few whose page
 * names one that AWS's own policies do not.
 */
type Row = readonly [services: string, page: string, ...at: string[]];

// prettier-ignore
const ROWS: readonly Row[] = [
  ['lambda', 'lambda/latest/dg/lambda-intro-execution-role.html',
    'Lambda::Function Role', 'Serverless::Function Role'],
  ['ecs-tasks', 'AmazonECS/latest/developerguide/task-iam-roles.html',
    'ECS::TaskDefinition ExecutionRoleArn TaskRoleArn', 'ECS::DaemonTaskDefinition ExecutionRoleArn TaskRoleArn',
    'ECS::ExpressGatewayService ExecutionRoleArn TaskRoleArn'],
  ['ecs', 'AmazonECS/latest/developerguide/infrastructure_IAM_role.html',
    'ECS::Service *', 'ECS::ExpressGatewayService InfrastructureRoleArn', 'ECS::CapacityProvider *'],
  ['batch', 'batch/latest/userguide/service_IAM_role.html',
    'Batch::ComputeEnvironment ServiceRole'],
  ['spotfleet', 'batch/latest/userguide/spot_fleet_IAM_role.html',
    'Batch::ComputeEnvironment ComputeResources.SpotIamFleetRole', 'EC2::SpotFleet SpotFleetRequestConfigData.IamFleetRole'],
  ['ecs-tasks', 'batch/latest/userguide/execution-IAM-role.html',
    'Batch::JobDefinition *'],
  ['eks', 'eks/latest/userguide/cluster-iam-role.html',
    'EKS::Cluster RoleArn'],
  ['ec2', 'eks/latest/userguide/create-node-role.html',
    'EKS::Nodegroup NodeRole', 'EKS::Cluster ComputeConfig.NodeRoleArn'],
  ['eks-fargate-pods', 'eks/latest/userguide/pod-execution-role.html',
    'EKS::FargateProfile PodExecutionRoleArn'],
  ['pods.eks', 'eks/latest/userguide/pod-id-role.html',
    'EKS::PodIdentityAssociation RoleArn', 'EKS::Addon PodIdentityAssociations[].RoleArn'],
  ['tasks.apprunner', 'apprunner/latest/dg/security_iam_service-with-iam.html#security_iam_service-with-iam-roles-service.instance',
    'AppRunner::Service InstanceConfiguration.InstanceRoleArn'],
  ['build.apprunner', 'apprunner/latest/dg/security_iam_service-with-iam.html#security_iam_service-with-iam-roles-service.access',
    'AppRunner::Service SourceConfiguration.AuthenticationConfiguration.AccessRoleArn'],
  ['states', 'step-functions/latest/dg/procedure-create-iam-role.html',
    'StepFunctions::StateMachine RoleArn', 'Serverless::StateMachine Role'],
  ['events', 'eventbridge/latest/userguide/eb-events-iam-roles.html',
    'Events::Rule *', 'Events::Endpoint RoleArn'],
  ['scheduler', 'scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role',
    'Scheduler::Schedule Target.RoleArn'],
  ['pipes', 'eventbridge/latest/userguide/eb-pipes-permissions.html',
    'Pipes::Pipe RoleArn'],
  ['codebuild', 'codebuild/latest/userguide/setting-up-service-role.html',
    'CodeBuild::Project ServiceRole BuildBatchConfig.ServiceRole'],
  ['codepipeline', 'codepipeline/latest/userguide/how-to-custom-role.html',
    'CodePipeline::Pipeline RoleArn'],
  ['codedeploy', 'codedeploy/latest/userguide/getting-started-create-service-role.html',
    'CodeDeploy::DeploymentGroup ServiceRoleArn'],
  ['cloudformation', 'AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html',
    'CloudFormation::StackSet AdministrationRoleARN', 'CloudFormation::ChangeSet RoleARN', 'CloudFormation::Macro LogRoleARN'],
  ['servicecatalog', 'servicecatalog/latest/adminguide/constraints-launch.html',
    'ServiceCatalog::LaunchRoleConstraint *'],
  ['apigateway', 'apigateway/latest/developerguide/set-up-logging.html',
    'ApiGateway::Account CloudWatchRoleArn', 'ApiGateway::Authorizer AuthorizerCredentials',
    'ApiGateway::Method Integration.Credentials'],
  ['appsync', 'appsync/latest/devguide/attaching-a-data-source.html',
    'AppSync::DataSource *', 'AppSync::GraphQLApi *', 'AppSync::Api *'],
  ['cognito-idp', 'cognito/latest/developerguide/cognito-user-pool-sms-settings.html',
    'Cognito::UserPool SmsConfiguration.SnsCallerArn'],
  ['glue', 'glue/latest/dg/create-an-iam-role.html',
    'Glue::Crawler Role', 'Glue::DevEndpoint RoleArn', 'Glue::Job Role', 'Glue::MLTransform Role', 'Glue::Session Role',
    'Glue::TableOptimizer *'],
  ['lakeformation glue', 'lake-formation/latest/dg/registration-role.html',
    'LakeFormation::Resource RoleArn'],
  ['databrew', 'databrew/latest/dg/setting-up-iam-role-to-use-in-databrew.html',
    'DataBrew::Job RoleArn', 'DataBrew::Project RoleArn'],
  ['firehose', 'firehose/latest/dev/controlling-access.html',
    'KinesisFirehose::DeliveryStream *'],
  ['elasticmapreduce', 'emr/latest/ManagementGuide/emr-iam-role.html',
    'EMR::Cluster ServiceRole', 'EMR::Studio ServiceRole'],
  ['elasticmapreduce application-autoscaling', 'emr/latest/ManagementGuide/emr-iam-role-automatic-scaling.html',
    'EMR::Cluster AutoScalingRole'],
  ['kafkaconnect', 'msk/latest/developerguide/msk-connect-service-execution-role.html',
    'KafkaConnect::Connector ServiceExecutionRoleArn'],
  ['airflow airflow-env', 'mwaa/latest/userguide/mwaa-create-role.html',
    'MWAA::Environment ExecutionRoleArn'],
  ['sagemaker', 'sagemaker/latest/dg/sagemaker-roles.html',
    'SageMaker::DataQualityJobDefinition RoleArn', 'SageMaker::FeatureGroup RoleArn', 'SageMaker::InferenceExperiment RoleArn',
    'SageMaker::MlflowTrackingServer RoleArn', 'SageMaker::ModelBiasJobDefinition RoleArn',
    'SageMaker::ModelExplainabilityJobDefinition RoleArn', 'SageMaker::ModelQualityJobDefinition RoleArn',
    'SageMaker::NotebookInstance RoleArn', 'SageMaker::Pipeline RoleArn', 'SageMaker::ProcessingJob RoleArn',
    'SageMaker::Domain DefaultSpaceSettings.ExecutionRole DefaultUserSettings.ExecutionRole',
    'SageMaker::EndpointConfig ExecutionRoleArn', 'SageMaker::Image ImageRoleArn', 'SageMaker::Model ExecutionRoleArn',
    'SageMaker::MonitoringSchedule *', 'SageMaker::UserProfile UserSettings.ExecutionRole'],
  ['bedrock', 'bedrock/latest/userguide/agents-permissions.html',
    'Bedrock::Agent AgentResourceRoleArn', 'Bedrock::Flow ExecutionRoleArn', 'Bedrock::KnowledgeBase RoleArn'],
  ['bedrock-agentcore', 'bedrock-agentcore/latest/devguide/runtime-permissions.html',
    'BedrockAgentCore::Runtime RoleArn', 'BedrockAgentCore::Gateway RoleArn'],
  ['kendra', 'kendra/latest/dg/iam-roles.html',
    'Kendra::DataSource RoleArn', 'Kendra::Faq RoleArn', 'Kendra::Index RoleArn'],
  ['personalize', 'personalize/latest/dg/aws-personalize-set-up-permissions.html',
    'Personalize::Dataset *', 'Personalize::DatasetGroup *'],
  ['iot', 'iot/latest/developerguide/iot-create-role.html',
    'IoT::AccountAuditConfiguration *', 'IoT::Logging *', 'IoT::MitigationAction *', 'IoT::ProvisioningTemplate *',
    'IoT::SecurityProfile *', 'IoT::Stream *', 'IoT::TopicRule *', 'IoT::TopicRuleDestination *'],
  ['credentials.iot', 'iot/latest/developerguide/authorizing-direct-aws.html',
    'IoT::RoleAlias RoleArn'],
  ['greengrass', 'greengrass/v1/developerguide/service-role.html',
    'Greengrass::Group RoleArn'],
  ['logs', 'AmazonCloudWatch/latest/logs/SubscriptionFilters.html',
    'Logs::SubscriptionFilter RoleArn', 'Logs::Destination RoleArn'],
  ['streams.metrics.cloudwatch', 'AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-trustpolicy.html',
    'CloudWatch::MetricStream RoleArn'],
  ['lambda', 'AWSCloudFormation/latest/TemplateReference/aws-resource-synthetics-canary.html',
    'Synthetics::Canary ExecutionRoleArn'],
  ['cloudtrail', 'awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html',
    'CloudTrail::Trail CloudWatchLogsRoleArn'],
  ['config', 'config/latest/developerguide/iamrole-permissions.html',
    'Config::ConfigurationRecorder *', 'Config::ConfigurationAggregator *'],
  ['vpc-flow-logs', 'vpc/latest/userguide/flow-logs-iam-role.html',
    'EC2::FlowLog DeliverLogsPermissionArn'],
  ['cloudfront', 'AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html',
    'CloudFront::RealtimeLogConfig *'],
  ['autoscaling', 'autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html',
    'AutoScaling::LifecycleHook RoleARN', 'AutoScaling::AutoScalingGroup LifecycleHookSpecificationList[].RoleARN'],
  ['backup restore-testing.backup', 'aws-backup/latest/devguide/iam-service-roles.html',
    'Backup::BackupSelection *', 'Backup::RestoreTestingSelection *'],
  ['s3', 'AmazonS3/latest/userguide/setting-repl-config-perm-overview.html',
    'S3::Bucket ReplicationConfiguration.Role'],
  ['access-grants.s3', 'AmazonS3/latest/userguide/access-grants-location-register.html',
    'S3::AccessGrantsLocation IamRoleArn'],
  ['datasync', 'datasync/latest/userguide/create-s3-location.html',
    'DataSync::LocationEFS *', 'DataSync::LocationS3 *', 'DataSync::Task *'],
  ['transfer', 'transfer/latest/userguide/requirements-roles.html',
    'Transfer::Agreement *', 'Transfer::Connector *', 'Transfer::Server *', 'Transfer::User *'],
  ['dax', 'amazondynamodb/latest/developerguide/DAX.access-control.html',
    'DAX::Cluster IAMRoleARN'],
  ['monitoring.rds', 'AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html',
    'RDS::DBInstance MonitoringRoleArn', 'RDS::DBCluster MonitoringRoleArn'],
  ['rds', 'AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html',
    'RDS::DBProxy RoleArn', 'RDS::DBInstance AssociatedRoles[].RoleArn', 'RDS::DBCluster AssociatedRoles[].RoleArn',
    'Neptune::DBCluster AssociatedRoles[].RoleArn'],
  ['redshift redshift-serverless', 'redshift/latest/mgmt/authorizing-redshift-service.html',
    'Redshift::Cluster IamRoles[]', 'RedshiftServerless::Namespace *'],
  ['scheduler.redshift', 'AWSCloudFormation/latest/TemplateReference/aws-resource-redshift-scheduledaction.html',
    'Redshift::ScheduledAction IamRole'],
  ['dms', 'AWSCloudFormation/latest/TemplateReference/aws-resource-dms-endpoint.html',
    'DMS::Endpoint *'],
  ['opensearchservice es', 'opensearch-service/latest/developerguide/cognito-auth.html',
    'OpenSearchService::Domain CognitoOptions.RoleArn', 'Elasticsearch::Domain CognitoOptions.RoleArn'],
  ['osis-pipelines', 'opensearch-service/latest/developerguide/pipeline-security-overview.html',
    'OSIS::Pipeline PipelineRoleArn'],
  ['sns', 'AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html',
    'SNS::Topic *', 'SNS::Subscription SubscriptionRoleArn'],
  ['ses', 'ses/latest/dg/receiving-email-permissions.html',
    'SES::ReceiptRule *', 'SES::ConfigurationSetEventDestination *'],
  ['ssm', 'systems-manager/latest/userguide/sysman-maintenance-permissions.html',
    'SSM::MaintenanceWindowTask *'],
  ['fis', 'fis/latest/userguide/getting-started-iam-service-role.html',
    'FIS::ExperimentTemplate RoleArn'],
  ['malware-protection-plan.guardduty', 'guardduty/latest/ug/malware-protection-s3-iam-role-prerequisite.html',
    'GuardDuty::MalwareProtectionPlan Role'],
  ['rolesanywhere', 'rolesanywhere/latest/userguide/trust-model.html',
    'RolesAnywhere::Profile RoleArns[]'],
  ['elasticbeanstalk', 'elasticbeanstalk/latest/dg/iam-servicerole.html',
    'ElasticBeanstalk::Application *'],
];

let table: ReadonlyMap<string, readonly string[]> | undefined;

function byProperty(): ReadonlyMap<string, readonly string[]> {
  table ??= new Map(
    ROWS.flatMap(([services, , ...at]) =>
      at.flatMap((entry) => {
        const [type, ...paths] = entry.split(' ');
        const names = services.split(' ').map((name) => `${name}.amazonaws.com`);
        return paths.map((path) => [`AWS::${type} ${path}`, names] as const);
      }),
    ),
  );
  return table;
}

/**
 * The service principals of which one must be able to assume the role at a property of a resource type. Empty for a
 * property that is known to take a role, but about whose trust nothing is claimed.
 */
export function servicesAt(type: string, property: string): readonly string[] {
  return byProperty().get(`${type} ${property}`) ?? byProperty().get(`${type} *`) ?? [];
}

/** Resource types of the table, sorted, for its test. */
export function typesWithRoleServices(): readonly string[] {
  return [...new Set([...byProperty().keys()].map((key) => key.split(' ')[0]!))].sort();
}
