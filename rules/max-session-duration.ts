import { powerOf } from '../src/analysis/power.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { describeSeconds, isFromOutside, severityOfLongSession } from '../src/analysis/session-length.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { numberOf } from '../src/graph/property-value.ts';
import { valueFix } from '../src/analysis/text-fixes.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule<{ readonly seconds: number }>({
  id: 'max-session-duration',
  title: 'Sessions of the role may last longer than the limit',
  category: 'sessions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'The temporary credentials of a session cannot be called back: whoever copies them uses them until the session ends. `MaxSessionDuration` is how long that may be; the default is one hour.',
    fix: 'Leave `MaxSessionDuration` out or set it to the limit, and let long jobs assume the role again. Where people work with the role, let them sign in again.',
    exceptions:
      'A job that cannot renew its credentials and runs longer than an hour. Set the `seconds` option to what your organisation allows.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html#id_roles_update-session-duration',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html#cfn-iam-role-maxsessionduration',
    ],
  },
  covers: ['role-max-session-duration'],
  also: {},
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        seconds: {
          type: 'integer',
          minimum: 3600,
          maximum: 43200,
          description: 'The longest session that is allowed, in seconds',
        },
      },
    },
    defaults: { seconds: 3600 },
  },
  examples: {
    bad: [
      {
        title: 'Twelve hours as administrator for people of another account',
        template: `
Resources:
  Admin:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 43200 # flagged
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: arn:aws:iam::111122223333:root }
            Action: sts:AssumeRole
`,
        fixed: `
Resources:
  Admin:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 3600
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: arn:aws:iam::111122223333:root }
            Action: sts:AssumeRole
`,
      },
      {
        title: 'By the default of a parameter, for people who sign in with an identity provider',
        template: `
Parameters:
  Seconds: { Type: Number, Default: 28800 }
Resources:
  Analyst:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: !Ref Seconds # flagged
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Federated: arn:aws:iam::111122223333:saml-provider/company }
            Action: sts:AssumeRoleWithSAML
            Condition: { StringEquals: { SAML:aud: https://signin.aws.amazon.com/saml } }
`,
      },
    ],
    good: [
      {
        title: 'One hour, and a role that only a service assumes and renews by itself',
        template: `
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }
            Action: sts:AssumeRole
  Function:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 43200
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
`,
      },
      {
        title: 'A limit that the organisation has set itself, and a value that nobody knows yet',
        options: { seconds: 14400 },
        template: `
Parameters:
  Seconds: { Type: Number }
Resources:
  Analyst:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: "14400"
      AssumeRolePolicyDocument: &trust
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }
            Action: sts:AssumeRole
  Other:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: !Ref Seconds
      AssumeRolePolicyDocument: *trust
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      if (role.type !== 'role') return;
      for (const value of context.graph.property(role.resource, 'MaxSessionDuration')) {
        const seconds = numberOf(value);
        if (seconds === undefined || seconds <= context.options.seconds || seconds > 43200) continue;
        const ways = waysInto(role, ownershipOf(role.resource, context.facts));
        // A service renews its session by itself, whatever its length; the setting does not bind it.
        if (ways.length > 0 && ways.every(({ scope }) => scope.kind === 'service')) continue;
        const { power, because } = powerOf(role);
        const outside = ways.find(isFromOutside);
        const related = [
          ...(outside ? [{ at: outside.principal, label: 'may assume it' }] : []),
          ...(because && power !== 'reader' ? [{ at: because, label: 'is what a session may do' }] : []),
        ];
        context.report({
          at: value,
          message: `A session of ${nameResource(role.resource)}${power === 'administrator' ? ', an administrator,' : ''} lasts up to ${describeSeconds(seconds)}, and its credentials work that long for whoever copies them. Set MaxSessionDuration to ${context.options.seconds} or leave it out`,
          evidence: 'MaxSessionDuration',
          severity: severityOfLongSession(power, ways),
          related,
          fixes: valueFix(value.node, context.options.seconds, {
            title: `Set MaxSessionDuration to ${context.options.seconds}`,
            safety: 'suggestion',
          }),
        });
      }
    },
  },
});
