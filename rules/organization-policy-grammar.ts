import { capital, nameResource } from '../src/analysis/recipient.ts';
import { type Statement } from '../src/graph/policy.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'organization-policy-grammar',
  title: 'Policy of an organization has an element that AWS Organizations rejects',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Service control policies and resource control policies take less than other policies, and AWS Organizations rejects what they do not take. A service control policy has no principals. A resource control policy only denies, and to everybody.',
    fix: 'Leave the element out. In a resource control policy write `Effect: Deny` and `Principal: "*"`, list the actions, and choose whom it concerns by conditions.',
    references: [
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html',
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html',
    ],
  },
  covers: ['scp-grammar', 'rcp-grammar'],
  also: {
    'access-analyzer': [
      'SCP_SYNTAX_ERROR_ACTION_WILDCARD',
      'SCP_SYNTAX_ERROR_ALLOW_CONDITION',
      'SCP_SYNTAX_ERROR_ALLOW_NOT_ACTION',
      'SCP_SYNTAX_ERROR_ALLOW_RESOURCE',
      'SCP_SYNTAX_ERROR_NOTRESOURCE',
      'SCP_SYNTAX_ERROR_PRINCIPAL',
      'POLICY_SIZE_EXCEEDS_SCP_QUOTA',
      'RCP_SYNTAX_ERROR_PRINCIPAL',
      'RCP_SYNTAX_ERROR_ALLOW',
      'RCP_SYNTAX_ERROR_NOTACTION',
      'RCP_SYNTAX_ERROR_ACTION_WILDCARD',
      'POLICY_SIZE_EXCEEDS_RCP_QUOTA',
      'RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY',
      'RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY',
      'RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK',
    ],
  },
  examples: {
    bad: [
      {
        title: 'A service control policy with a principal',
        template: `
Resources:
  Guard:
    Type: AWS::Organizations::Policy
    Properties:
      Name: guard
      Type: SERVICE_CONTROL_POLICY
      Content:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*" # flagged
            Action: organizations:LeaveOrganization
            Resource: "*"
`,
      },
      {
        title: 'A resource control policy that allows, and one for some principals',
        template: `
Resources:
  Guard:
    Type: AWS::Organizations::Policy
    Properties:
      Name: guard
      Type: RESOURCE_CONTROL_POLICY
      Content:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow # flagged
            Principal: "*"
            Action: s3:*
            Resource: "*"
          - Effect: Deny
            Principal: { AWS: arn:aws:iam::111122223333:root } # flagged
            Action: s3:*
            Resource: "*"
          - Effect: Deny
            Principal: "*"
            NotAction: s3:GetObject # flagged
            Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'What both take, the language of service control policies since September 2025 included',
        template: `
Resources:
  Services:
    Type: AWS::Organizations::Policy
    Properties:
      Name: services
      Type: SERVICE_CONTROL_POLICY
      Content:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            NotAction: "iam:*AccessKey*"
            NotResource: arn:aws:s3:::example/*
            Condition: { StringEquals: { aws:RequestedRegion: eu-west-1 } }
  Resources:
    Type: AWS::Organizations::Policy
    Properties:
      Name: resources
      Type: RESOURCE_CONTROL_POLICY
      Content:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: ["s3:*", "sts:AssumeRole"]
            Resource: "*"
            Condition: { StringNotEqualsIfExists: { aws:PrincipalOrgID: o-abcdefghij } }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.kind !== 'organization' || policy.site.property === '') return;
      const [type] = context.graph.property(policy.owner, 'Type');
      const kind = type?.text && literal(type.text);
      const owner = capital(nameResource(policy.owner));
      const report = (element: string, what: string): void => {
        const node = statement.elements.get(element);
        if (node)
          context.report({
            at: { node },
            when: statement.when,
            message: `${owner} ${what}`,
            evidence: `${element}::${kind}`,
          });
      };
      if (kind === 'SERVICE_CONTROL_POLICY')
        for (const element of ['Principal', 'NotPrincipal'])
          report(
            element,
            `has \`${element}\`, which no service control policy takes. Leave it out, or choose principals by a condition on \`aws:PrincipalArn\``,
          );
      if (kind !== 'RESOURCE_CONTROL_POLICY') return;
      if (statement.effect === 'Allow')
        report(
          'Effect',
          'allows something, but a resource control policy can only deny. Write the exceptions of a Deny instead',
        );
      report('NotAction', 'has `NotAction`, which no resource control policy takes. List the actions');
      report(
        'NotPrincipal',
        'has `NotPrincipal`, which no resource control policy takes. Write `Principal: "*"` and a condition',
      );
      if (isForSome(statement))
        report(
          'Principal',
          'names principals, but a resource control policy is for everybody. Write `Principal: "*"` and a condition',
        );
    },
  },
});

function isForSome({ principals }: Statement): boolean {
  return principals.some(({ type, value }) => {
    const written = literal(value);
    return type !== '*' && written !== undefined && !(type === 'AWS' && written === '*');
  });
}
