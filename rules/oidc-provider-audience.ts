import { capital, nameResource } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'oidc-provider-audience',
  title: 'Identity provider has no audience or no address that AWS takes',
  category: 'trust',
  severity: 'medium',
  confidence: 'medium',
  preset: 'strict',
  docs: {
    why: 'AWS accepts a token only when its audience is in `ClientIdList`. With an empty list no role can be assumed through the provider, and an address that does not begin with `https://` is rejected.',
    fix: 'List the audiences, such as `sts.amazonaws.com`, and write the whole address of the issuer.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
    ],
  },
  covers: ['oidc-provider-config'],
  also: {},
  examples: {
    bad: [
      {
        title: 'Without audiences, and with half an address',
        template: `
Resources:
  Provider: # flagged
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: http://login.example.com # flagged
`,
      },
    ],
    good: [
      {
        title: 'Whole, and by parameters',
        template: `
Parameters:
  Issuer: { Type: String }
  Audiences: { Type: CommaDelimitedList }
Resources:
  Provider:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://token.actions.githubusercontent.com
      ClientIdList: [sts.amazonaws.com]
  Other:
    Type: AWS::IAM::OIDCProvider
    Properties: { Url: !Ref Issuer, ClientIdList: !Ref Audiences }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::OIDCProvider'],
    resource(resource, { graph, report }) {
      const owner = capital(nameResource(resource));
      for (const when of graph.absence(resource, 'ClientIdList'))
        report({
          at: { node: resource.id },
          when,
          message: `${owner} has no \`ClientIdList\`, so that AWS accepts none of its tokens. List the audiences`,
          evidence: 'ClientIdList',
        });
      for (const { text, node, when } of graph.property(resource, 'Url')) {
        const url = text && literal(text);
        if (url === undefined || /^https:\/\/[^\s?#]+$/.test(url)) continue;
        report({
          at: { node },
          when,
          message: `${owner} has the address \`${url}\`, and AWS takes one that begins with \`https://\` and has no query. Write the whole address of the issuer`,
          evidence: `Url::${url}`,
        });
      }
    },
  },
});
