import { nameResource } from '../src/analysis/recipient.ts';
import { findConditionKey } from '../src/catalogue/services.ts';
import { PLAIN_POLICY_TYPE } from '../src/template/template.ts';
import { literal } from '../src/values/value.ts';
import { type Fix } from '../src/rule/finding.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type CfnNode } from '../src/template/node.ts';
import { offsetIn } from '../src/template/scalar-offsets.ts';

export default defineRule({
  id: 'valid-policy-variable',
  title: 'Policy variable is not read as one',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A policy variable such as `${aws:username}` is replaced for every request, but only in policies of version `2012-10-17`; in others it is plain text that matches nothing. Within `Fn::Sub` CloudFormation takes it for a name of its own, and the stack fails.',
    fix: 'Write `Version: "2012-10-17"`. Within `Fn::Sub` write `${!aws:username}`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html',
    ],
  },
  covers: ['variable-needs-2012-version', 'unescaped-policy-variable-in-sub'],
  also: { 'access-analyzer': ['VARIABLE_UNSUPPORTED_IN_VERSION'] },
  examples: {
    bad: [
      {
        title: 'In a policy without version',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::example/\${aws:username}/* # flagged
`,
      },
      {
        title: 'Not escaped within Fn::Sub',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListBucket
            Resource: arn:aws:s3:::example
            Condition:
              StringLike:
                s3:prefix: !Sub "\${AWS::StackName}/\${aws:username}/*" # flagged
`,
        fixed: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListBucket
            Resource: arn:aws:s3:::example
            Condition:
              StringLike:
                s3:prefix: !Sub "\${AWS::StackName}/\${!aws:username}/*"
`,
      },
    ],
    good: [
      {
        title: 'In the current version, escaped, and variables of CloudFormation',
        template: `

Parameters:
  Bucket: { Type: String }
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::example/\${aws:username}/*
              - !Sub arn:\${AWS::Partition}:s3:::\${Bucket}/\${!aws:username}/*
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      const version = policy.version && literal(policy.version);
      const isPlainText =
        policy.site.property !== '' &&
        policy.node !== statement.node &&
        policy.owner.type !== PLAIN_POLICY_TYPE &&
        (policy.version === undefined || version === '2008-10-17');
      const texts = [
        ...statement.resources,
        ...statement.notResources,
        ...statement.conditions.flatMap(({ values }) => values),
      ];
      for (const text of texts)
        for (const segment of text.segments) {
          if (typeof segment !== 'string') {
            if (segment.kind !== 'unknown' || !isVariable(segment.expression)) continue;
            context.report({
              at: text,
              message: `CloudFormation takes \`\${${segment.expression}}\` in the policy of ${nameResource(policy.owner)} for a name in the template and fails. Write \`\${!${segment.expression}}\``,
              evidence: `Variable::${segment.expression}`,
              fixes: escapeFix(text.node, segment.expression),
            });
            continue;
          }
          if (!isPlainText) continue;
          for (const [written, name] of segment.matchAll(/\$\{([^}]{1,200})\}/g)) {
            if (!isVariable(name!.split(',')[0]!.trim())) continue;
            context.report({
              at: text,
              message: `\`${written}\` is plain text in the policy of ${nameResource(policy.owner)}, because its version is ${version === undefined ? 'not given' : `\`${version}\``}. Write \`Version: "2012-10-17"\``,
              evidence: `Variable::${name!}`,
            });
          }
        }
    },
  },
});

function isVariable(name: string): boolean {
  return !name.startsWith('AWS::') && name.includes(':') && findConditionKey(name) !== undefined;
}

/** Puts the `!` into the text of a Fn::Sub that makes CloudFormation leave the variable to IAM. */
function escapeFix(node: CfnNode, name: string): readonly Fix[] {
  const argument = node.kind === 'intrinsic' && node.fn === 'Fn::Sub' ? node.argument : undefined;
  const scalar = argument?.kind === 'list' ? argument.items[0] : argument;
  if (scalar?.kind !== 'scalar') return [];
  const at = scalar.text.indexOf(`\${${name}}`);
  const { file } = scalar.span;
  const start = at === -1 ? -1 : offsetIn(scalar, at + 2);
  if (start === -1 || !file.text.startsWith(`\${${name}}`, start - 2)) return [];
  const edits = [{ span: { file, start, end: start }, text: '!' }];
  return [{ title: `Write \`\${!${name}}\``, safety: 'suggestion', edits }];
}
