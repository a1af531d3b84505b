import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type CfnNode, get, isNull } from '../src/template/node.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'no-cfn-init-credentials',
  title: 'Metadata for cfn-init holds credentials',
  category: 'secrets',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: '`AWS::CloudFormation::Authentication` is metadata, which everybody reads who may describe the resources of the stack; `NoEcho` does not hide what stands there. A key or password in it is known to all of them.',
    fix: 'For S3, name the role of the instance in `roleName` instead of a key. For other addresses, let a script fetch the password from Secrets Manager.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-authentication.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
    ],
  },
  covers: ['cfn-init-authentication-credentials'],
  also: {
    cfn_nag: ['W1'],
    'guard-registry': ['CFN_AUTHENTICATION_RULE'],
    kics: ['9ecb6b21-18bc-4aa7-bd07-db20f1c746db'],
  },
  examples: {
    bad: [
      {
        title: 'A key for S3, and a password for an address',
        template: `
Parameters:
  Secret: { Type: String, NoEcho: true }
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Authentication:
        bucket:
          type: S3
          accessKeyId: some-id # flagged
          secretKey: !Ref Secret # flagged
          buckets: [example]
        site:
          type: basic
          username: app
          password: correct-horse # flagged
          uris: [https://www.example.com/app]
    Properties: { ImageId: ami-0example }
`,
      },
    ],
    good: [
      {
        title: 'The role of the instance',
        template: `
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Authentication:
        bucket:
          type: S3
          roleName: app
          buckets: [example]
    Properties: { ImageId: ami-0example, IamInstanceProfile: app }
`,
      },
      {
        title: 'An empty password, and no metadata',
        template: `
Resources:
  Machine:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Authentication:
        site: { type: basic, username: app, password: "", uris: [https://www.example.com/app] }
    Properties: { ImageId: ami-0example }
  Other:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0example }
`,
      },
    ],
  },
  visit: {
    resource(resource, context) {
      // Some write it as an attribute of the resource, where it does nothing but is read all the same.
      const blocks = [get(resource.metadata, AUTHENTICATION), get(resource.node, AUTHENTICATION)].filter(
        (block) => block?.kind === 'map',
      );
      for (const block of blocks)
        for (const [name, { value }] of block.entries)
          for (const key of SECRETS) {
            const secret = get(value, key);
            if (!secret || isNull(secret) || isEmpty(secret)) continue;
            context.report({
              at: { node: secret },
              resource,
              message: `The metadata of ${nameResource(resource)} holds the \`${key}\` of \`${name}\`, which everybody who may describe the stack's resources reads. ${key === 'password' ? 'Let a script fetch it from Secrets Manager' : 'Name the role of the instance in roleName'}`,
              evidence: `${name}::${key}`,
            });
          }
      function isEmpty(node: CfnNode): boolean {
        return context.graph.texts(node, resource).every((text) => literal(text) === '');
      }
    },
  },
});

const AUTHENTICATION = 'AWS::CloudFormation::Authentication';
const SECRETS = ['accessKeyId', 'secretKey', 'password'] as const;
