import { nameResource } from '../src/analysis/recipient.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { isPlausibleServicePrincipal, nearestServicePrincipal } from '../src/iam/service-principal.ts';
import { defineRule } from '../src/rule/rule.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'known-service-principal',
  title: 'Service principal does not exist',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'IAM refuses a trust policy with a service principal that does not exist, and the stack rolls back. Other services take the policy, and the service that was meant has no access.',
    fix: 'Write the principal as the service’s documentation does, mostly `<service>.amazonaws.com`; the message names the nearest one.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html',
    ],
  },
  covers: ['trust-unknown-service-principal'],
  also: {},
  examples: {
    bad: [
      {
        title: 'Misspelt, and without its suffix',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              Service:
                - lamda.amazonaws.com # flagged
                - codebuild # flagged
            Action: sts:AssumeRole
`,
      },
    ],
    good: [
      {
        title: 'Known ones, of a region and of another partition, and ones that may well exist',
        template: `
Parameters:
  Service: { Type: String }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              Service:
                - lambda.amazonaws.com
                - logs.eu-west-1.amazonaws.com
                - ec2.amazonaws.com.cn
                - !Sub "states.\${AWS::Region}.amazonaws.com"
                - !Ref Service
                - brand-new-thing.amazonaws.com
            Action: sts:AssumeRole
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.kind !== 'trust' && policy.kind !== 'resource') return;
      for (const { type, value } of [...statement.principals, ...statement.notPrincipals]) {
        const written = type === 'Service' ? literal(value) : undefined;
        if (written === undefined || written === '*' || isPlausibleServicePrincipal(written)) continue;
        const meant = nearestServicePrincipal(written);
        // There is no complete list of services: only what nearly is a known name is called wrong.
        if (meant === undefined) continue;
        const where =
          policy.kind === 'trust' ? nameResource(policy.owner) : nameTarget(policy, context.graph);
        context.report({
          at: value,
          message: `There is no service principal \`${written}\`, so that nobody is let in to ${where}. Did you mean \`${meant}\``,
          evidence: `Service::${written}`,
        });
      }
    },
  },
});
