import { powerOf, type Power } from '../src/analysis/power.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { describeSeconds, severityOfLongSession } from '../src/analysis/session-length.ts';
import { numberOf } from '../src/graph/property-value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule<{ readonly seconds: number }>({
  id: 'roles-anywhere-session-duration',
  title: 'Sessions of the Roles Anywhere profile last longer than the limit',
  category: 'sessions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A machine outside of AWS gets credentials for as long as `DurationSeconds` of its profile says. Whoever copies them from it uses them until then, even after its certificate was revoked.',
    fix: 'Leave `DurationSeconds` out, which means one hour, or set it to the limit. The credential helper fetches new ones by itself.',
    exceptions: 'Machines that cannot reach AWS for hours. Set the `seconds` option to what they need.',
    references: [
      'https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html',
      'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/credential-helper.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rolesanywhere-profile.html',
    ],
  },
  covers: ['rolesanywhere-profile-duration'],
  also: {},
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        seconds: {
          type: 'integer',
          minimum: 900,
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
        title: 'Twelve hours, and as many in one of two environments',
        template: `
Parameters:
  Environment: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Machines:
    Type: AWS::RolesAnywhere::Profile
    Properties:
      Name: machines
      DurationSeconds: 43200 # flagged
      RoleArns: [arn:aws:iam::111122223333:role/machine]
  Others:
    Type: AWS::RolesAnywhere::Profile
    Properties:
      Name: others
      DurationSeconds: !If [IsProd, 43200, 3600] # flagged
      RoleArns: [arn:aws:iam::111122223333:role/machine]
`,
      },
    ],
    good: [
      {
        title: 'An hour or less, by default, or as a parameter says',
        template: `
Parameters:
  Length: { Type: Number }
Resources:
  Said:
    Type: AWS::RolesAnywhere::Profile
    Properties: { Name: said, DurationSeconds: "900", RoleArns: [arn:aws:iam::111122223333:role/machine] }
  Default:
    Type: AWS::RolesAnywhere::Profile
    Properties: { Name: default, RoleArns: [arn:aws:iam::111122223333:role/machine] }
  Given:
    Type: AWS::RolesAnywhere::Profile
    Properties: { Name: given, DurationSeconds: !Ref Length, RoleArns: [arn:aws:iam::111122223333:role/machine] }
`,
      },
      {
        title: 'Longer, where that is the limit',
        options: { seconds: 7200 },
        template: `
Resources:
  Machines:
    Type: AWS::RolesAnywhere::Profile
    Properties: { Name: machines, DurationSeconds: 7200, RoleArns: [arn:aws:iam::111122223333:role/machine] }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::RolesAnywhere::Profile'],
    resource(profile, context) {
      for (const value of context.graph.property(profile, 'DurationSeconds')) {
        const seconds = numberOf(value);
        if (seconds === undefined || seconds <= context.options.seconds || seconds > 43200) continue;
        const roles = context.graph.property(profile, 'RoleArns[]').flatMap(({ text }) => {
          const resource = text && context.graph.resolve(text);
          return (resource && context.graph.principalOf(resource)) ?? [];
        });
        const powers = roles.map((role) => powerOf(role).power);
        const admin = roles[powers.indexOf('administrator')];
        const power: Power = admin
          ? 'administrator'
          : powers.length > 0 && powers.every((each) => each === 'reader' || each === 'none')
            ? 'reader'
            : 'undecided';
        context.report({
          at: value,
          message: `A session through ${nameResource(profile)}${admin ? `, as ${nameResource(admin.resource)}, an administrator,` : ''} lasts ${describeSeconds(seconds)}, and its credentials work that long for whoever copies them. Set DurationSeconds to ${context.options.seconds} or less`,
          evidence: 'DurationSeconds',
          severity: severityOfLongSession(power, []),
          related: admin ? [{ at: admin.resource, label: 'the role of the session' }] : [],
        });
      }
    },
  },
});
