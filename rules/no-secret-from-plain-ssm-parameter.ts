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
  also: { 'cfn-lint': ['W2501'] },
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
