import { arnPattern } from '../src/analysis/arn-pattern.ts';
import { isWrittenBySam } from '../src/analysis/generated-statement.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { arnFor } from '../src/analysis/unconstrained-actions.ts';
import { findService } from '../src/catalogue/services.ts';
import { type Action } from '../src/catalogue/types.ts';
import { expandAction } from '../src/iam/action.ts';
import { isWildcardOnly } from '../src/iam/access-level.ts';
import { matchesResourceType, parseArn } from '../src/iam/arn.ts';
import { isEverything } from '../src/iam/wildcard.ts';
import { display, literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'action-matches-resource',
  title: 'No resource of the statement is one that the action works on',
  category: 'grammar',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Every action works on certain types of resources. Where the statement names none of these, the action is neither allowed nor denied by it: `s3:GetObject` on a bucket instead of its objects, or an action that AWS limits to no resource on the ARN of one.',
    fix: 'Name a resource of a type that the action works on; the message says what its ARN looks like. Actions that cannot be limited take `*`, in a statement of their own.',
    references: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
    ],
  },
  covers: [
    'action-resource-mismatch',
    'arn-bad-resource-part',
    'arn-region-not-allowed',
    'arn-region-missing',
    'arn-account-not-allowed',
  ],
  also: {
    'cfn-lint': ['I3510'],
    parliament: ['RESOURCE_MISMATCH'],
    'access-analyzer': [
      'INVALID_ARN_RESOURCE',
      'ARN_REGION_NOT_ALLOWED',
      'MISSING_ARN_REGION',
      'ARN_ACCOUNT_NOT_ALLOWED',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Objects of a bucket, and the other way round',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:GetObject # flagged
              - s3:ListBucket
            Resource: !GetAtt Bucket.Arn
          - Effect: Allow
            Action: s3:ListBucket # flagged
            Resource: !Sub \${Bucket.Arn}/*
  Bucket:
    Type: AWS::S3::Bucket
`,
      },
      {
        title: 'An action that cannot be limited',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:ListAllMyBuckets # flagged
              - ec2:DescribeVpcs # flagged
            Resource: arn:aws:s3:::example
`,
      },
    ],
    good: [
      {
        title: 'Right types, unknown names and patterns',
        template: `

Parameters:
  Arn: { Type: String }
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: [s3:GetObject, s3:ListBucket]
            Resource: [!GetAtt Bucket.Arn, !Sub "\${Bucket.Arn}/*"]
          - Effect: Allow
            Action: s3:GetObject
            Resource: [!Ref Arn, !ImportValue other]
          - Effect: Allow
            Action: ["s3:Get*", "s3:List*"]
            Resource: arn:aws:s3:::example*
          - Effect: Allow
            Action: ec2:DescribeInstances
            Resource: "*"
  Bucket:
    Type: AWS::S3::Bucket
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy, resources } = statement;
      if (policy.site.property === '' || policy.kind === 'trust' || resources.length === 0) return;
      if (isWrittenBySam(statement)) return;
      // More pairs than a policy of IAM's size has room for are not compared.
      if (resources.length * statement.actions.length > 50_000) return;
      const patterns = resources.map(arnPattern);
      // What is no ARN is the concern of another rule, and nobody knows what it was to be.
      if (
        patterns.some(
          (pattern) => isEverything(pattern) || (!pattern.includes('\u0000') && !parseArn(pattern)),
        )
      )
        return;
      for (const text of statement.actions) {
        const written = literal(text);
        if (written === undefined || written.startsWith('*')) continue;
        const actions = expandAction(written);
        const [first] = actions;
        if (!first || actions.some((action) => patterns.some((pattern) => worksOn(action, pattern))))
          continue;
        const onlyStar = actions.every(isWildcardOnly);
        const scoped = actions.find((action) => !isWildcardOnly(action)) ?? first;
        const given = resources.length === 1 ? `\`${display(resources[0]!)}\`` : 'any of the resources';
        context.report({
          at: text,
          message: onlyStar
            ? `\`${written}\` cannot be limited to resources, so in a policy of ${nameResource(policy.owner)} it is without effect on ${given}. Move it to a statement with \`Resource: "*"\``
            : `\`${written}\` does not work on ${given}, so it is without effect in a policy of ${nameResource(policy.owner)}. It takes ${articled(arnFor(scoped))}`,
          evidence: `Action::${written}`,
          // Some services check actions on resources that their reference does not list; listing is what none can limit.
          ...(onlyStar && actions.some(({ level }) => level !== 'List')
            ? { confidence: 'low' as const }
            : {}),
          related: [{ at: resources[0]!, label: 'is of another type' }],
        });
      }
    },
  },
});

function worksOn(action: Action, pattern: string): boolean {
  // Objects behind a multi-region access point are in no reference.
  if (action.service === 's3' && /:accesspoint\//.test(pattern)) return true;
  const types = findService(action.service)?.resourceTypes;
  if (isWildcardOnly(action)) return pattern.startsWith('\u0000') || /^arn:\*+$/.test(pattern);
  return action.resources.some(({ type }) => {
    const arns = types?.get(type)?.arns;
    return !arns || arns.length === 0 || arns.some((template) => matchesResourceType(pattern, template));
  });
}

function articled(arn: string | undefined): string {
  return arn === undefined ? 'another type' : `\`${arn}\``;
}
