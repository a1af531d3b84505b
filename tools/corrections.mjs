/**
 * What the schema does not tell or tells otherwise than CloudFormation behaves. `arns` maps an attribute to a template;
 * `from` takes the template of a resource type of the Service Authorization Reference and renames its variables.
 */
export const CORRECTIONS = {
  // The attribute ends in `:*`: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html#aws-resource-logs-loggroup-return-values
  'AWS::Logs::LogGroup': {
    arns: { Arn: 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroupName}:*' },
  },
  // A hyphen and six random characters follow the name: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
  'AWS::SecretsManager::Secret': {
    arns: {
      Id: 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${Name}-${RandomSuffix}',
    },
  },
  // The path is part of the ARN and `/` when it is not written: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
  'AWS::IAM::Role': {
    arns: { Arn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role${Path}${RoleName}' },
    defaults: { Path: '/' },
  },
  'AWS::IAM::User': {
    arns: { Arn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:user${Path}${UserName}' },
    defaults: { Path: '/' },
  },
  'AWS::IAM::Group': {
    arns: { Arn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:group${Path}${GroupName}' },
    defaults: { Path: '/' },
  },
  'AWS::IAM::ManagedPolicy': {
    arns: { PolicyArn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy${Path}${ManagedPolicyName}' },
    defaults: { Path: '/' },
  },
  'AWS::IAM::InstanceProfile': {
    arns: {
      Arn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:instance-profile${Path}${InstanceProfileName}',
    },
    defaults: { Path: '/' },
  },
  'AWS::DynamoDB::Table': {
    arns: {
      StreamArn:
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/${StreamLabel}',
    },
  },
  'AWS::DynamoDB::GlobalTable': {
    arns: {
      StreamArn:
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/${StreamLabel}',
    },
  },
  'AWS::Lambda::Version': {
    arns: {
      FunctionArn:
        'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}:${Version}',
    },
  },
  'AWS::Lambda::Alias': {
    arns: {
      AliasArn:
        'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}:${Name}',
    },
  },
  'AWS::Lambda::LayerVersion': {
    arns: {
      LayerVersionArn:
        'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:layer:${LayerName}:${LayerVersion}',
    },
  },
  'AWS::ECS::Service': { from: { ServiceArn: ['ecs', 'service', { ClusterName: 'Cluster' }] } },
  'AWS::ECS::TaskDefinition': {
    from: { TaskDefinitionArn: ['ecs', 'task-definition', { TaskDefinitionFamilyName: 'Family' }] },
  },
  'AWS::KMS::ReplicaKey': { from: { Arn: ['kms', 'key', {}] } },
  'AWS::AutoScaling::AutoScalingGroup': {
    from: {
      AutoScalingGroupARN: ['autoscaling', 'autoScalingGroup', { GroupFriendlyName: 'AutoScalingGroupName' }],
    },
  },
  'AWS::EKS::Nodegroup': { from: { Arn: ['eks', 'nodegroup', {}] } },
  'AWS::EKS::FargateProfile': { from: { Arn: ['eks', 'fargateprofile', {}] } },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    arns: {
      LoadBalancerArn:
        'arn:${AWS::Partition}:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:loadbalancer/${LoadBalancerPath}',
    },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    arns: {
      TargetGroupArn:
        'arn:${AWS::Partition}:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:targetgroup/${Name}/${TargetGroupId}',
    },
  },
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.ARN.Constructing.html
  'AWS::RDS::DBInstance': {
    arns: {
      DBInstanceArn: 'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:db:${DBInstanceIdentifier}',
    },
  },
  'AWS::RDS::DBCluster': {
    arns: {
      DBClusterArn:
        'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster:${DBClusterIdentifier}',
    },
  },
  'AWS::KinesisVideo::Stream': { from: { Arn: ['kinesisvideo', 'stream', { StreamName: 'Name' }] } },
  'AWS::Kinesis::StreamConsumer': { from: { ConsumerARN: ['kinesis', 'consumer', {}] } },
  'AWS::MSK::Cluster': { from: { Arn: ['kafka', 'cluster', {}] } },
  'AWS::MSK::ServerlessCluster': { from: { Arn: ['kafka', 'cluster', {}] } },
  'AWS::Scheduler::Schedule': { from: { Arn: ['scheduler', 'schedule', { ScheduleName: 'Name' }] } },
  'AWS::SSO::PermissionSet': { from: { PermissionSetArn: ['sso', 'PermissionSet', {}] } },
  'AWS::StepFunctions::StateMachineAlias': {
    arns: {
      Arn: 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}:${Name}',
    },
  },
  'AWS::S3Tables::Table': { from: { TableARN: ['s3tables', 'Table', {}] } },
  'AWS::Transfer::User': { from: { Arn: ['transfer', 'user', {}] } },
  'AWS::SNS::Subscription': {
    arns: {
      Arn: 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${TopicName}:${SubscriptionId}',
    },
  },
  'AWS::Events::Rule': {
    arns: { Arn: 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${RulePath}' },
  },
  // What SAM makes of its types has their logical ids: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
  'AWS::Serverless::Function': { like: 'AWS::Lambda::Function' },
  'AWS::Serverless::Api': { like: 'AWS::ApiGateway::RestApi' },
  'AWS::Serverless::HttpApi': { like: 'AWS::ApiGatewayV2::Api' },
  'AWS::Serverless::SimpleTable': { like: 'AWS::DynamoDB::Table' },
  'AWS::Serverless::StateMachine': { like: 'AWS::StepFunctions::StateMachine' },
  'AWS::Serverless::LayerVersion': { like: 'AWS::Lambda::LayerVersion' },
  'AWS::Serverless::Application': { like: 'AWS::CloudFormation::Stack' },
  'AWS::Serverless::GraphQLApi': { like: 'AWS::AppSync::GraphQLApi' },
};
