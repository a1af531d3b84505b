import { describeCondition } from '../src/analysis/bounding-conditions.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { nameResource } from '../src/analysis/recipient.ts';
import { waysInto } from '../src/analysis/trusted-by.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'trust-relies-on-condition',
  title: 'Only a condition keeps strangers from assuming the role',
  category: 'trust',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'The role trusts `*`, and a condition alone keeps the world out. A later change of the condition, or a branch that leaves it out, opens the role to everybody.',
    fix: 'Name the accounts or roles under `Principal` where they can be listed, and keep the condition beside them.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous',
    ],
  },
  covers: ['trust-any-principal-with-condition'],
  also: {
    cloudsplaining: ['AssumableByAnyPrincipalWithConditions'],
    'cfn-policy-validator': ['EXTERNAL_PRINCIPAL'],
  },
  examples: {
    bad: [
      {
        title: 'Everybody of the organisation',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: "*" } # flagged
            Action: sts:AssumeRole
            Condition: { StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 } }
`,
      },
    ],
    good: [
      {
        title: 'Accounts by name beside the condition',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { AWS: ["464622532012", !Ref AWS::AccountId] }
            Action: sts:AssumeRole
            Condition: { StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 } }
`,
      },
    ],
  },
  visit: {
    principal(role, context) {
      for (const { principal, scope, bounds } of waysInto(role, ownershipOf(role.resource, context.facts))) {
        const [bound] = bounds;
        if (scope.kind !== 'everyone' || !bound) continue;
        context.report({
          at: principal,
          message: `The role \`${role.resource.logicalId}\` trusts everybody, and nothing but \`${describeCondition(bound.condition)}\` keeps strangers out. Name those who need it where they can be listed`,
          evidence: 'Principal::*',
          related: [{ at: bound.condition, label: `keeps strangers out of ${nameResource(role.resource)}` }],
        });
      }
    },
  },
});
