import { type AccessLayers, type AccessPolicy } from '../src/access/index.ts';
import { foldPolicy } from '../src/analysis/access-policy.ts';
import { exampleText, grantsAnything } from '../src/analysis/statement-sets.ts';
import { recipientName } from '../src/analysis/recipient.ts';
import { type PolicyDocument } from '../src/graph/policy.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'boundary-cuts-everything',
  title: 'Permissions boundary leaves nothing of what is granted',
  category: 'permissions',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A principal may do what its policies and its permissions boundary both allow. Where the two have nothing in common it may do nothing: either the boundary is the wrong one, or it lacks what the policies need.',
    fix: 'Allow in the boundary what the principal needs, or attach another boundary.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
  },
  covers: [],
  also: {},
  examples: {
    bad: [
      {
        title: 'A boundary for other services',
        template: `
Resources:
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Action: "sqs:*", Resource: "*" }
  Robot:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !Ref Limit # flagged
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" }
`,
      },
    ],
    good: [
      {
        title: 'A boundary that leaves a part',
        template: `
Resources:
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Action: ["sqs:*", "s3:Get*"], Resource: "*" }
  Robot:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !Ref Limit
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::logs/*" }
`,
      },
    ],
  },
  visit: {
    principal(principal, context) {
      const { boundaries, grants } = principal;
      const [boundary] = boundaries;
      if (!boundary || grants.length === 0) return;
      const limits = boundaries.map(({ document }) => document && folded(document));
      const given = grants.map(({ document }) => document && folded(document));
      // With a part that is not known nothing can be said.
      if (limits.includes(undefined) || given.includes(undefined)) return;
      const layer = given as AccessPolicy[];
      const granted: AccessLayers = { layers: [layer] };
      const alone = grantsAnything(granted, 'catalogue');
      if (alone.verdict !== 'FAIL') return;
      const within: AccessLayers = { layers: [layer, limits as AccessPolicy[]] };
      if (grantsAnything(within, 'catalogue').verdict !== 'PASS') return;
      context.report({
        at: boundary,
        message: `${recipientName(principal)} may do nothing: its permissions boundary leaves nothing of what its policies grant, not even ${exampleText(alone)}. Allow in the boundary what is needed`,
        evidence: 'PermissionsBoundary',
        when: boundary.when,
      });

      function folded(document: PolicyDocument): AccessPolicy | undefined {
        const { policy, unread } = foldPolicy(document, { graph: context.graph });
        return unread.length > 0 ? undefined : policy;
      }
    },
  },
});
