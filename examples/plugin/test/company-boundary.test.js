import { describe, it } from 'node:test';
import { RuleTester } from 'iam-lint';
import companyBoundary from '../rules/company-boundary.js';

// Every example of the rule becomes a test; further ones can be given here.
new RuleTester({ describe, it }).run(companyBoundary, {
  good: [
    {
      title: 'A boundary of another name that was chosen in the options',
      options: { policy: 'my-boundary' },
      template: `
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: arn:aws:iam::111122223333:policy/my-boundary
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
`,
    },
  ],
});
