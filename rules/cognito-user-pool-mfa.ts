import { capital, nameResource } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'cognito-user-pool-mfa',
  title: 'User pool asks for a password only',
  category: 'users',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'Whoever has the password of a user is that user. Passwords leak and are used again elsewhere; a second factor stops both.',
    fix: 'Set `MfaConfiguration` to `ON`, or to `OPTIONAL` together with risk-based authentication, and name the factors in `EnabledMfas`.',
    exceptions: 'A pool whose users sign in through an identity provider that asks for the second factor.',
    references: ['https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html'],
  },
  covers: ['cognito-user-pool-mfa'],
  also: {
    cfn_nag: ['F78'],
    'cdk-nag': ['CognitoUserPoolMFA'],
    kics: ['74a18d1a-cf02-4a31-8791-ed0967ad7fdc'],
  },
  examples: {
    bad: [
      {
        title: 'Off, and not set',
        template: `
Resources:
  Off:
    Type: AWS::Cognito::UserPool
    Properties: 
      MfaConfiguration: "OFF" # flagged
  Default: # flagged
    Type: AWS::Cognito::UserPool
`,
      },
    ],
    good: [
      {
        title: 'Asked for, or offered',
        template: `
Resources:
  On:
    Type: AWS::Cognito::UserPool
    Properties: { MfaConfiguration: "ON", EnabledMfas: [SOFTWARE_TOKEN_MFA] }
  Optional:
    Type: AWS::Cognito::UserPool
    Properties: { MfaConfiguration: OPTIONAL }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::Cognito::UserPool'],
    resource(resource, { graph, report }) {
      const message = `${capital(nameResource(resource))} asks its users for a password only. Set \`MfaConfiguration\` to \`ON\``;
      const evidence = 'MfaConfiguration';
      for (const value of graph.property(resource, evidence))
        // YAML reads OFF without quotes as a boolean.
        if (value.text && /^(?:off|false)$/i.test(literal(value.text) ?? ''))
          report({ at: value, when: value.when, message, evidence });
      for (const when of graph.absence(resource, evidence))
        report({ at: { node: resource.id }, when, message, evidence });
    },
  },
});
