import {
  type CredentialKind,
  findCredentials,
  type FoundCredential,
  isSecretAccessKey,
} from '../src/analysis/credential-patterns.ts';
import { nameOfValue } from '../src/analysis/value-name.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type CfnNode, type IntrinsicNode, type ScalarNode, scalarNode } from '../src/template/node.ts';
import { type Resource } from '../src/template/template.ts';
import { literal, type Text } from '../src/values/value.ts';

export default defineRule({
  id: 'no-literal-credentials',
  title: 'AWS credentials or a private key are written in the template',
  category: 'secrets',
  severity: 'critical',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A template is read by everybody who may read the repository, its history, the build or the stack. A key that stands in it has leaked: whoever has read it acts as its owner, and deleting the line does not take it back.',
    fix: 'Deactivate the key first and look in CloudTrail for what it was used for. Then give the workload a role; where a secret must be, keep it in Secrets Manager and refer to it with `{{resolve:secretsmanager:…}}`.',
    exceptions: 'A key that was made for tests and opens nothing.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#securing_access-keys',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    ],
  },
  covers: [
    'aws-access-key-literal',
    'private-key-literal',
    'lambda-env-credentials',
    'user-data-credentials',
  ],
  also: {
    checkov: ['CKV_AWS_45', 'CKV_AWS_46', 'CKV_SECRET_2', 'CKV_SECRET_13'],
    trivy: ['AWS-0029', 'AWS-0129'],
    kics: [
      '76c0bcde-903d-456e-ac13-e58c34987852',
      '83ab47ff-381d-48cd-bac5-fb32222f54af',
      '51b5b840-cd0c-4556-98a7-fe5f4def80cf',
      '2564172f-c92b-4261-9acd-464aed511696',
      '568cc372-ca64-420d-9015-ee347d00d288',
    ],
    'kics-terraform': ['ec2_instance_using_api_keys'],
  },
  examples: {
    bad: [
      {
        title: 'A key in the environment of a function and in a shell script',
        template: `
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/function
      Environment:
        Variables:
          KEY: ${'AKIA'}QYLPMN5HHHFPZAM2 # flagged
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: "export AWS_SECRET_ACCESS_KEY=${'wJalrXUtnFEMI/K7MDENG'}/bPxRfiCYEXAMPL3KEY" # flagged
`,
      },
      {
        title: 'A secret as the default of a parameter, and a private key',
        template: `
Parameters:
  SecretKey:
    Type: String
    NoEcho: true
    Default: ${'wJalrXUtnFEMI/K7MDENG'}/bPxRfiCYEXAMPL3KEY # flagged
Resources:
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      SecretString: "-----BEGIN ${'PRIVATE'} KEY-----\\\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7" # flagged
`,
      },
    ],
    good: [
      {
        title: 'The keys of the documentation, the id of a user, a hash, a reference',
        template: `
Parameters:
  SecretKey: { Type: String, NoEcho: true }
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/function
      Environment:
        Variables:
          EXAMPLE_ID: ${'AKIA'}IOSFODNN7EXAMPLE
          EXAMPLE_SECRET_KEY: ${'wJalrXUtnFEMI/K7MDENG'}/bPxRfiCYEXAMPLEKEY
          USER_ID: AIDAQYLPMN5HHHFPZAM2
          SECRET_KEY_SHA1: da39a3ee5e6b4b0d3255bfef95601890afd80709
          SECRET_KEY: !Ref SecretKey
          OTHER: "{{resolve:secretsmanager:app:SecretString:key}}"
`,
      },
      {
        title: 'Code that looks for keys, and a public one',
        template: `
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/function
      Code:
        ZipFile: |
          def handler(event, context):
              return "-----BEGIN PRIVATE KEY-----" in event["text"]
  Key:
    Type: AWS::EC2::KeyPair
    Properties: { KeyName: app, PublicKeyMaterial: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexample }
`,
      },
    ],
  },
  visit: {
    template(template, context) {
      const { graph } = context;
      const written = writtenCredentials(template.root);
      // Most templates hold none, and writing all of their texts out costs more than looking for one.
      if (written.size === 0 && !mayComposeCredentials(template.root)) return;
      const used = new Set<string>();
      const report = (
        kind: CredentialKind,
        at: CfnNode,
        name: string | undefined,
        resource?: Resource,
      ): void =>
        context.report({
          at: { node: at },
          ...(resource ? { resource } : {}),
          message: `${WHAT[kind]}, which whoever reads the template can use from now on. Deactivate it and give the workload a role, or keep it in Secrets Manager`,
          evidence: `${kind}::${name ?? ''}`,
        });
      // By where it is used, so that the way that a value takes through the template does not matter.
      for (const { text, node, place } of graph.writtenTexts(template)) {
        const known = literalPart(text);
        if (known.length < MIN_LENGTH) continue;
        const resource = 'resource' in place ? place.resource : undefined;
        const name = nameOfValue(node, (beside) => {
          const [first] = resource ? graph.texts(beside, resource) : [];
          return first && literal(first);
        });
        for (const { kind, value } of credentialsIn(known, name)) {
          used.add(value);
          report(kind, written.get(value)?.at ?? node, name, resource);
        }
      }
      // What nothing uses, or nothing that is understood, has leaked all the same.
      for (const [value, { kind, at, name }] of written) if (!used.has(value)) report(kind, at, name);
    },
  },
});

/** Whether the pieces that an Fn::Join or Fn::Sub puts together may be a credential, by their text alone. */
function mayComposeCredentials(root: CfnNode): boolean {
  const pending: CfnNode[] = [root];
  const seen = new Set<CfnNode>();
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') for (const item of node.items) pending.push(item);
    else if (node.kind === 'map') for (const { value } of node.entries.values()) pending.push(value);
    else if (node.kind === 'intrinsic' && (node.fn === 'Fn::Join' || node.fn === 'Fn::Sub')) {
      const pieces = piecesOf(node);
      if (/^[A-Za-z0-9/+]{40}$/.test(pieces) || findCredentials(pieces).length > 0) return true;
    } else if (node.kind === 'intrinsic') pending.push(node.argument);
  }
  return false;
}

/** The scalars of a function's argument one after the other, with the delimiter of an Fn::Join between them. */
function piecesOf({ fn, argument }: IntrinsicNode): string {
  const [delimiter, list] = argument.kind === 'list' ? argument.items : [];
  const isJoin = fn === 'Fn::Join' && delimiter?.kind === 'scalar' && list?.kind === 'list';
  return scalarsOf(isJoin ? list : argument)
    .map(({ text }) => text)
    .join(isJoin ? delimiter.text : '');
}

/** Shorter texts hold no credential. */
const MIN_LENGTH = 20;

/** What is not known before deployment is a blank, which is part of no credential. */
function literalPart({ segments }: Text): string {
  return segments.map((segment) => (typeof segment === 'string' ? segment : ' ')).join('');
}

const WHAT: Readonly<Record<CredentialKind, string>> = {
  'access-key-id': 'The id of an AWS access key stands here',
  'secret-access-key': 'The secret of an AWS access key stands here',
  'session-token': 'A session token of AWS stands here',
  'private-key': 'A private key stands here',
};

/** Every scalar of a document; a list or map that an alias repeats is gone through once. */
function scalarsOf(root: CfnNode): readonly ScalarNode[] {
  const scalars: ScalarNode[] = [];
  const pending: CfnNode[] = [root];
  const seen = new Set<CfnNode>();
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'scalar') {
      scalars.push(node);
      continue;
    }
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'intrinsic') pending.push(node.argument);
    else {
      const children = node.kind === 'list' ? node.items : Array.from(node.entries.values(), childOf);
      for (let at = children.length - 1; at >= 0; at--) pending.push(children[at]!);
    }
  }
  return scalars;
}

function childOf({ value }: { readonly value: CfnNode }): CfnNode {
  return value;
}

interface WrittenCredential {
  readonly kind: CredentialKind;
  readonly at: CfnNode;
  readonly name: string | undefined;
}

/** The credentials that stand in one piece anywhere in a document, by their text. */
function writtenCredentials(root: CfnNode): ReadonlyMap<string, WrittenCredential> {
  const written = new Map<string, WrittenCredential>();
  for (const node of scalarsOf(root)) {
    if (node.text.length < MIN_LENGTH) continue;
    const name = nameOfValue(node);
    for (const { kind, value, found } of credentialsIn(node.text, name))
      if (!written.has(value)) written.set(value, { kind, at: found ? partOf(node, found) : node, name });
  }
  return written;
}

function credentialsIn(
  text: string,
  name: string | undefined,
): readonly { readonly kind: CredentialKind; readonly value: string; readonly found?: FoundCredential }[] {
  if (name !== undefined && isSecretAccessKey(name, text))
    return [{ kind: 'secret-access-key', value: text }];
  const credentials = findCredentials(text).map((found) => ({
    kind: found.kind,
    value: text.slice(found.start, found.end),
    found,
  }));
  if (credentials.length > 0 || name !== 'UserData') return credentials;
  const [inside] = findCredentials(decoded(text));
  return inside ? [{ kind: inside.kind, value: text }] : [];
}

/** The credential alone where it stands in the file as it is, unescaped and unfolded; else the whole scalar. */
function partOf(node: ScalarNode, { start, end }: FoundCredential): CfnNode {
  if (start === 0 && end === node.text.length) return node;
  const { file } = node.span;
  const at = file.text.indexOf(node.text.slice(start, end), node.span.start);
  if (at === -1 || at + end - start > node.span.end) return node;
  return {
    ...scalarNode({ file, start: at, end: at + end - start }, node.text.slice(start, end)),
    parent: node.parent,
    key: node.key,
  };
}

/** What user data says that were encoded by hand; empty for a text that is no base64. */
function decoded(text: string): string {
  const packed = text.replace(/\s/g, '');
  return packed.length >= 40 && packed.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed)
    ? atob(packed)
    : '';
}
