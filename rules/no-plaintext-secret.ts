import { capital, nameResource } from '../src/analysis/recipient.ts';
import { secretValues } from '../src/analysis/secret-values.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-plaintext-secret',
  title: 'Password, token or key is written in the template',
  category: 'secrets',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Everybody who may read the repository, the build or the stack knows the secret, and every environment that the template makes has the same one. It cannot be replaced without a deployment, so that nobody does.',
    fix: 'Let Secrets Manager make the secret (`GenerateSecretString`, or `ManageMasterUserPassword` of RDS) and refer to it with `{{resolve:secretsmanager:…}}`, or to a SecureString with `{{resolve:ssm-secure:…}}`. Change the one that was written.',
    exceptions: 'A value that only opens something in a test, such as a database that lives for a minute.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html',
    ],
  },
  covers: [
    'plaintext-service-secret',
    'login-profile-plaintext-password',
    'lambda-permission-event-source-token-plaintext',
  ],
  // prettier-ignore
  also: {
    'cfn-lint': ['W2501', 'W1011'],
    cfn_nag: [
      'F23', 'F31', 'F34', 'F35', 'F36', 'F37', 'F41', 'F42', 'F43', 'F44', 'F45', 'F46', 'F47', 'F48',
      'F49', 'F50', 'F51', 'F52', 'F53', 'F54', 'F55', 'F56', 'F57', 'F58', 'F60', 'F61', 'F62', 'F63',
      'F64', 'F65', 'F66', 'F67', 'F68', 'F69', 'F70', 'F71', 'F74', 'F75', 'F24',
    ],
    'guard-registry': [
      'IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD', 'AMAZON_MQ_BROKER_USERS_NO_PLAINTEXT_PASSWORD',
      'DMS_NO_PLAINTEXT_PASSWORD',
      'KINESIS_FIREHOSE_REDSHIFT_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD',
      'KINESIS_FIREHOSE_SPLUNK_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD',
      'MICROSOFT_AD_NO_PLAINTEXT_PASSWORD', 'RDS_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'RDS_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'REDSHIFT_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'RDS_MASTER_USER_NAME_NO_PLAINTEXT_PASSWORD',
    ],
    kics: [
      '06adef8c-c284-4de7-aad2-af43b07a8ca1', '73980e43-f399-4fcc-a373-658228f7adf7',
      '71493c8b-3014-404c-9802-078b74496fb7', '03b38885-8f4e-480c-a0e4-12c1affd15db',
      'dfb56e5d-ee68-446e-b32a-657b62befe69', '06b9f52a-8cd5-459b-bdc6-21a22521e1be',
      '6685d912-d81f-4cfa-95ad-e316ea31c989', 'f988a17f-1139-46a3-8928-f27eafd8b024',
      '5f700072-b7ce-4e84-b3f3-497bf1c24a4d', '39423ce4-9011-46cd-b6b1-009edcd9385d',
      '5b48c507-0d1f-41b0-a630-76817c6b4189', '3c3b7a58-b018-4d07-9444-d9ee7156e111',
    ],
    'cdk-nag': ['DocumentDBCredentialsInSecretsManager'],
  },
  examples: {
    bad: [
      {
        title: 'Of a database, of a user, and of a secret that should be made by Secrets Manager',
        template: `
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: admin
      MasterUserPassword: correct-horse # flagged
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: battery-staple # flagged
        PasswordResetRequired: true
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      SecretString: '{"username": "admin", "password": "correct-horse"}' # flagged
`,
      },
      {
        title: 'From a mapping, and in one of two environments',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Environment, dev]
Mappings:
  Passwords:
    broker: { value: correct-horse } # flagged
Resources:
  Broker:
    Type: AWS::AmazonMQ::Broker
    Properties:
      Users:
        - Username: app
          Password: !FindInMap [Passwords, broker, value]
  Directory:
    Type: AWS::DirectoryService::MicrosoftAD
    Properties:
      Password: !If [IsDev, correct-horse, "{{resolve:ssm-secure:directory:1}}"] # flagged
`,
      },
    ],
    good: [
      {
        title: 'From Secrets Manager, as a SecureString, or as a parameter that is not shown',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties: { GenerateSecretString: { PasswordLength: 30 } }
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Sub "{{resolve:secretsmanager:\${Secret}}}"
  Cluster:
    Type: AWS::Redshift::Cluster
    Properties:
      MasterUserPassword: "{{resolve:ssm-secure:redshift:1}}"
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile: { Password: !Ref Password, PasswordResetRequired: true }
`,
      },
      {
        title: 'A parameter with a default, of which no-secret-parameter-default speaks',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true, Default: Correct-Horse-1 }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUserPassword: !Ref Password }
`,
      },
      {
        title: 'A database that manages its password, and a secret that somebody sets by hand',
        template: `
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUsername: admin, ManageMasterUserPassword: true }
  Token:
    Type: AWS::SecretsManager::Secret
    Properties: { SecretString: CHANGEME }
`,
      },
    ],
  },
  visit: {
    resource(resource, context) {
      for (const { property, value, source, when } of secretValues(resource, context.graph)) {
        if (source.kind !== 'literal') continue;
        context.report({
          at: value,
          resource,
          when,
          message: `${capital(nameResource(resource))} gets its \`${property}\` in clear, so that everybody who may read the template knows it. Keep it in Secrets Manager and refer to it with {{resolve:secretsmanager:…}}`,
          evidence: `Secret::${property}`,
        });
      }
    },
  },
});
