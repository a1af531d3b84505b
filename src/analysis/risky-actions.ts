import { type Action } from '../catalogue/types.ts';

/** Page of the documentation, then the actions, by service. */
type Table = readonly (readonly [documentation: string, actions: string])[];

/** Actions whose answer holds credentials, tokens or passwords. */
const CREDENTIALS: Table = [
  [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html',
    'iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateLoginProfile iam:UpdateAccessKey iam:CreateServiceSpecificCredential iam:ResetServiceSpecificCredential',
  ],
  [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html',
    'sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity sts:GetFederationToken sts:GetSessionToken',
  ],
  [
    'https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html',
    'redshift:GetClusterCredentials redshift:GetClusterCredentialsWithIAM redshift-serverless:GetCredentials',
  ],
  [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html',
    'rds-db:connect',
  ],
  ['https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetPasswordData.html', 'ec2:GetPasswordData'],
  [
    'https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_GetInstanceAccessDetails.html',
    'lightsail:GetInstanceAccessDetails lightsail:GetRelationalDatabaseMasterUserPassword lightsail:GetBucketAccessKeys lightsail:CreateBucketAccessKey',
  ],
  [
    'https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_GetAuthorizationToken.html',
    'codeartifact:GetAuthorizationToken',
  ],
  [
    'https://docs.aws.amazon.com/gamelift/latest/apireference/API_RequestUploadCredentials.html',
    'gamelift:RequestUploadCredentials gamelift:GetInstanceAccess gamelift:GetComputeAccess',
  ],
  [
    'https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html',
    'cognito-idp:DescribeUserPoolClient',
  ],
  [
    'https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html',
    'sso:GetRoleCredentials',
  ],
  [
    'https://docs.aws.amazon.com/connect/latest/APIReference/API_GetFederationToken.html',
    'connect:GetFederationToken',
  ],
];

/** Actions that read data or secrets at large, or copy what holds them. */
const DATA: Table = [
  ['https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html', 's3:GetObject s3:GetObjectVersion'],
  [
    'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html',
    'secretsmanager:GetSecretValue secretsmanager:BatchGetSecretValue',
  ],
  [
    'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html',
    'ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath ssm:GetParameterHistory',
  ],
  [
    'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html',
    'rds:CopyDBSnapshot rds:CreateDBSnapshot rds:CopyDBClusterSnapshot rds:CreateDBClusterSnapshot rds:StartExportTask',
  ],
  [
    'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html',
    'dynamodb:Scan dynamodb:ExportTableToPointInTime',
  ],
  ['https://docs.aws.amazon.com/ebs/latest/APIReference/API_GetSnapshotBlock.html', 'ebs:GetSnapshotBlock'],
];

const credentials = namesOf(CREDENTIALS);
const data = namesOf(DATA);

/** Whether the answer of an action holds credentials that work elsewhere. */
export function returnsCredentials({ service, name }: Action): boolean {
  return credentials.has(`${service}:${name}`.toLowerCase());
}

/** Whether an action reads the data or secrets that a service keeps, or copies what holds them. */
export function readsData({ service, name }: Action): boolean {
  return data.has(`${service}:${name}`.toLowerCase());
}

function namesOf(table: Table): ReadonlySet<string> {
  return new Set(table.flatMap(([, actions]) => actions.toLowerCase().split(' ')));
}
