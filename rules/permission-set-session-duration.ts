import { powerOf } from '../src/analysis/power.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { describeSeconds, secondsOfDuration, severityOfLongSession } from '../src/analysis/session-length.ts';
import { defineRule } from '../src/rule/rule.ts';
import { literal } from '../src/values/value.ts';

export default defineRule<{ readonly seconds: number }>({
  id: 'permission-set-session-duration',
  title: 'Sessions of the permission set last longer than the limit',
  category: 'sessions',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'Whoever signs in through IAM Identity Center gets credentials for as long as `SessionDuration` says, on the command line as a file that any program on the laptop reads. They cannot be called back one by one; removing the assignment does not end a session that is running.',
    fix: 'Leave `SessionDuration` out, which means one hour, or set it to the limit. The portal renews sessions without a new password as long as the sign-in lasts. Keep the longer ones for permission sets that can only read.',
    exceptions:
      'Work that cannot be interrupted. Set the `seconds` option to what your organisation allows; many allow eight hours.',
    references: [
      'https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html',
      'https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html',
    ],
  },
  covers: ['sso-session-duration'],
  also: { 'kics-terraform': ['ce9dfce0-5fc8-433b-944a-3b16153111a8'] },
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
        title: 'A working day, and as long as there is',
        template: `
Resources:
  Admin:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Admin
      SessionDuration: PT12H # flagged
      ManagedPolicies: [arn:aws:iam::aws:policy/AdministratorAccess]
  Reader:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Reader
      SessionDuration: PT7H90M # flagged
`,
      },
    ],
    good: [
      {
        title: 'An hour, in words, by default, or as a parameter says',
        template: `
Parameters:
  Length: { Type: String }
Resources:
  Said:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Said
      SessionDuration: PT60M
  Default:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Default
  Given:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Given
      SessionDuration: !Ref Length
`,
      },
      {
        title: 'Eight hours where that is the limit',
        options: { seconds: 28800 },
        template: `
Resources:
  Worker:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1111111111111111
      Name: Worker
      SessionDuration: PT8H
`,
      },
    ],
  },
  visit: {
    principal(set, context) {
      if (set.type !== 'permission-set') return;
      for (const value of context.graph.property(set.resource, 'SessionDuration')) {
        const written = value.text && literal(value.text);
        const seconds = written === undefined ? undefined : secondsOfDuration(written);
        if (seconds === undefined || seconds <= context.options.seconds || seconds > 43200) continue;
        const { power, because } = powerOf(set);
        context.report({
          at: value,
          message: `A session of ${nameResource(set.resource)}${power === 'administrator' ? ', an administrator,' : ''} lasts ${describeSeconds(seconds)}, and its credentials work that long for whoever copies them. Set SessionDuration to ${durationOf(context.options.seconds)} or less`,
          evidence: 'SessionDuration',
          severity: severityOfLongSession(power, []),
          related: because && power !== 'reader' ? [{ at: because, label: 'is what a session may do' }] : [],
        });
      }
    },
  },
});

function durationOf(seconds: number): string {
  return seconds % 3600 === 0 ? `PT${seconds / 3600}H` : `PT${Math.floor(seconds / 60)}M`;
}
