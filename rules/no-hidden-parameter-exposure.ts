import { type Exposure, exposureOf } from '../src/analysis/secret-exposure.ts';
import { parametersIn } from '../src/analysis/secret-values.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Located } from '../src/template/node.ts';
import { type Parameter } from '../src/template/template.ts';
import { type Guard } from '../src/values/value.ts';

export default defineRule({
  id: 'no-hidden-parameter-exposure',
  title: 'Hidden parameter is shown by an output or by metadata',
  category: 'secrets',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`NoEcho` hides the value of a parameter among the parameters of the stack, and nowhere else. An output shows it to everybody who may describe the stack, metadata to everybody who may describe its resources, and what `cfn-init` writes stands there as well.',
    fix: 'Leave the value out of outputs and metadata. Let the machine fetch the secret from Secrets Manager with its role.',
    exceptions: 'A parameter that was given `NoEcho` although it is no secret.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds',
    ],
  },
  covers: ['noecho-leaked'],
  also: { 'cfn-lint': ['W2010'] },
  examples: {
    bad: [
      {
        title: 'In an output, in an address, and in what cfn-init writes',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Init:
        config:
          files:
            /etc/app.conf:
              content: !Sub "password = \${Password}" # flagged
    Properties: { ImageId: ami-0example }
Outputs:
  Password:
    Value: !Ref Password # flagged
  Url:
    Value: !Join ["", ["postgres://app:", !Ref Password, "@db"]] # flagged
`,
      },
    ],
    good: [
      {
        title: 'Used where it belongs, a parameter that is not hidden, and what depends on a hidden one',
        template: `
Parameters:
  Password: { Type: String, NoEcho: true, Default: "" }
  User: { Type: String }
Conditions:
  HasPassword: !Not [!Equals [!Ref Password, ""]]
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: !Ref User
      MasterUserPassword: !Ref Password
Outputs:
  User: { Value: !Ref User }
  Protected: { Value: !If [HasPassword, "yes", "no"] }
`,
      },
      {
        title: 'Where cfn-init may fetch it',
        template: `
Resources:
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: {} } }
  Machine:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Init:
        config: { files: { /etc/app.conf: { content: !Sub "secret = \${Secret}" } } }
    Properties: { ImageId: ami-0example }
`,
      },
    ],
  },
  visit: {
    template(template, context) {
      const hasHidden = [...template.parameters.values()].some(({ noEcho }) => noEcho);
      if (!hasHidden) return;
      const groups = new Map<string, Leak[]>();
      for (const { place, node, when } of context.graph.writtenTexts(template)) {
        if (place.kind === 'property') continue;
        for (const parameter of parametersIn(node, template)) {
          const exposure = parameter.noEcho ? exposureOf(place) : undefined;
          if (!exposure) continue;
          const key = `${parameter.name} ${exposure.clause}`;
          const leak = { parameter, exposure, node, when: when.filter(({ kind }) => kind === 'condition') };
          const others = groups.get(key);
          if (others) others.push(leak);
          else groups.set(key, [leak]);
        }
      }
      for (const [first, ...others] of groups.values()) {
        const { parameter, exposure, node, when } = first!;
        context.report({
          at: { node },
          when: others.some((other) => other.when.length === 0) ? [] : when,
          message: `Parameter \`${parameter.name}\` has NoEcho but ${exposure.clause}. Leave it out here, and let whoever needs it fetch it from Secrets Manager`,
          evidence: `${exposure.kind}::${parameter.name}`,
          related: [
            { at: parameter, label: 'hidden here' },
            ...others
              .slice(0, MAX_RELATED)
              .map((other) => ({ at: { node: other.node }, label: 'shown here, too' })),
          ],
        });
      }
    },
  },
});

const MAX_RELATED = 5;

interface Leak extends Located {
  readonly parameter: Parameter;
  readonly exposure: Exposure;
  readonly when: Guard;
}
