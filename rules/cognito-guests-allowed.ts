import { powerOf } from '../src/analysis/power.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { type PrincipalNode, type ResourceGraph } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { asBoolean } from '../src/template/node.ts';
import { type Resource } from '../src/template/template.ts';

export default defineRule({
  id: 'cognito-guests-allowed',
  title: 'Identity pool gives AWS credentials to people who have not signed in',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'With `AllowUnauthenticatedIdentities` anybody who knows the pool’s id, which stands in every page and app, gets credentials of the guests’ role without signing in. What the role may do, the internet may do.',
    fix: 'Set `AllowUnauthenticatedIdentities` to false, or let the guests’ role do no more than everybody may do.',
    exceptions: 'Apps that collect metrics or show maps before anybody signs in.',
    references: [
      'https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html',
      'https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html',
    ],
  },
  covers: ['cognito-unauthenticated-identities', 'cognito-unauth-role-privileged'],
  also: {
    cfn_nag: ['W57'],
    checkov: ['CKV_AWS_366'],
    'cdk-nag': ['CognitoUserPoolNoUnauthenticatedLogins'],
    'guard-registry': ['COGNITO_ALLOW_UNAUTHENTICATED_IDENTITIES_RULE'],
  },
  examples: {
    bad: [
      {
        title: 'Guests whose role writes',
        template: `
Resources:
  Pool:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: true # flagged
  Guests:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Federated: cognito-identity.amazonaws.com }
            Action: sts:AssumeRoleWithWebIdentity
            Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": !Ref Pool } }
      Policies:
        - PolicyName: uploads
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::uploads/*" }
  Roles:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties:
      IdentityPoolId: !Ref Pool
      Roles: { unauthenticated: !GetAtt Guests.Arn }
`,
      },
    ],
    good: [
      {
        title: 'Only people who have signed in',
        template: `
Resources:
  Pool:
    Type: AWS::Cognito::IdentityPool
    Properties:
      AllowUnauthenticatedIdentities: false
`,
      },
    ],
  },
  visit: {
    types: ['AWS::Cognito::IdentityPool'],
    resource(pool, context) {
      for (const value of context.graph.property(pool, 'AllowUnauthenticatedIdentities')) {
        if (asBoolean(value.node) !== true) continue;
        const role = guestRole(pool, context.graph);
        const { power, because } = role ? powerOf(role) : { power: undefined, because: undefined };
        const strong = power === 'administrator' || power === 'broad-writer';
        const writes = strong || power === 'writer';
        context.report({
          at: value,
          message: `Anyone on the internet gets AWS credentials from ${nameResource(pool)} without signing in${role && writes ? `, and with ${nameResource(role.resource)} may change things` : ''}. Set AllowUnauthenticatedIdentities to false, or give guests nothing that not everybody may have`,
          evidence: 'AllowUnauthenticatedIdentities',
          severity: strong ? 'critical' : writes ? 'high' : 'medium',
          related: because && writes ? [{ at: because, label: 'is what guests may do' }] : [],
        });
      }
    },
  },
});

/** The role that a pool gives to people who have not signed in. */
function guestRole(pool: Resource, graph: ResourceGraph): PrincipalNode | undefined {
  for (const attachment of graph.resourcesOfType('AWS::Cognito::IdentityPoolRoleAttachment')) {
    const [id] = graph.property(attachment, 'IdentityPoolId');
    if (!id?.text || graph.resolve(id.text) !== pool) continue;
    for (const { text } of graph.property(attachment, 'Roles.unauthenticated')) {
      const role = text && graph.resolve(text);
      const node = role && graph.principalOf(role);
      if (node) return node;
    }
  }
  return undefined;
}
