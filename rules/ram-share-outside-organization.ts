import { nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';
import { asBoolean } from '../src/template/node.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'ram-share-outside-organization',
  title: 'Resource share may be given to accounts outside the organisation',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A resource share takes principals of any account unless `AllowExternalPrincipals` is false, which it is not by default. A mistyped account id then gets the subnet, gateway or key, and nobody is told.',
    fix: 'Set `AllowExternalPrincipals: false`. Where an outside account is meant, list it under `facts.trustedAccounts` of the configuration.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ram-resourceshare.html',
      'https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing-create.html',
    ],
  },
  covers: ['ram-share-external'],
  also: {},
  examples: {
    bad: [
      {
        title: 'Allowed in so many words, and by default for an account',
        template: `
Resources:
  Written:
    Type: AWS::RAM::ResourceShare
    Properties: { Name: a, AllowExternalPrincipals: true } # flagged
  ByDefault:
    Type: AWS::RAM::ResourceShare
    Properties:
      Name: b
      Principals: ["464622532012"] # flagged
`,
      },
    ],
    good: [
      {
        title: 'Kept inside, by default for an organisation, and an account that is trusted',
        facts: { trustedAccounts: ['464622532012'] },
        template: `
Resources:
  Inside:
    Type: AWS::RAM::ResourceShare
    Properties: { Name: a, AllowExternalPrincipals: false, Principals: ["585772288577"] }
  Organization:
    Type: AWS::RAM::ResourceShare
    Properties: { Name: b, Principals: ["arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5"] }
  Trusted:
    Type: AWS::RAM::ResourceShare
    Properties: { Name: c, Principals: ["464622532012"] }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::RAM::ResourceShare'],
    resource(share, context) {
      const allowed = context.graph.property(share, 'AllowExternalPrincipals');
      for (const value of allowed)
        if (asBoolean(value.node) === true)
          context.report({
            at: value,
            message: `Accounts outside the organisation may be given ${nameResource(share)}. Set AllowExternalPrincipals to false`,
            evidence: 'AllowExternalPrincipals',
          });
      if (allowed.length > 0) return;
      const { accounts, trustedAccounts } = context.facts;
      for (const { text } of context.graph.property(share, 'Principals[]')) {
        const account = text && /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::.*)?$/.exec(literal(text) ?? '')?.[1];
        if (!text || !account || accounts.includes(account) || trustedAccounts.includes(account)) continue;
        context.report({
          at: text,
          message: `Account ${account} is given ${nameResource(share)}, and nothing says that it must be of the organisation. Set AllowExternalPrincipals to false, or list the account under facts.trustedAccounts`,
          evidence: `Principals::${account}`,
        });
      }
    },
  },
});
