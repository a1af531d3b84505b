import { nameResource } from '../src/analysis/recipient.ts';
import { missingElements, strayElements } from '../src/analysis/policy-elements.ts';
import { nearest } from '../src/iam/spelling.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'valid-policy-structure',
  title: 'Policy is not of the grammar of IAM policies',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'AWS rejects such a policy when the stack is deployed, after minutes of creating other resources, and rolls all of it back.',
    fix: 'Correct the element; the message says what is expected.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html',
    ],
  },
  covers: [
    'policy-json-syntax',
    'policy-unknown-element',
    'statement-missing',
    'statement-missing-effect',
    'statement-invalid-effect',
    'statement-missing-action',
    'statement-missing-resource',
    'statement-missing-principal',
    'statement-element-conflict',
    'identity-policy-has-principal',
    'action-empty',
    'resource-empty',
    'principal-empty',
    'principal-bad-key',
    'condition-empty',
    'trust-policy-has-resource',
  ],
  // prettier-ignore
  also: {
    'cfn-lint': ['E3510', 'E3512', 'E3513', 'E3530'],
    parliament: ['MALFORMED', 'MALFORMED_JSON', 'UNKNOWN_PRINCIPAL'],
    'access-analyzer': [
      'INVALID_POLICY_ELEMENT', 'MISSING_STATEMENT', 'MISSING_EFFECT', 'INVALID_EFFECT',
      'MISSING_ACTION', 'MISSING_RESOURCE', 'MISSING_PRINCIPAL', 'UNSUPPORTED_ELEMENT_COMBINATION',
      'UNSUPPORTED_PRINCIPAL', 'EMPTY_OBJECT_PRINCIPAL', 'DATA_TYPE_MISMATCH', 'JSON_SYNTAX_ERROR',
      'EMPTY_ARRAY_ACTION', 'EMPTY_ARRAY_RESOURCE', 'EMPTY_ARRAY_PRINCIPAL', 'INVALID_PRINCIPAL_KEY',
      'EMPTY_ARRAY_CONDITION', 'EMPTY_ARRAY_CONDITION_FORALLVALUES', 'EMPTY_ARRAY_CONDITION_FORANYVALUE',
      'EMPTY_ARRAY_CONDITION_IFEXISTS', 'EMPTY_OBJECT_CONDITION',
      'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Misspelt, doubled and missing elements',
        template: `

Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: allow # flagged
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
          - Effect: Allow
            Actions: s3:GetObject # flagged
            Action: s3:GetObject
            NotAction: s3:PutObject # flagged
            Resource: arn:aws:s3:::example/*
          - Effect: Allow # flagged
            Action: s3:GetObject
`,
      },
      {
        title: 'Principals where they do not belong, and none where they do',
        template: `

Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
            Resource: "*" # flagged
      Policies:
        - PolicyName: reads
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Principal: "*" # flagged
                Action: s3:GetObject
                Resource: arn:aws:s3:::example/*
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: example
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow # flagged
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/*
`,
      },
    ],
    good: [
      {
        title: 'One statement without a list, values by functions, and a policy in JSON',
        template: `

Parameters:
  Effect: { Type: String }
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: 2012-10-17
        Id: example
        Statement:
          Sid: Reads
          Effect: !Ref Effect
          Action: s3:GetObject
          NotResource: !Ref AWS::NoValue
          Resource: [!Sub "arn:\${AWS::Partition}:s3:::example/*"]
          Condition: { StringEquals: { aws:RequestedRegion: eu-west-1 } }
  Permissions:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: reads
      InstanceArn: arn:aws:sso:::instance/ssoins-0123456789abcdef
      InlinePolicy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}'
`,
      },
    ],
  },
  visit: {
    policy(policy, context) {
      const where = `in a policy of ${nameResource(policy.owner)}`;
      for (const { element, detail, kind, node, when } of policy.defects) {
        const meant = kind === 'unknown-element' ? nearest(element, ELEMENTS) : undefined;
        context.report({
          at: { node },
          when,
          message: `\`${element}\` ${detail}${meant === undefined ? '' : `; perhaps \`${meant}\` was meant`}, ${where}`,
          evidence: `${element}::${kind}`,
        });
      }
    },
    statement(statement, context) {
      const where = `in a policy of ${nameResource(statement.policy.owner)}`;
      for (const element of missingElements(statement))
        context.report({
          at: statement,
          message: `\`${element}\` is missing ${where}. AWS rejects the policy without it`,
          evidence: `${element}::missing-element`,
        });
      for (const { element, node, reason } of strayElements(statement))
        context.report({
          at: { node },
          when: statement.when,
          message: `\`${element}\` has no place ${where}: ${reason}`,
          evidence: `${element}::stray-element`,
        });
    },
  },
});

const ELEMENTS = [
  'Version', 'Id', 'Statement', 'Sid', 'Effect', 'Principal', 'NotPrincipal',
  'Action', 'NotAction', 'Resource', 'NotResource', 'Condition',
]; // prettier-ignore
