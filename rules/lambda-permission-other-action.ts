import { defineRule } from '../src/rule/rule.ts';
import { nameTarget } from '../src/analysis/policy-target.ts';
import { literal } from '../src/values/value.ts';

export default defineRule({
  id: 'lambda-permission-other-action',
  title: 'Permission allows more than invoking the function',
  category: 'resource-policies',
  severity: 'low',
  confidence: 'high',
  preset: 'strict',
  docs: {
    why: 'Permissions are there so that others invoke a function. Other actions let them read its code and environment, or change them.',
    fix: 'Use `lambda:InvokeFunction`, or `lambda:InvokeFunctionUrl` for a function URL.',
    exceptions: 'Accounts that are meant to read a function or to copy it.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html#cfn-lambda-permission-action',
      'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
    ],
  },
  covers: ['lambda-permission-non-invoke-action'],
  also: {
    cfn_nag: ['W24'],
    'guard-registry': ['LAMBDA_PERMISSION_INVOKE_FUNCTION_ACTION'],
    kics: ['9b83114b-b2a1-4534-990d-06da015e47aa'],
  },
  examples: {
    bad: [
      {
        title: 'Reading and everything',
        template: `
Resources:
  Reads:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:GetFunction # flagged
      FunctionName: f
      Principal: "111122223333"
  Everything:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:* # flagged
      FunctionName: f
      Principal: "111122223333"
`,
      },
    ],
    good: [
      {
        title: 'Invoking, by either name',
        template: `
Parameters:
  Action: { Type: String }
Resources:
  Invokes:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: "111122223333" }
  Url:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunctionUrl, FunctionName: f, Principal: "111122223333", FunctionUrlAuthType: AWS_IAM }
  Unknown:
    Type: AWS::Lambda::Permission
    Properties: { Action: !Ref Action, FunctionName: f, Principal: "111122223333" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      if (statement.policy.site.type !== 'AWS::Lambda::Permission') return;
      for (const text of statement.actions) {
        const action = literal(text);
        if (action === undefined || /^lambda:invoke(?:function|functionurl|async)$/i.test(action)) continue;
        context.report({
          at: text,
          message: `\`${action}\` lets the principal do more to ${nameTarget(statement.policy, context.graph)} than invoke it. Use lambda:InvokeFunction`,
          evidence: `Action::${action}`,
        });
      }
    },
  },
});
