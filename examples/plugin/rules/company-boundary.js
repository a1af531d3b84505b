import { defineRule, literal } from 'iam-lint';

export default defineRule({
  id: 'company-boundary',
  title: 'Role does without the permissions boundary of the company',
  category: 'permissions',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'The boundary keeps every role of the company out of the audit account, whatever else its policies say.',
    fix: 'Set `PermissionsBoundary` to the policy of the company.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
  },
  covers: [],
  also: {},
  options: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        policy: { type: 'string', description: 'Name of the managed policy that is the boundary' },
      },
    },
    defaults: { policy: 'company-boundary' },
  },
  examples: {
    bad: [
      {
        title: 'A role without any boundary',
        template: `
Resources:
  Worker: # flagged
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
`,
      },
      {
        title: 'A role with a boundary of its own',
        template: `
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: arn:aws:iam::111122223333:policy/my-boundary # flagged
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
`,
      },
    ],
    good: [
      {
        title: 'The boundary of the company, and one that only the deployment knows',
        template: `
Parameters:
  Boundary: { Type: String }
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: arn:aws:iam::111122223333:policy/company-boundary
      AssumeRolePolicyDocument: &trust
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
  Other:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Boundary
      AssumeRolePolicyDocument: *trust
`,
      },
    ],
  },
  visit: {
    types: ['AWS::IAM::Role'],
    resource(role, { graph, options, report }) {
      const message = `Role \`${role.logicalId}\` does without the boundary \`${options.policy}\`. Set PermissionsBoundary to it`;
      const evidence = 'PermissionsBoundary';
      const values = graph.property(role, 'PermissionsBoundary');
      if (values.length === 0) report({ at: { node: role.id }, message, evidence });
      for (const value of values) {
        const arn = value.text && literal(value.text);
        // What is not known before the deployment is left alone.
        if (arn && !arn.endsWith(`:policy/${options.policy}`)) report({ at: value, message, evidence });
      }
    },
  },
});
