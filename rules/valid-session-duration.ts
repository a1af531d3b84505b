import { capital, nameResource } from '../src/analysis/recipient.ts';
import { secondsOfDuration } from '../src/analysis/session-length.ts';
import { type PropertyValue } from '../src/graph/resource-graph.ts';
import { numberOf } from '../src/graph/property-value.ts';
import { valueFix } from '../src/analysis/text-fixes.ts';
import { defineRule } from '../src/rule/rule.ts';
import { display, literal } from '../src/values/value.ts';

export default defineRule({
  id: 'valid-session-duration',
  title: 'Session duration is none that AWS accepts',
  category: 'sessions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'AWS rejects a session length outside of its limits when the stack is deployed, after everything that comes before it has been made. A number of minutes where seconds belong is the usual cause.',
    fix: 'Roles take 3600 to 43200 seconds, permission sets `PT1H` to `PT12H` as an ISO 8601 duration, profiles of Roles Anywhere 900 to 43200 seconds.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html',
      'https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html',
      'https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html',
    ],
  },
  covers: ['role-max-session-duration-invalid'],
  also: {},
  examples: {
    bad: [
      {
        title: 'Minutes for seconds, a day, and no ISO 8601',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 60 # flagged
      AssumeRolePolicyDocument: &trust
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
  Day:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 86400 # flagged
      AssumeRolePolicyDocument: *trust
  Set:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Set
      SessionDuration: 3600 # flagged
`,
        fixed: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 60
      AssumeRolePolicyDocument: &trust
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
  Day:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: 43200
      AssumeRolePolicyDocument: *trust
  Set:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Set
      SessionDuration: 3600
`,
      },
      {
        title: 'Too long for a permission set, too short for a profile, and a word for a role',
        template: `
Resources:
  Set:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Set
      SessionDuration: P1D # flagged
  Profile:
    Type: AWS::RolesAnywhere::Profile
    Properties:
      Name: profile
      DurationSeconds: 60 # flagged
      RoleArns: [arn:aws:iam::111122223333:role/machine]
  Role:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: PT1H # flagged
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
`,
      },
    ],
    good: [
      {
        title: 'The limits themselves',
        template: `
Parameters:
  Length: { Type: Number }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: "43200"
      AssumeRolePolicyDocument: &trust
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ec2.amazonaws.com }
            Action: sts:AssumeRole
  Given:
    Type: AWS::IAM::Role
    Properties: { MaxSessionDuration: !Ref Length, AssumeRolePolicyDocument: *trust }
  Set:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Set
      SessionDuration: PT12H
  Profile:
    Type: AWS::RolesAnywhere::Profile
    Properties: { Name: profile, DurationSeconds: 900, RoleArns: [arn:aws:iam::111122223333:role/machine] }
`,
      },
      {
        title: 'A length for another environment that is never deployed',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [prod] }
Conditions:
  IsDev: !Equals [!Ref Environment, dev]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      MaxSessionDuration: !If [IsDev, 60, 3600]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::Role', 'AWS::SSO::PermissionSet', 'AWS::RolesAnywhere::Profile'],
    resource(resource, context) {
      const { property, accepted, seconds, minimum } = LIMITS[resource.type]!;
      for (const value of context.graph.property(resource, property)) {
        if (!value.text || literal(value.text) === undefined) continue;
        const length = seconds(value);
        if (length !== undefined && length >= minimum && length <= 43200) continue;
        context.report({
          at: value,
          message: `${capital(nameResource(resource))} has a ${property} of \`${display(value.text)}\`, which AWS rejects. Set it to ${accepted}`,
          evidence: property,
          fixes:
            resource.type === 'AWS::IAM::Role' && length !== undefined && length > 43200
              ? valueFix(value.node, 43200, { title: 'Set it to 43200', safety: 'suggestion' })
              : [],
        });
      }
    },
  },
});

interface Limit {
  readonly property: string;
  readonly minimum: number;
  readonly accepted: string;
  readonly seconds: (value: PropertyValue) => number | undefined;
}

const LIMITS: Readonly<Record<string, Limit>> = {
  'AWS::IAM::Role': {
    property: 'MaxSessionDuration',
    minimum: 3600,
    accepted: 'a number of seconds from 3600 to 43200',
    seconds: numberOf,
  },
  'AWS::SSO::PermissionSet': {
    property: 'SessionDuration',
    minimum: 3600,
    accepted: 'an ISO 8601 duration from PT1H to PT12H',
    seconds: ({ text }) => secondsOfDuration((text && literal(text)) ?? ''),
  },
  'AWS::RolesAnywhere::Profile': {
    property: 'DurationSeconds',
    minimum: 900,
    accepted: 'a number of seconds from 900 to 43200',
    seconds: numberOf,
  },
};
