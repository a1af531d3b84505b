import { identityOfUser, usersOfKey } from '../src/analysis/access-key-user.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { exposureOf } from '../src/analysis/secret-exposure.ts';
import { type ResourceGraph } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Resource } from '../src/template/template.ts';
import { type Segment } from '../src/values/value.ts';

export default defineRule({
  id: 'no-access-key-secret-exposure',
  title: 'Secret of an access key stands where others can read it',
  category: 'users',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'CloudFormation shows the outputs, the metadata and most properties of a stack to everybody who may describe it, which is far more people and tools than may use the key. Environment variables, user data and SSM parameters of type String are read just as easily, and none of them tells who did.',
    fix: 'Do without the key: give the workload a role. Where it must be, let `Fn::GetAtt Key.SecretAccessKey` go into `SecretString` of an `AWS::SecretsManager::Secret` and nowhere else, and let the software read it from there.',
    exceptions: 'A custom resource that does nothing but derive an SMTP password and store it as a secret.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-accesskey.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#securing_access-keys',
    ],
  },
  covers: ['access-key-secret-exposed'],
  also: {},
  examples: {
    bad: [
      {
        title: 'In an output, and through a parameter of type String',
        template: `
Resources:
  User: { Type: AWS::IAM::User }
  Key:
    Type: AWS::IAM::AccessKey
    Properties: { UserName: !Ref User }
  Stored:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Sub "\${Key}:\${Key.SecretAccessKey}" # flagged
Outputs:
  Secret:
    Value: !GetAtt Key.SecretAccessKey # flagged
`,
      },
      {
        title: 'In the environment of a function and in the user data of an instance',
        template: `
Resources:
  Key:
    Type: AWS::IAM::AccessKey
    Properties: { UserName: deployer }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/function
      Environment:
        Variables:
          SECRET: !GetAtt Key.SecretAccessKey # flagged
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Join ["", ["export AWS_SECRET_ACCESS_KEY=", !GetAtt Key.SecretAccessKey]] # flagged
`,
      },
    ],
    good: [
      {
        title: 'In Secrets Manager, with the id of the key in an output',
        template: `
Resources:
  User: { Type: AWS::IAM::User }
  Key:
    Type: AWS::IAM::AccessKey
    Properties: { UserName: !Ref User }
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      SecretString: !Sub '{"id": "\${Key}", "secret": "\${Key.SecretAccessKey}"}'
Outputs:
  KeyId: { Value: !Ref Key }
  SecretArn: { Value: !Ref Secret }
`,
      },
      {
        title: 'Something else that has an attribute of that name',
        template: `
Resources:
  Key: { Type: Custom::Key, Properties: { ServiceToken: arn:aws:lambda:eu-west-1:111122223333:function:key } }
Outputs:
  Out: { Value: !GetAtt Key.SecretAccessKey }
`,
      },
    ],
  },
  visit: {
    template(template, context) {
      // An access key's secret can come from another template, but only when some template has an access key.
      if (context.graph.resourcesOfType('AWS::IAM::AccessKey').length === 0) return;
      for (const written of context.graph.writtenTexts(template))
        for (const key of keysIn(written.text.segments)) {
          const exposure = exposureOf(written.place);
          if (!exposure) continue;
          context.report({
            at: written,
            ...('resource' in written.place ? { resource: written.place.resource } : {}),
            message: `The secret access key of ${ownerOf(key, context.graph)} ${exposure.clause}. Put it into Secrets Manager, or give the workload a role`,
            evidence: `${exposure.kind}::${key.logicalId}`,
            severity: exposure.kind === 'custom-resource' ? 'medium' : 'critical',
            confidence: exposure.kind === 'property' ? 'medium' : 'high',
            related: [{ at: key, label: 'the access key' }],
          });
        }
    },
  },
});

function keysIn(segments: readonly Segment[]): readonly Resource[] {
  const keys = segments.flatMap((segment) =>
    typeof segment === 'object' &&
    segment.attribute === 'SecretAccessKey' &&
    segment.target?.type === 'AWS::IAM::AccessKey'
      ? [segment.target]
      : [],
  );
  return [...new Set(keys)];
}

function ownerOf(key: Resource, graph: ResourceGraph): string {
  const [user] = usersOfKey(key, graph);
  if (!user) return 'a user';
  return user.user ? nameResource(user.user.resource) : `user \`${identityOfUser(user)}\``;
}
