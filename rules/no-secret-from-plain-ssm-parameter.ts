import { capital, nameResource } from '../src/analysis/recipient.ts';
import { secretValues } from '../src/analysis/secret-values.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-secret-from-plain-ssm-parameter',
  title: 'Secret comes from an SSM parameter that is not encrypted',
  category: 'secrets',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`{{resolve:ssm:…}}` and parameters of type `AWS::SSM::Parameter::Value` read SSM parameters of type String, never SecureString. The secret lies there in clear for everybody with `ssm:GetParameter`, and CloudFormation shows the resolved value of such a template parameter.',
    fix: 'Store the secret in Secrets Manager and refer to it with `{{resolve:secretsmanager:…}}`, or as a SecureString with `{{resolve:ssm-secure:…}}` where the property supports it.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    ],
  },
  covers: ['plaintext-service-secret'],
  // prettier-ignore
  also: {
    'cfn-lint': ['W2501', 'W1011'],
    cfn_nag: [
      'F23', 'F24', 'F31', 'F34', 'F35', 'F36', 'F37', 'F41', 'F42', 'F43', 'F44', 'F46', 'F47', 'F48',
      'F49', 'F50', 'F52', 'F53', 'F54', 'F55', 'F56', 'F57', 'F58', 'F60', 'F61', 'F62', 'F63', 'F64',
      'F65', 'F66', 'F67', 'F68', 'F69', 'F70', 'F71', 'F74', 'F75',
    ],
    kics: [
      '73980e43-f399-4fcc-a373-658228f7adf7', '71493c8b-3014-404c-9802-078b74496fb7',
      '03b38885-8f4e-480c-a0e4-12c1affd15db', 'dfb56e5d-ee68-446e-b32a-657b62befe69',
      '06b9f52a-8cd5-459b-bdc6-21a22521e1be', '6685d912-d81f-4cfa-95ad-e316ea31c989',
      'f988a17f-1139-46a3-8928-f27eafd8b024', '5f700072-b7ce-4e84-b3f3-497bf1c24a4d',
      '39423ce4-9011-46cd-b6b1-009edcd9385d', '5b48c507-0d1f-41b0-a630-76817c6b4189',
      '3c3b7a58-b018-4d07-9444-d9ee7156e111',
    ],
    'guard-registry': [
      'AMAZON_MQ_BROKER_USERS_NO_PLAINTEXT_PASSWORD', 'MICROSOFT_AD_NO_PLAINTEXT_PASSWORD',
      'RDS_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'RDS_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'RDS_MASTER_USER_NAME_NO_PLAINTEXT_PASSWORD', 'DMS_NO_PLAINTEXT_PASSWORD',
      'REDSHIFT_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'KINESIS_FIREHOSE_SPLUNK_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD',
      'KINESIS_FIREHOSE_REDSHIFT_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD',
    ],
    'cdk-nag': ['DocumentDBCredentialsInSecretsManager'],
  },
  examples: {
    bad: [
      {
        title: 'By a dynamic reference, and by the type of a parameter',
        template: `
Parameters:
  Password: { Type: "AWS::SSM::Parameter::Value<String>", Default: /app/password }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: "{{resolve:ssm:/app/password:1}}" # flagged
  Cluster:
    Type: AWS::Redshift::Cluster
    Properties:
      MasterUserPassword: !Ref Password # flagged
`,
      },
    ],
    good: [
      {
        title: 'Encrypted ones, and a name that is no secret',
        template: `
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: "{{resolve:ssm:/app/user:1}}"
      MasterUserPassword: "{{resolve:ssm-secure:/app/password:1}}"
  Cluster:
    Type: AWS::Redshift::Cluster
    Properties:
      MasterUserPassword: "{{resolve:secretsmanager:app:SecretString:password}}"
`,
      },
      {
        title: 'A parameter that says where a secret is',
        template: `
Parameters:
  SecretName: { Type: "AWS::SSM::Parameter::Value<String>", Default: /app/secret-name }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Sub "{{resolve:secretsmanager:\${SecretName}}}"
`,
      },
    ],
  },
  visit: {
    resource(resource, context) {
      for (const { property, value, source, when } of secretValues(resource, context.graph)) {
        if (source.kind !== 'plain-ssm') continue;
        context.report({
          at: value,
          resource,
          when,
          message: `${capital(nameResource(resource))} gets its \`${property}\` from an SSM parameter of type String, which holds it in clear. Keep it in Secrets Manager and refer to it with {{resolve:secretsmanager:…}}`,
          evidence: `Secret::${property}`,
        });
      }
    },
  },
});
