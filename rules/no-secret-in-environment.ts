import { findCredentials } from '../src/analysis/credential-patterns.ts';
import { environmentVariables } from '../src/analysis/environment-variables.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { canBeSecret, isSecretName } from '../src/analysis/secret-names.ts';
import { isWrittenSecret, parametersIn, resolvesSecret } from '../src/analysis/secret-values.ts';
import { defineRule } from '../src/rule/rule.ts';
import { literal, type Text } from '../src/values/value.ts';
import { type Template } from '../src/template/template.ts';

export default defineRule({
  id: 'no-secret-in-environment',
  title: 'Secret stands in an environment variable',
  category: 'secrets',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'The value of an environment variable is shown to everybody who may read the configuration of the function, the task or the build, whether it was written there or came from Secrets Manager: CloudFormation puts the secret itself into the place of `{{resolve:…}}`.',
    fix: 'Hand over the name of the secret and let the software fetch it, with the Parameters and Secrets extension in Lambda, with `Secrets` and `ValueFrom` in ECS, with `Type: SECRETS_MANAGER` in CodeBuild.',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html',
    ],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'Written, from a hidden parameter, and out of Secrets Manager',
        template: `
Parameters:
  Token: { Type: String, NoEcho: true }
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          DB_PASSWORD: correct-horse # flagged
          GITHUB: !Ref Token # flagged
          URL: !Sub "postgres://app:{{resolve:secretsmanager:app:SecretString:password}}@db/app" # flagged
`,
      },
      {
        title: 'In a container',
        template: `
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Environment:
            - Name: API_KEY
              Value: a1b2c3d4e5f6 # flagged
`,
      },
    ],
    good: [
      {
        title: 'The name of the secret, and values that are none',
        template: `
Parameters:
  ApiKeySecret: { Type: String }
Resources:
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: {} } }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          DB_PASSWORD_ARN: !Ref Secret
          DB_PASSWORD: !Ref Secret
          API_KEY: !Ref ApiKeySecret
          CLIENT_SECRET: arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-a1b2c3
          PASSWORD: /app/password
          REQUIRE_PASSWORD: always
`,
      },
      {
        title: 'Secrets that the service fetches itself',
        template: `
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: app
          Secrets:
            - { Name: DB_PASSWORD, ValueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-a1b2c3" }
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - { Name: DB_PASSWORD, Type: SECRETS_MANAGER, Value: "app:password" }
`,
      },
    ],
  },
  visit: {
    template(template, context) {
      // Writing all texts out costs more than looking whether there is an environment at all.
      if (!template.file.text.includes('Environment')) return;
      for (const { name, text, resource, node, when } of environmentVariables(template, context.graph)) {
        const how = howSecret(name, text, template);
        if (!how) continue;
        context.report({
          at: { node },
          resource,
          when: when.filter(({ kind }) => kind === 'condition'),
          message: `Variable \`${name}\` of ${nameResource(resource)} holds ${how}, which everybody who may read its configuration sees. Hand over the name of the secret and let the software fetch it`,
          evidence: `Variable::${name}`,
        });
      }
    },
  },
});

function howSecret(name: string, text: Text, template: Template): string | undefined {
  if (/^AWS_/i.test(name)) return undefined;
  if (resolvesSecret(text)) return 'a secret that CloudFormation has resolved';
  const hidden = parametersIn(text.node, template).find(({ noEcho }) => noEcho);
  if (hidden) return `the hidden parameter \`${hidden.name}\``;
  const written = literal(text);
  if (written === undefined || findCredentials(written).length > 0) return undefined;
  return isSecretName(name) && isWrittenSecret(text) && canBeSecret(written)
    ? 'a secret in clear'
    : undefined;
}
