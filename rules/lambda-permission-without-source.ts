import { admissionsOf } from '../src/analysis/admissions.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { ownershipOf } from '../src/analysis/principal-scope.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'lambda-permission-without-source',
  title: 'A service may invoke the function on behalf of any account',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A permission for a service such as `s3.amazonaws.com` without `SourceArn` or `SourceAccount` lets the service invoke the function whoever asked it to. Anyone can point a bucket, topic, rule or API of their own account at the function and choose what it is called with.',
    fix: 'Add `SourceArn` with the resource that invokes the function, or at least `SourceAccount`.',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention',
    ],
  },
  covers: ['lambda-permission-service-no-source'],
  also: {
    checkov: ['CKV_AWS_364'],
    'guard-registry': ['LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED'],
    trivy: ['AWS-0067'],
    'access-analyzer': [
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
      'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Any bucket of any account, any API of any account',
        template: `
Resources:
  Function:
    Type: AWS::Lambda::Function
  FromBuckets:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Function
      Principal: s3.amazonaws.com # flagged
  FromApis:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt Function.Arn
      Principal: !Sub "apigateway.\${AWS::URLSuffix}" # flagged
`,
      },
    ],
    good: [
      {
        title: 'A source, an account, an organisation, a token; and a principal that is no service',
        template: `
Resources:
  FromTopic:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: sns.amazonaws.com, SourceArn: "arn:aws:sns:eu-west-1:111122223333:topic" }
  FromConfig:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: config.amazonaws.com, SourceAccount: !Ref AWS::AccountId }
  FromSkill:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: alexa-appkit.amazon.com, EventSourceToken: "{{resolve:ssm:/skill}}" }
  FromAccount:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: "111122223333" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const { policy } = statement;
      if (policy.site.type !== 'AWS::Lambda::Permission') return;
      for (const { principal, scope, bounds } of admissionsOf(
        statement,
        ownershipOf(policy.owner, context.facts),
      )) {
        if (scope.kind !== 'service' || bounds.length > 0) continue;
        context.report({
          at: principal,
          message: `The service ${scope.service} may invoke ${nameTarget(policy, context.graph)} for whatever account asks it to. Add SourceArn with the resource that invokes the function, or SourceAccount`,
          evidence: `Principal::${scope.service}`,
        });
      }
    },
  },
});
