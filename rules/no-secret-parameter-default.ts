import { nameResource } from '../src/analysis/recipient.ts';
import { canBeSecret, isSecretName } from '../src/analysis/secret-names.ts';
import { secretDefault, secretValues } from '../src/analysis/secret-values.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-secret-parameter-default',
  title: 'Parameter for a secret has a default',
  category: 'secrets',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'The default of a parameter is text in the template, which `NoEcho` does not hide. Whoever deploys without thinking of it uses the password that everybody can read.',
    fix: 'Remove the `Default`, so that a value has to be given. Better, do without the parameter: let Secrets Manager make the secret and refer to it with `{{resolve:secretsmanager:…}}`.',
    exceptions: 'A default that only opens something in a test.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds',
    ],
  },
  covers: ['parameter-secret-default', 'login-profile-plaintext-password'],
  also: {
    'cfn-lint': ['W2501', 'W1011'],
    kics: ['487f4be7-3fd9-4506-a07a-eae252180c08', '06adef8c-c284-4de7-aad2-af43b07a8ca1'],
    cfn_nag: ['F51'],
    'guard-registry': ['IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD'],
  },
  examples: {
    bad: [
      {
        title: 'A password that a database takes, however the parameter is called',
        template: `
Parameters:
  Master:
    Type: String
    NoEcho: true
    Default: correct-horse
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref Master # flagged
`,
      },
      {
        title: 'A password by its name, wherever it goes',
        template: `
Parameters:
  DBPassword:
    Type: String
    NoEcho: true
    Default: correct-horse # flagged
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/function
      Description: !Sub "uses \${DBPassword}"
`,
      },
    ],
    good: [
      {
        title: 'No default, an empty one, one that refers to a secret, a name that says something else',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
  ApiKey: { Type: String, NoEcho: true, Default: "" }
  ClientSecret: { Type: String, NoEcho: true, Default: "{{resolve:secretsmanager:app}}" }
  PasswordLength: { Type: Number, Default: 30 }
  SecretArn: { Type: String, Default: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-a1b2c3" }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUserPassword: !Ref Password }
`,
      },
      {
        title: 'A switch about a password',
        template: `
Parameters:
  RequirePassword: { Type: String, Default: "always", AllowedValues: [always, never] }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref RequirePassword } }
`,
      },
    ],
  },
  visit: {
    template(template, context) {
      const judged = new Set<string>();
      for (const resource of template.resources.values())
        for (const { property, value, source, when } of secretValues(resource, context.graph)) {
          if (source.kind !== 'parameter') continue;
          const { name } = source.parameter;
          judged.add(name);
          const written = secretDefault(source.parameter);
          if (!written) continue;
          context.report({
            at: value,
            resource,
            when,
            message: `Parameter \`${name}\`, the \`${property}\` of ${nameResource(resource)}, has a default, which everybody who may read the template knows. Remove the default, or keep the secret in Secrets Manager`,
            evidence: `Parameter::${name}`,
            related: [{ at: { node: written }, label: 'the default' }],
          });
        }
      for (const parameter of template.parameters.values()) {
        const written = secretDefault(parameter);
        if (judged.has(parameter.name) || !written || written.kind !== 'scalar') continue;
        if (parameter.type !== 'String' || parameter.allowedValues.length > 0) continue;
        if (!isSecretName(parameter.name) || !canBeSecret(written.text)) continue;
        context.report({
          at: { node: written },
          message: `Parameter \`${parameter.name}\` has a default, which everybody who may read the template knows. Remove it, or keep the secret in Secrets Manager`,
          evidence: `Parameter::${parameter.name}`,
          confidence: 'medium',
        });
      }
    },
  },
});
