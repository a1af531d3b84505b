import { nameResource } from '../src/analysis/recipient.ts';
import { display } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

/**
 * Property and greatest length of the name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const NAMES: ReadonlyMap<string, readonly [property: string, most: number]> = new Map([
  ['AWS::IAM::Role', ['RoleName', 64]],
  ['AWS::IAM::User', ['UserName', 64]],
  ['AWS::IAM::Group', ['GroupName', 128]],
  ['AWS::IAM::ManagedPolicy', ['ManagedPolicyName', 128]],
  ['AWS::IAM::InstanceProfile', ['InstanceProfileName', 128]],
]);

export default defineRule({
  id: 'valid-iam-name',
  title: 'Name of an IAM resource is not one that IAM takes',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'IAM takes letters, digits and `+=,.@_-` in names, and no more than a certain length. With any other name the stack fails when it is deployed.',
    fix: 'Change the name or leave it out, so that CloudFormation makes one.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names',
    ],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'A blank, and a name that is too long',
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
      RoleName: deploy role # flagged
  User:
    Type: AWS::IAM::User
    Properties:
      UserName: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa # flagged
`,
      },
    ],
    good: [
      {
        title: 'All characters that IAM takes, and parts that are not known',
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
      RoleName: !Sub "\${AWS::StackName}-a+b=c,d.e@f_g-1"
`,
      },
    ],
  },
  visit: {
    types: Array.from(NAMES.keys()),
    resource(resource, context) {
      const [property, most] = NAMES.get(resource.type) ?? [];
      if (property === undefined || most === undefined) return;
      for (const { text } of context.graph.property(resource, property)) {
        if (!text) continue;
        const known = text.segments.filter((segment) => typeof segment === 'string').join('');
        const [character] = /[^\w+=,.@-]/.exec(known) ?? [];
        const owner = nameResource(resource);
        if (character !== undefined)
          context.report({
            at: text,
            resource,
            message: `The name of ${owner} has ${/\s/.test(character) ? 'a blank' : `the character \`${character}\``}, and IAM takes letters, digits and \`+=,.@_-\` only. Leave it out`,
            evidence: property,
          });
        else if (known.length > most)
          context.report({
            at: text,
            resource,
            message: `The name \`${display(text).slice(0, 20)}…\` of ${owner} has ${known.length} characters or more, and IAM takes ${most}. Shorten it`,
            evidence: property,
          });
      }
    },
  },
});
