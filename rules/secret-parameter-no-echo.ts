import { keyOfProperty } from '../src/analysis/property-key.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { isSecretName } from '../src/analysis/secret-names.ts';
import { secretValues } from '../src/analysis/secret-values.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Parameter } from '../src/template/template.ts';

export default defineRule({
  id: 'secret-parameter-no-echo',
  title: 'Parameter for a secret is shown to everybody who may describe the stack',
  category: 'secrets',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'CloudFormation keeps the values of parameters and shows them in the console and to everybody who may call `DescribeStacks`, which read-only roles and many tools may.',
    fix: 'Set `NoEcho: true` on the parameter. Better, do without the parameter: let Secrets Manager make the secret and refer to it with `{{resolve:secretsmanager:…}}`.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    ],
  },
  covers: ['parameter-secret-default', 'login-profile-plaintext-password'],
  also: {
    'cfn-lint': ['W2501', 'W1011'],
    cfn_nag: ['F51'],
    kics: ['487f4be7-3fd9-4506-a07a-eae252180c08', '06adef8c-c284-4de7-aad2-af43b07a8ca1'],
    'guard-registry': ['IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD'],
  },
  examples: {
    bad: [
      {
        title: 'A password that a database takes, and one by its name',
        template: `
Parameters:
  Master: { Type: String }
  AdminPassword: # flagged
    Type: String
    NoEcho: "false"
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref Master # flagged
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !Sub "\${AdminPassword}" }
`,
      },
    ],
    good: [
      {
        title: 'Hidden ones, a name of a secret, a secret by reference',
        template: `
Parameters:
  Master: { Type: String, NoEcho: "true" }
  AdminPassword: { Type: String, NoEcho: true }
  PasswordSecretName: { Type: String }
  DatabasePassword: { Type: String, Default: "{{resolve:ssm-secure:database:1}}" }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUserPassword: !Ref Master }
  Other:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUserPassword: !Sub "{{resolve:secretsmanager:\${PasswordSecretName}}}" }
`,
      },
      {
        title: 'A switch about a password',
        template: `
Parameters:
  CreatePassword: { Type: String, AllowedValues: ["yes", "no"] }
Conditions:
  Creates: !Equals [!Ref CreatePassword, "yes"]
Resources:
  Secret:
    Type: AWS::SecretsManager::Secret
    Condition: Creates
    Properties: { GenerateSecretString: { PasswordLength: 30 } }
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
          const { parameter } = source;
          judged.add(parameter.name);
          if (parameter.noEcho || isReference(parameter)) continue;
          context.report({
            at: value,
            resource,
            when,
            message: `Parameter \`${parameter.name}\`, the \`${property}\` of ${nameResource(resource)}, is shown to everybody who may describe the stack. Set NoEcho on it, or keep the secret in Secrets Manager`,
            evidence: `Parameter::${parameter.name}`,
            related: [{ at: parameter, label: 'has no NoEcho' }],
          });
        }
      for (const parameter of template.parameters.values()) {
        if (judged.has(parameter.name) || parameter.noEcho || isReference(parameter)) continue;
        if (parameter.type !== 'String' || parameter.allowedValues.length > 0) continue;
        if (!isSecretName(parameter.name)) continue;
        context.report({
          at: { node: keyOfProperty(parameter.node) },
          message: `Parameter \`${parameter.name}\` is shown to everybody who may describe the stack. Set NoEcho on it, or keep the secret in Secrets Manager`,
          evidence: `Parameter::${parameter.name}`,
          confidence: 'medium',
        });
      }
    },
  },
});

/** Its default says where the secret is and not what it is. */
function isReference({ default: node }: Parameter): boolean {
  return node?.kind === 'scalar' && node.text.trim().startsWith('{{resolve:');
}
