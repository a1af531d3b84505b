import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { keyOfProperty } from '../src/analysis/property-key.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { type PropertyValue } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { guardsExclude, joinGuards } from '../src/values/guards.ts';
import { type Guard } from '../src/values/value.ts';

export default defineRule({
  id: 'valid-instance-profile',
  title: 'Instance profile does not hold exactly one role that EC2 may assume',
  category: 'machines',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'An instance profile holds one role. With none, or with a role whose trust policy does not name EC2, machines start without credentials and nobody is told; with two, the deployment fails. What does not work is then mended with an access key.',
    fix: 'Name one role in `Roles`, and let the trust policy of that role allow `sts:AssumeRole` for `ec2.amazonaws.com`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html',
    ],
  },
  covers: ['instance-profile-without-role', 'instance-profile-invalid-roles'],
  also: { kics: ['f914357d-8386-4d56-9ba6-456e5723f9a6'] },
  examples: {
    bad: [
      {
        title: 'No role, and two of them',
        template: `
Resources:
  Empty:
    Type: AWS::IAM::InstanceProfile
    Properties:
      Roles: [] # flagged
  Two:
    Type: AWS::IAM::InstanceProfile
    Properties:
      Roles: # flagged
        - app
        - logs
`,
      },
      {
        title: 'A role that only functions may assume',
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
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties:
      Roles:
        - !Ref Role # flagged
`,
      },
    ],
    good: [
      {
        title: 'One role for EC2, one of two roles, and a role of another stack',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: [lambda.amazonaws.com, !Sub "ec2.\${AWS::URLSuffix}"] }
            Action: sts:AssumeRole
  Own:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!Ref Role] }
  Either:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!If [IsProd, app, !Ref Role]] }
  Foreign:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: [!ImportValue app-role] }
`,
      },
      {
        title: 'A list that a parameter gives',
        template: `
Parameters:
  Roles: { Type: CommaDelimitedList }
Resources:
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: { Roles: !Ref Roles }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::InstanceProfile'],
    resource(profile, context) {
      const { graph } = context;
      const name = capital(nameResource(profile));
      for (const when of graph.absence(profile, 'Roles'))
        context.report({
          at: profile,
          when,
          message: `${name} holds no role, so that its machines start without credentials. Name one in Roles`,
          evidence: 'Roles::none',
        });
      const roles = graph.property(profile, 'Roles[]');
      for (const value of graph.property(profile, 'Roles')) {
        if (value.node.kind !== 'list') continue;
        const certain = value.node.items.filter((item) => item.kind === 'scalar' || item.kind === 'map');
        if (value.node.items.length === 0 || (roles.length === 0 && certain.length === 0))
          context.report({
            at: { ...value, node: keyOfProperty(value.node) },
            message: `${name} holds no role, so that its machines start without credentials. Name one in Roles`,
            evidence: 'Roles::none',
          });
        for (const { when, count } of severalRoles(roles))
          context.report({
            at: { ...value, node: keyOfProperty(value.node) },
            when,
            message: `${name} names ${count} roles, but IAM takes exactly one, so that the deployment fails. Join what they may do in one role`,
            evidence: 'Roles::several',
          });
      }
      for (const { text } of roles) {
        const resource = text && graph.resolve(text);
        const role = resource && graph.principalOf(resource);
        if (!text || role?.type !== 'role' || role.trust.length === 0) continue;
        const ways = waysInto(role, ownershipOf(role.resource, context.facts));
        const admitsEc2 = ways.some(
          ({ scope }) =>
            scope.kind === 'undecided' ||
            (scope.kind === 'service' && (!/^[a-z]/i.test(scope.service) || /^ec2\b/i.test(scope.service))),
        );
        // A trust policy of which something could not be read may name EC2 there.
        if (admitsEc2 || role.trust.some(({ defects }) => defects.length > 0)) continue;
        context.report({
          at: text,
          message: `EC2 may not assume ${nameResource(role.resource)}, so that the machines of ${nameResource(profile)} start without credentials. Let the trust policy of the role allow sts:AssumeRole for ec2.amazonaws.com`,
          evidence: `Roles::${role.resource.logicalId}`,
          related: [{ at: role.trust[0]!, label: 'does not name ec2.amazonaws.com' }],
        });
      }
    },
  },
});

/** Where more than one item of the list is there at a time, and how many. */
function severalRoles(roles: readonly PropertyValue[]): { readonly when: Guard; readonly count: number }[] {
  return roles.flatMap((role) => {
    const beside = roles.filter(({ node, when }) => node !== role.node && !guardsExclude(when, role.when));
    const count = 1 + new Set(beside.map(({ node }) => node)).size;
    return beside.map(({ when }) => ({ when: joinGuards(role.when, when) ?? role.when, count }));
  });
}
