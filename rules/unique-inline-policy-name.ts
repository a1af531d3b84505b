import { excludeEachOther } from '../src/analysis/branches.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { type PolicyDocument } from '../src/graph/policy.ts';
import { display, type Text } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'unique-inline-policy-name',
  title: 'Two inline policies of a principal have the same name',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'An inline policy replaces one of the same name at the same principal: of two that a template declares, one is lost without a message, and which one depends on the order of creation.',
    fix: 'Give each inline policy of a principal a name of its own.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-policy.html',
    ],
  },
  covers: ['duplicate-inline-policy-name'],
  also: {},
  examples: {
    bad: [
      {
        title: 'Within a role, and from outside',
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
      Policies:
        - PolicyName: access
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::example/*" }
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: access # flagged
      Roles: [!Ref Role]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::example/*" }
`,
      },
    ],
    good: [
      {
        title: 'Different names, and one of two branches',
        template: `

Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
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
      Policies:
        - !If
          - IsDev
          - PolicyName: access
            PolicyDocument:
              Version: "2012-10-17"
              Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::dev/*" }
          - PolicyName: access
            PolicyDocument:
              Version: "2012-10-17"
              Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::prod/*" }
        - PolicyName: more
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::example/*" }
`,
      },
    ],
  },
  visit: {
    principal(principal, context) {
      const seen = new Map<string, { readonly document: PolicyDocument; readonly name: Text }[]>();
      for (const { how, document } of principal.grants) {
        if (how !== 'inline' || !document?.name) continue;
        const { name } = document;
        // Holes are alike where they are written alike: the same parameter has one value.
        const key = display(name);
        const others = seen.get(key) ?? [];
        const first = others.find(
          (other) => other.name.node !== name.node && !excludeEachOther(other.document.when, document.when),
        );
        if (first)
          context.report({
            at: name,
            message: `${nameResource(principal.resource).replace(/^./, (letter) => letter.toUpperCase())} has two inline policies of the name \`${key}\`, of which only one will be there. Rename one of them`,
            evidence: `Policy::${key}`,
            related: [{ at: first.name, label: 'has the same name' }],
          });
        seen.set(key, [...others, { document, name }]);
      }
    },
  },
});
