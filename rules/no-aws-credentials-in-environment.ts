import { findCredentials, isSecretAccessKey } from '../src/analysis/credential-patterns.ts';
import { environmentVariables } from '../src/analysis/environment-variables.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';
import { display, type Text } from '../src/values/value.ts';

export default defineRule({
  id: 'no-aws-credentials-in-environment',
  title: 'AWS credentials are handed to software in its environment',
  category: 'secrets',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Functions, containers and builds have a role whose credentials renew themselves. `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment take its place with a key of a user that does not expire, and that everybody sees who may read the configuration.',
    fix: 'Remove the variables and give the permissions to the role of the function, task or build. For another account, let that role assume one there.',
    exceptions:
      'Credentials of another service that happens to use the same names, such as an S3-compatible store.',
    references: [
      'https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-2',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
      'https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html',
    ],
  },
  covers: ['codebuild-env-credentials', 'lambda-env-credentials'],
  also: {
    'cdk-nag': ['CodeBuildProjectEnvVarAwsCred'],
    'guard-registry': ['CODEBUILD_PROJECT_ENVVAR_AWSCRED_CHECK'],
    checkov: ['CKV_AWS_45'],
    kics: ['2564172f-c92b-4261-9acd-464aed511696'],
  },
  examples: {
    bad: [
      {
        title: 'In a build, with the type and without it',
        template: `
Parameters:
  KeySecret: { Type: String, NoEcho: true }
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - Name: AWS_ACCESS_KEY_ID
            Type: PLAINTEXT
            Value: something # flagged
          - Name: AWS_SECRET_ACCESS_KEY
            Value: !Ref KeySecret # flagged
`,
      },
      {
        title: 'In a container and in a function',
        template: `
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Environment:
            - Name: AWS_SECRET_ACCESS_KEY
              Value: "{{resolve:secretsmanager:app:SecretString:key}}" # flagged
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          AWS_SECRET_KEY: "{{resolve:ssm:/app/key:1}}" # flagged
`,
      },
    ],
    good: [
      {
        title: 'Names of parameters and secrets, and other variables of AWS',
        template: `
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - { Name: AWS_ACCESS_KEY_ID, Type: PARAMETER_STORE, Value: /partner/id }
          - { Name: AWS_SECRET_ACCESS_KEY, Type: SECRETS_MANAGER, Value: "partner:key" }
          - { Name: AWS_DEFAULT_REGION, Value: eu-west-1 }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Secrets:
            - Name: AWS_SECRET_ACCESS_KEY
              ValueFrom: arn:aws:secretsmanager:eu-west-1:111122223333:secret:partner-a1b2c3
`,
      },
      {
        title: 'An empty value, which switches credentials off',
        template: `
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment: { Variables: { AWS_ACCESS_KEY_ID: "" } }
`,
      },
    ],
  },
  visit: {
    template(template, context) {
      // Writing all texts out costs more than looking whether there can be such a name.
      if (!/AWS_(?:ACCESS|SECRET|SESSION)_/i.test(template.file.text)) return;
      for (const { name, text, resource, node, when } of environmentVariables(template, context.graph)) {
        if (!/^AWS_(?:ACCESS_KEY(?:_ID)?|SECRET_(?:ACCESS_)?KEY|SESSION_TOKEN)$/i.test(name)) continue;
        if (text.segments.length === 0 || isReportedElsewhere(name, text)) continue;
        context.report({
          at: { node },
          resource,
          when,
          message: `The environment of ${nameResource(resource)} takes \`${name}\`, a key that does not expire, in the place of its role. Give the permissions to the role and remove the variable`,
          evidence: `Variable::${name}`,
        });
      }
    },
  },
});

/** What is certainly a key stands under no-literal-credentials, the secret of a declared key under its exposure. */
function isReportedElsewhere(name: string, text: Text): boolean {
  return (
    findCredentials(display(text)).length > 0 ||
    isSecretAccessKey(name, display(text)) ||
    text.segments.some((part) => typeof part === 'object' && part.target?.type === 'AWS::IAM::AccessKey')
  );
}
