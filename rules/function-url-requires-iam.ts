import { powerOf } from '../src/analysis/power.ts';
import { type ResourceGraph } from '../src/graph/resource-graph.ts';
import { defineRule } from '../src/rule/rule.ts';
import { authorOf, type Resource } from '../src/template/template.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'function-url-requires-iam',
  title: 'Anyone on the internet may call the function by its URL',
  category: 'resource-policies',
  severity: 'medium',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'A function URL with `AuthType: NONE` takes requests from anybody. The function has to tell friend from foe by itself, on every path, and a flaw in it gives its role to the world.',
    fix: 'Set `AuthType: AWS_IAM` and let callers sign their requests, or put CloudFront with origin access control or an API with an authorizer in front.',
    exceptions: 'Webhooks and public pages whose code checks a signature or needs no caller.',
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html'],
  },
  covers: ['function-url-auth-none', 'sam-function-url-or-api-no-auth'],
  also: { checkov: ['CKV_AWS_258'], 'cdk-nag': ['LambdaFunctionUrlAuth'] },
  examples: {
    bad: [
      {
        title: 'A URL, and one of a SAM function',
        template: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: f
      AuthType: NONE # flagged
  Hook:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: s3://bucket/key
      FunctionUrlConfig:
        AuthType: NONE # flagged
`,
      },
    ],
    good: [
      {
        title: 'Signed requests',
        template: `
Resources:
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: f
      AuthType: AWS_IAM
`,
      },
    ],
  },
  visit: {
    types: ['AWS::Lambda::Url'],
    resource(url, context) {
      for (const { text } of context.graph.property(url, 'AuthType')) {
        if (!text || literal(text) !== 'NONE') continue;
        const strength = roleStrength(url, context.graph);
        context.report({
          at: text,
          message: `Anyone on the internet may call the function of \`${authorOf(url).logicalId}\` by its URL. Set AuthType to AWS_IAM, or see to it that the function checks its callers`,
          evidence: 'AuthType::NONE',
          severity: strength ? 'high' : 'medium',
          related: strength ? [strength] : [],
        });
      }
    },
  },
});

/** What the function behind a URL may do, where that is much. */
function roleStrength(url: Resource, graph: ResourceGraph) {
  for (const { text } of graph.property(url, 'TargetFunctionArn')) {
    const target = text && graph.resolve(text);
    for (const { role } of target ? graph.runsAs(target) : []) {
      if (!role) continue;
      const { power, because } = powerOf(role);
      if (because && (power === 'administrator' || power === 'broad-writer'))
        return { at: because, label: 'is what the function may do' };
    }
  }
  return undefined;
}
