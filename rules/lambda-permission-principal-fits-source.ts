import { serviceName } from '../src/analysis/assuming-services.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { invokersFor } from '../src/analysis/source-service.ts';
import { defineRule } from '../src/rule/rule.ts';
import { display } from '../src/values/value.ts';

export default defineRule({
  id: 'lambda-permission-principal-fits-source',
  title: 'Permission names a service that does not own its source',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'A permission takes effect when the service that calls is the principal and the resource that it calls for is the source. Where the source belongs to another service than the principal, nothing can ever meet both, and the invocation is refused without a word in the template’s logs.',
    fix: 'Name the service that owns the source: `sns.amazonaws.com` for a topic, `events.amazonaws.com` for a rule, `apigateway.amazonaws.com` for an API, `s3.amazonaws.com` for a bucket.',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html',
    ],
  },
  covers: ['lambda-permission-principal-mismatch'],
  also: { 'cfn-lint': ['W3664'] },
  examples: {
    bad: [
      {
        title: 'A topic by the events service, a bucket by SNS',
        template: `
Resources:
  Topic:
    Type: AWS::SNS::Topic
  Bucket:
    Type: AWS::S3::Bucket
  FromTopic:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: f
      Principal: events.amazonaws.com # flagged
      SourceArn: !Ref Topic
  FromBucket:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: f
      Principal: sns.amazonaws.com # flagged
      SourceArn: !GetAtt Bucket.Arn
      SourceAccount: !Ref AWS::AccountId
`,
      },
    ],
    good: [
      {
        title: 'The owner, by any of its names; and sources of which nothing is known',
        template: `
Parameters:
  Source: { Type: String }
Resources:
  Topic:
    Type: AWS::SNS::Topic
  FromTopic:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: sns.amazonaws.com, SourceArn: !Ref Topic }
  FromLogs:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: f
      Principal: !Sub "logs.\${AWS::Region}.amazonaws.com"
      SourceArn: !Sub "arn:aws:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/app:*"
  FromParameter:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: events.amazonaws.com, SourceArn: !Ref Source }
  FromElsewhere:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: lexv2.amazonaws.com, SourceArn: "arn:aws:lex:eu-west-1:111122223333:bot-alias/a/b" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.site.type !== 'AWS::Lambda::Permission') return;
      const sources = statement.conditions.flatMap(({ key, values }) =>
        key.toLowerCase() === 'aws:sourcearn' ? values : [],
      );
      for (const principal of statement.principals) {
        const service = principal.type === 'Service' ? serviceName(principal.value) : undefined;
        if (service === undefined || sources.length === 0) continue;
        const owners = sources.map(invokersFor);
        if (owners.some((names) => !names || names.includes(service))) continue;
        const expected = `${owners[0]![0]!}.amazonaws.com`;
        context.report({
          at: principal,
          message: `The service ${display(principal.value)} never calls ${nameTarget(statement.policy, context.graph)} on behalf of ${display(sources[0]!)}, so that this permission has no effect. The principal should be ${expected}`,
          evidence: `Principal::${display(principal.value)}`,
          related: [{ at: sources[0]!, label: 'belongs to another service' }],
        });
      }
    },
  },
});
