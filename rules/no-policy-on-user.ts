import { keyOfProperty } from '../src/analysis/property-key.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';
import { type Grant, type PrincipalNode } from '../src/graph/resource-graph.ts';
import { display } from '../src/values/value.ts';

export default defineRule({
  id: 'no-policy-on-user',
  title: 'Permissions are attached to a user directly',
  category: 'users',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Permissions of single users drift apart: nobody sees at one place who may do what, and they stay when the person or the machine moves on. They belong to a credential that does not expire by itself.',
    fix: 'Attach the policy to a group and add the user to it. Better, attach it to a role that people and machines assume.',
    exceptions:
      'A user that must exist, such as one for the SMTP interface of SES, and for which a group of one would add nothing.',
    references: [
      'https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html',
    ],
  },
  covers: ['policy-attached-to-user', 'inline-policy-on-user'],
  also: {
    cfn_nag: ['F10', 'F11', 'F12'],
    checkov: ['CKV_AWS_40'],
    'cdk-nag': ['IAMUserNoPolicies', 'IAMNoInlinePolicy'],
    'guard-registry': ['IAM_NO_POLICY_ON_USER', 'IAM_USER_NO_POLICIES_CHECK', 'IAM_NO_INLINE_POLICY_CHECK'],
    trivy: ['AWS-0143'],
    kics: [
      'e4239438-e639-44aa-adb8-866e400e3ade',
      '0e5872b4-19a0-4165-8b2f-56d9e14b909f',
      'edc95c10-7366-4f30-9b4b-f995c84eceb5',
      '5e7acff5-095b-40ac-9073-ac2e4ad8a512',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Inline, by a managed policy of AWS, and from a policy that lists the user',
        template: `
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess # flagged
      Policies:
        - PolicyName: reads
          PolicyDocument: # flagged
            Version: "2012-10-17"
            Statement: { Effect: Allow, Action: s3:GetObject, Resource: arn:aws:s3:::example/* }
  Writes:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Users:
        - !Ref Alice # flagged
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:PutObject, Resource: arn:aws:s3:::example/* }
`,
      },
      {
        title: 'For a user that another stack declares',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reads
      Users:
        - backup # flagged
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:GetObject, Resource: arn:aws:s3:::example/* }
`,
      },
    ],
    good: [
      {
        title: 'Through a group, with a boundary as a ceiling',
        template: `
Resources:
  Readers:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
  Alice:
    Type: AWS::IAM::User
    Properties:
      Groups: [!Ref Readers]
      PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess
`,
      },
      {
        title: 'A user that may do less than nothing',
        template: `
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: nothing
          PolicyDocument:
            Version: "2012-10-17"
            Statement: { Effect: Deny, Action: "*", Resource: "*" }
`,
      },
    ],
  },
  visit: {
    principal(user, context) {
      if (user.type !== 'user') return;
      for (const grant of user.grants) {
        if (grant.how === 'group' || !allows(grant)) continue;
        context.report({
          at: { ...grant, node: grant.how === 'inline' ? keyOfProperty(grant.node) : grant.node },
          message: `${capital(nameResource(user.resource))} has ${describe(grant)} of its own instead of a group's or a role's. Attach it to a group, or let a role have it`,
          evidence: evidenceOf(grant, user),
        });
      }
    },
    resource(resource, context) {
      if (!ATTACHING.has(resource.type)) return;
      const { graph } = context;
      for (const path of ['Users[]', 'UserName']) {
        if (path === 'UserName' && resource.type !== 'AWS::IAM::UserPolicy') continue;
        for (const value of graph.property(resource, path)) {
          const declared = value.text && graph.resolve(value.text);
          // Users of the scanned templates are judged with all that is attached to them.
          if (!value.text || (declared && graph.principalOf(declared))) continue;
          context.report({
            at: value,
            message: `User \`${display(value.text)}\` gets ${nameResource(resource)} as its own instead of a group's or a role's. Attach it to a group, or let a role have it`,
            evidence: `User::${display(value.text)}`,
          });
        }
      }
    },
  },
});

const ATTACHING = new Set(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::UserPolicy']);

function allows({ document }: Grant): boolean {
  return !document || document.statements.some(({ effect }) => effect !== 'Deny');
}

function describe({ how, managed, document }: Grant): string {
  if (how === 'inline') return 'an inline policy';
  if (managed?.awsName !== undefined) return `managed policy \`${managed.awsName}\``;
  const owner = managed?.resource ?? document?.owner;
  if (owner) return nameResource(owner);
  return managed ? `managed policy \`${display(managed.arn)}\`` : 'a managed policy';
}

function evidenceOf({ managed, document, how }: Grant, user: PrincipalNode): string {
  const owner = managed?.resource ?? document?.owner;
  const name = document?.name && display(document.name);
  if (how === 'inline' && owner === user.resource) return `Inline::${name ?? ''}`;
  if (managed && !managed.resource) return `Policy::${managed.awsName ?? display(managed.arn)}`;
  return `Policy::${owner?.logicalId ?? name ?? ''}`;
}
