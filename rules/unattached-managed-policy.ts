import { namedResources } from '../src/analysis/named-resources.ts';
import { capital, nameResource } from '../src/analysis/recipient.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'unattached-managed-policy',
  title: 'Managed policy is attached to nobody',
  category: 'permissions',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'Nothing in the templates uses the policy, and no output hands it on. It waits for somebody to attach it who has not read it, and readers count it among what is granted.',
    fix: 'Remove it, or attach it with `Roles`, `Groups` or `ManagedPolicyArns`.',
    exceptions: 'A policy with a name that others attach by that name.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html'],
  },
  covers: ['unattached-managed-policy'],
  also: {},
  examples: {
    bad: [
      {
        title: 'Used by nothing',
        template: `
Resources:
  Policy: # flagged
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::example/*" }
`,
      },
    ],
    good: [
      {
        title: 'Attached from either side, handed on, or named for others',
        template: `
Resources:
  Attached:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [deployer]
      PolicyDocument: { Version: "2012-10-17", Statement: [] }
  Used:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Version: "2012-10-17", Statement: [] }
  HandedOn:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Version: "2012-10-17", Statement: [] }
  Named:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: for-others
      PolicyDocument: { Version: "2012-10-17", Statement: [] }
  Group:
    Type: AWS::IAM::Group
    Properties: { ManagedPolicyArns: [!Ref Used] }
Outputs:
  Policy: { Value: !Ref HandedOn }
`,
      },
    ],
  },
  visit: {
    template(template, { graph, report }) {
      const named = namedResources(template, graph);
      for (const resource of template.resources.values()) {
        if (resource.type !== 'AWS::IAM::ManagedPolicy' || named.has(resource)) continue;
        const has = (name: string): boolean => graph.property(resource, name).length > 0;
        if (['Roles', 'Users', 'Groups', 'ManagedPolicyName'].some(has)) continue;
        if (graph.referrers(resource).length > 0) continue;
        report({
          at: { node: resource.id },
          resource,
          message: `${capital(nameResource(resource))} is attached to nobody here, and no output hands it on. Attach it or remove it`,
          evidence: 'Attachments',
        });
      }
    },
  },
});
