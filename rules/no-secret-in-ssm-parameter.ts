import { findCredentials } from '../src/analysis/credential-patterns.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { canBeSecret } from '../src/analysis/secret-names.ts';
import { isWrittenSecret, parametersIn, resolvesSecret } from '../src/analysis/secret-values.ts';
import { type PropertyValue } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Resource } from '../src/template/template.ts';
import { display, literal } from '../src/values/value.ts';

export default defineRule({
  id: 'no-secret-in-ssm-parameter',
  title: 'Secret is stored in an SSM parameter in clear',
  category: 'secrets',
  severity: 'high',
  confidence: 'medium',
  preset: 'recommended',
  docs: {
    why: 'CloudFormation makes SSM parameters of type String and StringList only. They are not encrypted, everybody with `ssm:GetParameter` on them reads the value, and so does everybody who may read the template.',
    fix: 'Store the secret in Secrets Manager. For a SecureString, make the parameter outside of CloudFormation and refer to it with `{{resolve:ssm-secure:…}}`.',
    exceptions: 'A parameter that is called a secret and holds its name or address.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html',
    ],
  },
  covers: ['ssm-parameter-secret-literal'],
  also: { checkov: ['CKV_AWS_384'] },
  examples: {
    bad: [
      {
        title: 'Written, hidden in a parameter, and taken out of Secrets Manager',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Key:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /app/api_key
      Type: String
      Value: akdfaksdfjkasdfjskafjdkfajsdfk345 # flagged
  Hidden:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Ref Password # flagged
  Copied:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: "{{resolve:secretsmanager:app}}" # flagged
`,
      },
    ],
    good: [
      {
        title: 'What is called a secret and is none',
        template: `
Parameters:
  Qualifier: { Type: String }
Resources:
  Version:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: secret, Value: !Sub "/bootstrap/\${Qualifier}/version" }
  Where:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: /app/secret, Value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-a1b2c3" }
  Expiry:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: /app/token, Value: "30" }
  Other:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: SuperSecret, Value: !Ref Version }
`,
      },
      {
        title: 'Something else that may be known',
        template: `
Resources:
  Domain:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: /app/domain, Value: www.example.com }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::SSM::Parameter'],
    resource(parameter, context) {
      const names = context.graph
        .property(parameter, 'Name')
        .flatMap(({ text }) => (text ? display(text) : []));
      for (const value of context.graph.property(parameter, 'Value')) {
        const what = secretIn(value, parameter, names);
        if (!what) continue;
        context.report({
          at: value,
          when: value.when.filter(({ kind }) => kind === 'condition'),
          message: `${capital(nameResource(parameter))} holds ${what}, and CloudFormation can only make it as plain text. Store the secret in Secrets Manager`,
          evidence: 'Value',
        });
      }
    },
  },
});

function secretIn(value: PropertyValue, parameter: Resource, names: readonly string[]): string | undefined {
  const { text } = value;
  if (!text) return undefined;
  if (resolvesSecret(text)) return 'a secret that CloudFormation resolves';
  const hidden = parametersIn(text.node, parameter.template).find(({ noEcho }) => noEcho);
  if (hidden) return `the hidden parameter \`${hidden.name}\``;
  const written = literal(text);
  if (written === undefined || findCredentials(written).length > 0) return undefined;
  const isNamedSecret = names.some((name) => NAMED_SECRET.test(name) && !/example|test/i.test(name));
  return isNamedSecret &&
    !/EXAMPLE/.test(written) &&
    written.length >= 8 &&
    isWrittenSecret(text) &&
    canBeSecret(written)
    ? 'what its name calls a secret'
    : undefined;
}

/** The last part of the name says so: `/app/secret`, `MYSECRET`, `/app/db-password-2`. */
const NAMED_SECRET =
  /(?:secret|password|passwd|passphrase|token|api[-_]?key|private[-_]?key|credentials?)[-_]?\d*$/i;
