import { findCredentials } from '../src/analysis/credential-patterns.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { isUserDataPath } from '../src/analysis/secret-exposure.ts';
import { canBeSecret, isSecretName } from '../src/analysis/secret-names.ts';
import { parametersIn, resolvesSecret } from '../src/analysis/secret-values.ts';
import { type WrittenText } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Template } from '../src/template/template.ts';

export default defineRule({
  id: 'no-secret-in-user-data',
  title: 'Secret stands in the user data of a machine',
  category: 'secrets',
  severity: 'high',
  confidence: 'medium',
  preset: 'recommended',
  docs: {
    why: 'User data is text that every process on the machine reads from the metadata service, and everybody with `ec2:DescribeInstanceAttribute` or `ec2:DescribeLaunchTemplateVersions` from outside. It is not encrypted, and it stays in every version of a launch template.',
    fix: 'Give the machine a role that may read the secret, and let the script fetch it from Secrets Manager or as a SecureString when it runs.',
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds',
    ],
  },
  covers: ['user-data-credentials'],
  also: {
    trivy: ['AWS-0029', 'AWS-0129'],
    checkov: ['CKV_AWS_46'],
    kics: ['568cc372-ca64-420d-9015-ee347d00d288'],
    'kics-terraform': ['ec2_instance_using_api_keys'],
  },
  examples: {
    bad: [
      {
        title: 'A password that the script sets, and a hidden parameter',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        UserData: export DATABASE_PASSWORD=password1234 # flagged
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Sub "mysql -p \${Password}" # flagged
`,
      },
      {
        title: 'A secret that CloudFormation puts in, in one of two environments',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Config:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      ImageId: ami-0example
      InstanceType: t3.micro
      UserData: !If
        - IsProd
        - Fn::Base64: "login {{resolve:secretsmanager:app:SecretString:password}}" # flagged
        - !Ref AWS::NoValue
`,
      },
    ],
    good: [
      {
        title: 'The script fetches what it needs',
        template: `
Parameters:
  SecretName: { Type: String }
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          export SSM_PATH=/database/creds
          DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id \${SecretName} --query SecretString --output text)
          ADMIN_PASSWORD="$DB_PASSWORD"
          API_KEY=\`cat /run/key\`
          mysql --password="$ADMIN_PASSWORD"
`,
      },
      {
        title: 'Words about passwords',
        template: `
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: |
          sed -i 's/PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config
          password=none
`,
      },
    ],
  },
  visit: {
    template(template, context) {
      if (!template.file.text.includes('UserData')) return;
      for (const written of context.graph.writtenTexts(template)) {
        const { place, node, when } = written;
        if (place.kind !== 'property' || !isUserDataPath(place.path)) continue;
        for (const { what, evidence } of secretsIn(written, template))
          context.report({
            at: { node },
            resource: place.resource,
            when: when.filter(({ kind }) => kind === 'condition'),
            message: `The user data of ${nameResource(place.resource)} holds ${what}, which every process on the machine and everybody who may describe it reads. Let the script fetch it from Secrets Manager with the role of the machine`,
            evidence,
          });
      }
    },
  },
});

function secretsIn(
  { text }: WrittenText,
  template: Template,
): readonly { readonly what: string; readonly evidence: string }[] {
  const found: { what: string; evidence: string }[] = [];
  if (resolvesSecret(text))
    found.push({ what: 'a secret that CloudFormation resolves', evidence: 'UserData::resolve' });
  for (const { name, noEcho } of parametersIn(text.node, template))
    if (noEcho) found.push({ what: `the hidden parameter \`${name}\``, evidence: `UserData::${name}` });
  for (const segment of text.segments)
    if (typeof segment === 'string')
      for (const name of assignedSecrets(segment))
        found.push({ what: `\`${name}\` in clear`, evidence: `UserData::${name}` });
  return found;
}

/** Names of secrets to which a script gives a value that stands there: `export DB_PASSWORD=hunter22`. */
function assignedSecrets(script: string): readonly string[] {
  const names = new Set<string>();
  for (const [, name, value] of script.matchAll(
    /(?<![\w$.-])([A-Za-z_][\w-]{2,60})["']?[ \t]{0,4}[=:][ \t]{0,4}["']?([^\s"'$`<>(){}|;&,]{6,200})(?![\w$({])/g,
  ))
    if (
      isSecretName(name!) &&
      canBeSecret(value!) &&
      !/^(?:example|changeme|password|secret|xxx+)$/i.test(value!) &&
      // What is certainly a key stands under no-literal-credentials.
      findCredentials(`${name}=${value}`).length === 0
    )
      names.add(name!);
  return [...names];
}
